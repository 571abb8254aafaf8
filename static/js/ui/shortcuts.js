// Keyboard shortcuts for the video and the text. They are single keys, which the reader can switch
// off.

import { isTyping } from "./events.js";
import { singleKeyShortcutsEnabled } from "./settings.js";

const SKIP_SECONDS = 10;

/**
 * @typedef {object} Actions what shortcuts do on a page
 * @property {() => void} togglePlayback
 * @property {(seconds: number) => void} skip
 * @property {(direction: 1 | -1) => void} step to the next moment, or to the previous one
 * @property {() => void} toggleAutoScroll
 * @property {() => void} saveMoment
 */

/**
 * @param {() => Actions | null} actions null on a page without a video or without moments
 * @returns {Map<string, () => void>}
 */
function shortcutsFor(actions) {
  /** @type {[string, () => void][]} */
  const shortcuts = [
    ["k", () => actions()?.togglePlayback()],
    ["j", () => actions()?.skip(-SKIP_SECONDS)],
    ["l", () => actions()?.skip(SKIP_SECONDS)],
    ["n", () => actions()?.step(1)],
    ["p", () => actions()?.step(-1)],
    ["f", () => actions()?.toggleAutoScroll()],
    ["b", () => actions()?.saveMoment()],
    ["?", openHelp],
  ];
  return new Map(shortcuts);
}

async function openHelp() {
  const { ShortcutsHelp } = await import("./shortcuts-help.js");
  (await ShortcutsHelp.load()).open();
}

/** Shows the button that lists the shortcuts. */
export function showShortcutsButton() {
  const button = document.querySelector("button.shortcuts-button");
  button?.addEventListener("click", openHelp);
  button?.removeAttribute("hidden");
}

/** @param {() => Actions | null} actions of the page that is shown */
export function initShortcuts(actions) {
  const shortcuts = shortcutsFor(actions);
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const run = shortcuts.get(event.key);
    if (!run || !singleKeyShortcutsEnabled() || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    event.preventDefault();
    run();
  });
}
