// What the reader has read and kept, remembered by this browser alone. Other programs of the same origin can write there,
// so what is read from there is checked like any input.

import { BASE } from "../ui/base-url.js";

const MOST_READ = 1000;
const MOST_KEPT = 5000;
/** A longer one is not believed. In UTF-16 units, as all lengths here. */
const LONGEST_PATH = 4096;
/** What is longer is cut. */
const LONGEST_TEXT = 2000;
/** The largest second that an address of a moment can name. */
const LAST_SECOND = 9_999_999;
/** The last date there is, in milliseconds. */
const LAST_DATE = 8.64e15;
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
 * @param {unknown} value
 * @returns {value is string} whether it is the path of an address of this origin, written as the browser writes it
 */
function isPath(value) {
  if (typeof value !== "string" || value.length > LONGEST_PATH || !value.startsWith("/"))
    return false;
  try {
    const { origin, pathname } = new URL(value, location.origin);
    // `//host/path` is the address of another host, and has another path.
    return origin === location.origin && pathname === value;
  } catch {
    return false;
  }
}

/**
 * @param {any} value
 * @param {number} last
 * @returns {value is number} whether it is a whole number from 0 to the last
 */
function isCount(value, last) {
  return Number.isInteger(value) && value >= 0 && value <= last;
}

/**
 * @param {any} value
 * @returns {Read | null} null where it is none
 */
function readFrom(value) {
  if (!isPath(value?.path) || typeof value.title !== "string" || !isCount(value.at, LAST_DATE))
    return null;
  return { path: value.path, title: value.title.slice(0, LONGEST_TEXT), at: value.at };
}

/**
 * @param {any} value
 * @returns {Kept | null} null where it is none
 */
function keptFrom(value) {
  if (!isPath(value?.path) || !isCount(value.seconds, LAST_SECOND)) return null;
  if (typeof value.title !== "string" || typeof value.said !== "string") return null;
  const [title, said] = [value.title, value.said].map((text) => text.slice(0, LONGEST_TEXT));
  return { path: value.path, title, seconds: value.seconds, said };
}

/**
 * @template T
 * @param {string} name
 * @param {(value: unknown) => T | null} from
 * @param {number} most how many there can be
 * @returns {T[]} what is remembered; nothing of what cannot be read
 */
function recall(name, from, most) {
  try {
    const told = JSON.parse(localStorage.getItem(`${OURS}${name}`) ?? "[]");
    return Array.isArray(told)
      ? told
          .map(from)
          .filter((value) => value !== null)
          .slice(0, most)
      : [];
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
  return recall("read", readFrom, MOST_READ);
}

/** @returns {Kept[]} the newest first */
export function momentsKept() {
  return recall("kept", keptFrom, MOST_KEPT);
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
  return momentsKept().filter(
    ({ path, seconds }) => path !== moment.path || seconds !== moment.seconds,
  );
}

/** @param {Kept} moment which is kept once */
export function keepMoment(moment) {
  remember("kept", [moment, ...keptBeside(moment)].slice(0, MOST_KEPT));
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
  for (const link of document.querySelectorAll(
    `main a[href^='${BASE}']:not(.moment, [aria-current], .mini-player a)`,
  )) {
    if (read.has(link.pathname)) link.setAttribute("data-read", "");
  }
}
