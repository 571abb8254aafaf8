// The notes that this reader read last, on the home page.

import { createElement, createLink, findOptional } from "../ui/dom.js";
import { readNotes } from "./storage.js";

const MAX_NOTES = 4;
const HEADING = "Continue reading";

/** @param {import("./storage.js").ReadNote} note */
function createItem({ path, title }) {
  const item = createElement("li", "", createLink(path, title));
  item.dir = "auto";
  return item;
}

/** Fills the place for the list on the home page, if that is shown. */
export function showLastRead() {
  const place = findOptional(document, ".continue-reading", HTMLElement);
  if (!place) return;
  const items = readNotes().slice(0, MAX_NOTES).map(createItem);
  // The style sheet reserves the space by this attribute, which `display.js` sets on a full load.
  document.documentElement.toggleAttribute("data-has-read", items.length > 0);
  if (items.length === 0) return;
  const list = createElement("ul", "", ...items);
  place.replaceChildren(createElement("h2", "", HEADING), list);
}
