// The page `/history`: the notes that were read and the moments that were saved in this browser.

import { createElement, createLink, find, findAll } from "../ui/dom.js";
import { formatMoment } from "../ui/time.js";
import { toMarkdown } from "./markdown.js";
import { clearList, readNotes, removeMoment, savedMoments } from "./storage.js";

const MESSAGES = {
  remove: "Remove",
  removeMoment: (/** @type {string} */ time, /** @type {string} */ title) =>
    `Remove ${time} from ${title}`,
};

const DATE_FORMAT = new Intl.DateTimeFormat("en", { dateStyle: "medium" });

/** @param {import("./storage.js").ReadNote} note */
function createNoteItem({ path, title, at }) {
  const date = createElement("p", "", DATE_FORMAT.format(at));
  const item = createElement("li", "", createLink(path, title), date);
  item.dir = "auto";
  return item;
}

/** @param {import("./storage.js").SavedMoment} moment */
function createMomentItem(moment) {
  const time = formatMoment(moment.seconds, moment.uncertain ?? null);
  const link = createLink(`${moment.path}?t=${moment.seconds}`, time);
  link.className = "moment";
  if (moment.uncertain) link.dataset.uncertain = moment.uncertain.join("-");
  const sentence = createElement("p", "", `${moment.said} `, link);
  const button = createElement("button", "", MESSAGES.remove);
  button.type = "button";
  button.setAttribute("aria-label", MESSAGES.removeMoment(time, moment.title));
  button.addEventListener("click", () => {
    removeMoment(moment);
    render();
  });
  const item = createElement("li", "", createLink(moment.path, moment.title), sentence, button);
  item.dir = "auto";
  return item;
}

function exportMoments() {
  const blob = new Blob([toMarkdown(savedMoments(), location.origin)], { type: "text/markdown" });
  const file = createLink(URL.createObjectURL(blob), "");
  file.download = "moments.md";
  file.click();
  URL.revokeObjectURL(file.href);
}

/**
 * @param {import("./storage.js").ListName} name
 * @param {HTMLElement[]} items
 */
function renderList(name, items) {
  const section = find(document, `#${name}`, HTMLElement);
  find(section, "ul", HTMLElement).replaceChildren(...items);
  find(section, ".empty-state", HTMLElement).hidden = items.length > 0;
  for (const button of findAll(section, ":scope > p button", HTMLButtonElement))
    button.hidden = items.length === 0;
}

function render() {
  renderList("kept", savedMoments().map(createMomentItem));
  renderList("read", readNotes().map(createNoteItem));
}

/** Fills the page, and starts its buttons. */
export function initHistory() {
  find(document, "#kept .export", HTMLButtonElement).addEventListener("click", exportMoments);
  for (const name of /** @type {const} */ (["kept", "read"])) {
    find(document, `#${name} .clear`, HTMLButtonElement).addEventListener("click", () => {
      clearList(name);
      render();
    });
  }
  render();
  find(document, "main.history", HTMLElement).dataset.filled = "";
}
