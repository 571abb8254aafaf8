// Keys for the video and the text: single letters, which the reader can switch off.

import { isTyping, lettersAct } from "./key-settings.js";

const STEP = 10;

/**
 * @typedef {object} Deeds what the keys do; without a video, some of them nothing
 * @property {() => void} toggle
 * @property {(seconds: number) => void} skip
 * @property {(direction: 1 | -1) => void} step
 * @property {() => void} follow
 * @property {() => void} keep
 */

/** @param {() => Deeds | null} deeds */
function keysOf(deeds) {
  return {
    k: () => deeds()?.toggle(),
    j: () => deeds()?.skip(-STEP),
    l: () => deeds()?.skip(STEP),
    n: () => deeds()?.step(1),
    p: () => deeds()?.step(-1),
    f: () => deeds()?.follow(),
    b: () => deeds()?.keep(),
    "?": help,
  };
}

async function help() {
  const { Help } = await import("./shortcuts-help.js");
  (await Help.only()).open();
}

/** Shows the button that lists the keys. */
export function showKeysButton() {
  const button = document.querySelector("button.shortcuts-button");
  button?.addEventListener("click", help);
  button?.removeAttribute("hidden");
}

/** @param {() => Deeds | null} deeds what can be done where the reader is now */
export function listenToKeys(deeds) {
  const keys = keysOf(deeds);
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = Object.hasOwn(keys, event.key) ? keys[event.key] : null;
    if (!act || !lettersAct() || isTyping(event.target) || document.querySelector("dialog[open]"))
      return;
    event.preventDefault();
    act();
  });
}
