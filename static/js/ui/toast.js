// A short message at the bottom of the window, about what was just done.

import { createElement } from "./dom.js";

const SHOWN_MS = 4000;
/** Longer, because the reader has to decide. */
const SHOWN_WITH_BUTTON_MS = 10_000;

/** It is in the document from the start, so that screen readers announce what is put into it. */
const toast = createElement("p", "toast");
toast.role = "status";
document.body.append(toast);
let timer = 0;

/**
 * @param {string} text replaces the last message
 * @param {{label: string, onClick: () => void} | null} button
 */
export function showToast(text, button = null) {
  toast.textContent = text;
  if (button) {
    const element = createElement("button", "", button.label);
    element.type = "button";
    element.addEventListener("click", () => {
      toast.replaceChildren();
      button.onClick();
    });
    toast.append(" ", element);
  }
  clearTimeout(timer);
  timer = setTimeout(() => toast.replaceChildren(), button ? SHOWN_WITH_BUTTON_MS : SHOWN_MS);
}
