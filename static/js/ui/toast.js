// A short message at the bottom of the window, about what was just done.

import { BASE_PATH } from "./base-url.js";
import { createElement, createLink } from "./dom.js";

const MESSAGES = {
  saved: (/** @type {string} */ time) => `Saved ${time}`,
  history: "History",
};

const SHOWN_MS = 4000;
/** Longer, because the reader has to decide. */
const SHOWN_WITH_ACTION_MS = 10_000;

/** It is in the document from the start, so that screen readers announce what is put into it. */
const toast = createElement("p", "toast");
toast.role = "status";
document.body.append(toast);
let timer = 0;

toast.addEventListener("click", ({ target }) => {
  if (target !== toast) toast.replaceChildren();
});

/**
 * @param {string} text replaces the last message
 * @param {HTMLElement | null} action a link or a button
 */
export function showToast(text, action = null) {
  toast.textContent = text;
  if (action) toast.append(" ", action);
  clearTimeout(timer);
  timer = setTimeout(() => toast.replaceChildren(), action ? SHOWN_WITH_ACTION_MS : SHOWN_MS);
}

/** @param {string} time of a moment that was saved */
export function showSaved(time) {
  showToast(MESSAGES.saved(time), createLink(`${BASE_PATH}history`, MESSAGES.history));
}
