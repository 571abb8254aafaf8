// The page `/history`: the notes that were read and the moments that were saved in this browser.

import { queueUrl } from "./queue-url.js";
import { createButton, createElement, createLink, find, findAll } from "../ui/dom.js";
import { download } from "../ui/download.js";
import { parseJson } from "../ui/json.js";
import { formatMoment } from "../ui/time.js";
import { showToast } from "../ui/toast.js";
import { toMarkdown } from "./markdown.js";
import {
  parseSavedMoment,
  readNotes,
  removeMoment,
  replaceMoments,
  replaceReadNotes,
  saveMoments,
  savedMoments,
} from "./storage.js";

const MESSAGES = {
  remove: "Remove",
  removeMoment: (/** @type {string} */ time, /** @type {string} */ title) =>
    `Remove ${time} from ${title}`,
  removed: (/** @type {string} */ time) => `Removed ${time}.`,
  clearedMoments: "Saved moments cleared.",
  clearedNotes: "Reading history cleared.",
  undo: "Undo",
  imported: (/** @type {number} */ count) =>
    count === 1 ? "1 moment imported." : `${count} moments imported.`,
  notImported: "This file has no saved moments. Import a JSON file that was exported here.",
};

const DATE_FORMAT = new Intl.DateTimeFormat("en", { dateStyle: "medium" });

/** @typedef {import("./storage.js").SavedMoment} SavedMoment */

/** @param {import("./storage.js").ReadNote} note */
function createNoteItem({ path, title, at }) {
  const date = createElement("p", "", DATE_FORMAT.format(at));
  const item = createElement("li", "", createLink(path, title), date);
  item.dir = "auto";
  return item;
}

/**
 * @param {SavedMoment} moment
 * @param {SavedMoment | undefined} previous in the list: the note of both is named once
 */
function createMomentItem(moment, previous) {
  const time = formatMoment(moment.seconds, moment.uncertain ?? null);
  const link = createLink(`${moment.path}?t=${moment.seconds}`, time);
  link.className = "moment";
  if (moment.uncertain) link.dataset.uncertain = moment.uncertain.join("-");
  const sentence = createElement("p", "", `${moment.said} `, link);
  const button = createButton(MESSAGES.remove, () => {
    changeMoments(() => removeMoment(moment), MESSAGES.removed(time));
  });
  button.setAttribute("aria-label", MESSAGES.removeMoment(time, moment.title));
  const item = createElement("li", "", sentence, button);
  if (moment.path !== previous?.path) item.prepend(createLink(moment.path, moment.title));
  item.dir = "auto";
  return item;
}

/**
 * @param {SavedMoment[]} moments
 * @returns {SavedMoment[][]} those of each video in the order of the video; those without a video
 *   are grouped by their note
 */
function groupByVideo(moments) {
  const groups = Map.groupBy(moments, ({ path, video }) => video?.path ?? path);
  return [...groups.values()].map((own) => own.toSorted((a, b) => a.seconds - b.seconds));
}

/** @param {SavedMoment[]} moments of a video, or of a note without one */
function createGroup(moments) {
  const [{ path, title, video }] = moments;
  const heading = createElement("h3", "", createLink(video?.path ?? path, video?.title ?? title));
  heading.dir = "auto";
  const items = moments.map((moment, index) => createMomentItem(moment, moments[index - 1]));
  return createElement("section", "", heading, createElement("ul", "link-list", ...items));
}

/**
 * Shows a change, and offers to undo it.
 * @param {string} message
 * @param {() => void} undo
 */
function offerUndo(message, undo) {
  render();
  const button = createButton(MESSAGES.undo, () => {
    undo();
    render();
  });
  showToast(message, button);
}

/**
 * @param {() => void} change
 * @param {string} message
 */
function changeMoments(change, message) {
  const before = savedMoments();
  change();
  offerUndo(message, () => replaceMoments(before));
}

function clearMoments() {
  changeMoments(() => replaceMoments([]), MESSAGES.clearedMoments);
}

function clearReadNotes() {
  const before = readNotes();
  replaceReadNotes([]);
  offerUndo(MESSAGES.clearedNotes, () => replaceReadNotes(before));
}

/** @param {HTMLInputElement} input with the file that the reader has chosen */
async function importMoments(input) {
  const text = await input.files?.[0]?.text().catch(() => null);
  input.value = "";
  const values = parseJson(text ?? null);
  const moments = Array.isArray(values)
    ? values.map(parseSavedMoment).filter((moment) => moment !== null)
    : [];
  if (!moments.length) {
    showToast(MESSAGES.notImported);
    return;
  }
  changeMoments(() => saveMoments(moments), MESSAGES.imported(moments.length));
}

/**
 * @param {"kept" | "read"} name
 * @param {HTMLElement[]} items
 * @param {boolean} isEmpty whether there is nothing, also without a filter
 */
function renderList(name, items, isEmpty) {
  const section = find(document, `#${name}`, HTMLElement);
  find(section, ".items", HTMLElement).replaceChildren(...items);
  find(section, ".empty-state", HTMLElement).hidden = !isEmpty;
  for (const element of findAll(section, ".if-any", HTMLElement)) element.hidden = isEmpty;
}

/** @returns {string[]} the words of the filter, in lower case */
function filterWords() {
  const { value } = find(document, "#kept [type='search']", HTMLInputElement);
  return value.toLowerCase().split(/\s+/).filter(Boolean);
}

function render() {
  const saved = savedMoments();
  const words = filterWords();
  const isShown = (/** @type {SavedMoment} */ { title, said, video }) => {
    const text = `${title} ${said} ${video?.title ?? ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const shown = saved.filter(isShown);
  const groups = groupByVideo(shown);
  renderList("kept", groups.map(createGroup), saved.length === 0);
  const playAll = find(document, "#kept .play-all", HTMLAnchorElement);
  playAll.href = queueUrl(groups.flat());
  playAll.hidden = !shown.length;
  find(document, "#kept .no-match", HTMLElement).hidden = !saved.length || shown.length > 0;
  const notes = readNotes();
  renderList("read", notes.map(createNoteItem), notes.length === 0);
}

/** Fills the page, and starts its buttons. */
export function initHistory() {
  const onClick = (/** @type {string} */ selector, /** @type {() => void} */ action) =>
    find(document, selector, HTMLButtonElement).addEventListener("click", action);
  onClick("#kept .export", () =>
    download(toMarkdown(savedMoments(), location.origin), "text/markdown", "moments.md"),
  );
  onClick("#kept .export-json", () =>
    download(JSON.stringify(savedMoments(), null, 2), "application/json", "moments.json"),
  );
  onClick("#kept .clear", clearMoments);
  onClick("#read .clear", clearReadNotes);
  const file = find(document, "#kept [type='file']", HTMLInputElement);
  file.addEventListener("change", () => importMoments(file));
  onClick("#kept .import", () => file.click());
  find(document, "#kept [type='search']", HTMLInputElement).addEventListener("input", render);
  render();
  find(document, "main.history", HTMLElement).dataset.filled = "";
}
