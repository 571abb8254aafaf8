// The notes that the reader has read and the moments that they have saved, in the browser's local
// storage. Other programs of the same origin can write there, so everything that is read from it is
// validated.

import { BASE_PATH } from "../ui/base-url.js";
import { findAll } from "../ui/dom.js";
import { parseJson, valueAt } from "../ui/json.js";

const MAX_READ_NOTES = 1000;
const MAX_SAVED_MOMENTS = 5000;
/** A longer path is invalid. In UTF-16 units, as all lengths here. */
const MAX_PATH_LENGTH = 4096;
/** A longer text is cut. */
const MAX_TEXT_LENGTH = 2000;
/** The largest second that the URL of a moment can have. */
const MAX_SECONDS = 9_999_999;
/** The largest valid timestamp of a `Date`. */
const MAX_TIME_MS = 8.64e15;
/** Other programs of the same origin use the same storage. */
const KEY_PREFIX = "cueleaf-";

/** @typedef {"read" | "kept"} ListName the key of a list in the storage, without the prefix */

/**
 * @typedef {object} ReadNote in the stored format
 * @property {string} path
 * @property {string} title
 * @property {number} at when it was read, in milliseconds
 */

/**
 * @typedef {object} SavedMoment in the stored format
 * @property {string} path of its note
 * @property {string} title of its note
 * @property {number} seconds
 * @property {import("../ui/time.js").Span} [uncertain] the span of an uncertain moment
 * @property {string} said the sentence that cites it
 * @property {{path: string, title: string}} [video] the page of its video; missing if the note has
 *   no video, or the moment was saved by an earlier version
 */

/**
 * @param {unknown} value
 * @returns {value is string} whether it is a URL path of this origin, in the normal form of
 *   browsers
 */
function isPath(value) {
  if (typeof value !== "string" || value.length > MAX_PATH_LENGTH || !value.startsWith("/"))
    return false;
  try {
    const { origin, pathname } = new URL(value, location.origin);
    // `//host/path` is a URL of another host, and has another path.
    return origin === location.origin && pathname === value;
  } catch {
    return false;
  }
}

/**
 * @param {unknown} value
 * @param {number} max
 * @returns {value is number} whether it is a whole number from 0 to the maximum
 */
function isWholeNumber(value, max) {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= max;
}

/**
 * @param {unknown} value
 * @returns {value is import("../ui/time.js").Span} whether it is two seconds in order
 */
function isSpan(value) {
  if (!Array.isArray(value) || value.length !== 2) return false;
  return value.every((second) => isWholeNumber(second, MAX_SECONDS)) && value[0] <= value[1];
}

/**
 * @param {unknown} value
 * @returns {ReadNote | null} null if it is invalid
 */
export function parseReadNote(value) {
  const [path, title, at] = ["path", "title", "at"].map((name) => valueAt(value, name));
  if (!isPath(path) || typeof title !== "string" || !isWholeNumber(at, MAX_TIME_MS)) return null;
  return { path, title: title.slice(0, MAX_TEXT_LENGTH), at };
}

/**
 * @param {unknown} value
 * @returns {SavedMoment | null} null if it is invalid
 */
export function parseSavedMoment(value) {
  const [path, title, said] = ["path", "title", "said"].map((name) => valueAt(value, name));
  const [seconds, uncertain] = ["seconds", "uncertain"].map((name) => valueAt(value, name));
  if (uncertain !== undefined && !isSpan(uncertain)) return null;
  if (!isPath(path) || !isWholeNumber(seconds, MAX_SECONDS)) return null;
  if (typeof title !== "string" || typeof said !== "string") return null;
  const cut = (/** @type {string} */ text) => text.slice(0, MAX_TEXT_LENGTH);
  const moment = { path, title: cut(title), seconds, said: cut(said) };
  const [videoPath, videoTitle] = ["path", "title"].map((name) => valueAt(value, "video", name));
  const hasVideo = isPath(videoPath) && typeof videoTitle === "string";
  return {
    ...moment,
    ...(uncertain !== undefined && { uncertain }),
    ...(hasVideo && { video: { path: videoPath, title: cut(videoTitle) } }),
  };
}

/**
 * @template T
 * @param {ListName} name
 * @param {(value: unknown) => T | null} parse
 * @param {number} maxLength
 * @returns {T[]} the valid values of a list
 */
function readList(name, parse, maxLength) {
  /** @type {string | null} */
  let stored = null;
  try {
    stored = localStorage.getItem(`${KEY_PREFIX}${name}`);
  } catch {
    // Storage is blocked: the list is empty.
  }
  const values = parseJson(stored);
  if (!Array.isArray(values)) return [];
  return values
    .map(parse)
    .filter((value) => value !== null)
    .slice(0, maxLength);
}

/**
 * @param {ListName} name
 * @param {unknown[]} values
 */
function writeList(name, values) {
  try {
    localStorage.setItem(`${KEY_PREFIX}${name}`, JSON.stringify(values));
  } catch {
    // The storage is full or blocked.
  }
}

/** @returns {ReadNote[]} the newest first */
export function readNotes() {
  return readList("read", parseReadNote, MAX_READ_NOTES);
}

/** @returns {SavedMoment[]} the newest first */
export function savedMoments() {
  return readList("kept", parseSavedMoment, MAX_SAVED_MOMENTS);
}

/**
 * @param {string} path
 * @param {string} title
 */
export function saveReadNote(path, title) {
  const others = readNotes().filter((note) => note.path !== path);
  writeList("read", [{ path, title, at: Date.now() }, ...others].slice(0, MAX_READ_NOTES));
}

/**
 * @param {SavedMoment[]} moments
 * @returns {SavedMoment[]} the saved moments of other notes or seconds
 */
function otherMoments(moments) {
  const keyOf = (/** @type {SavedMoment} */ { path, seconds }) => `${seconds} ${path}`;
  const keys = new Set(moments.map(keyOf));
  return savedMoments().filter((moment) => !keys.has(keyOf(moment)));
}

/** @param {SavedMoment} moment replaces one of the same note and second */
export function saveMoment(moment) {
  saveMoments([moment]);
}

/** @param {SavedMoment[]} moments replace those of the same notes and seconds */
export function saveMoments(moments) {
  replaceMoments([...moments, ...otherMoments(moments)]);
}

/** @param {SavedMoment} moment */
export function removeMoment(moment) {
  replaceMoments(otherMoments([moment]));
}

/** @param {SavedMoment[]} moments replace all that are saved */
export function replaceMoments(moments) {
  writeList("kept", moments.slice(0, MAX_SAVED_MOMENTS));
}

/** @param {ReadNote[]} notes replace all that were read */
export function replaceReadNotes(notes) {
  writeList("read", notes.slice(0, MAX_READ_NOTES));
}

/** Marks the links of the page to notes that were read. */
export function markReadLinks() {
  const read = new Set(readNotes().map(({ path }) => path));
  const links = `main a[href^='${BASE_PATH}']:not(.moment, [aria-current], .mini-player a)`;
  for (const link of findAll(document, links, HTMLAnchorElement))
    if (read.has(link.pathname)) link.setAttribute("data-read", "");
}
