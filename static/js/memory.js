// What the reader has read and kept, remembered by this browser alone.

import { BASE } from "./base.js";

const MOST_READ = 1000;
/** Other programs may serve from the same origin. */
const OURS = "cueleaf-";

/**
 * @typedef {object} Read a note that was read
 * @property {string} path
 * @property {string} title
 * @property {number} at when, in milliseconds
 */

/**
 * @typedef {object} Kept a moment that was kept
 * @property {string} path of its note
 * @property {string} title of its note
 * @property {number} seconds
 * @property {string} said its sentence
 */

/**
 * @param {string} name
 * @returns {any[]} what is remembered; nothing where that cannot be read
 */
function recall(name) {
  try {
    const told = JSON.parse(localStorage.getItem(`${OURS}${name}`) ?? "[]");
    return Array.isArray(told) ? told : [];
  } catch {
    return [];
  }
}

/**
 * @param {string} name
 * @param {any[]} all
 */
function remember(name, all) {
  try {
    localStorage.setItem(`${OURS}${name}`, JSON.stringify(all));
  } catch {
    // The browser is full, or remembers nothing.
  }
}

/** @returns {Read[]} the newest first */
export function notesRead() {
  return recall("read");
}

/** @returns {Kept[]} the newest first */
export function momentsKept() {
  return recall("kept");
}

/**
 * @param {string} path
 * @param {string} title
 */
export function rememberNote(path, title) {
  const others = notesRead().filter((note) => note.path !== path);
  remember("read", [{ path, title, at: Date.now() }, ...others].slice(0, MOST_READ));
}

/** @param {Kept} moment */
function keptBeside(moment) {
  return momentsKept().filter(({ path, seconds }) => path !== moment.path || seconds !== moment.seconds);
}

/** @param {Kept} moment which is kept once */
export function keepMoment(moment) {
  remember("kept", [moment, ...keptBeside(moment)]);
}

/** @param {Kept} moment */
export function dropMoment(moment) {
  remember("kept", keptBeside(moment));
}

/** @param {"read" | "kept"} what */
export function forget(what) {
  remember(what, []);
}

/** Marks the links of the page that lead to notes which were read. */
export function tickLinks() {
  const read = new Set(notesRead().map(({ path }) => path));
  for (const link of document.querySelectorAll(`main a[href^='${BASE}']:not(.moment, [aria-current], .docked a)`)) {
    if (read.has(link.pathname)) link.setAttribute("data-read", "");
  }
}
