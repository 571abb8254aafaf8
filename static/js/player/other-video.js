// The line under the player while it plays another video than the page's own.

import { createButton, createElement, createLink } from "../ui/dom.js";

const MESSAGES = {
  playing: "Playing another video",
  back: "Back to this note’s video",
};

/**
 * @param {string} path of the other video's page
 * @param {() => void} onBack the reader wants the page's own video
 * @returns {HTMLElement}
 */
export function createOtherVideoLine(path, onBack) {
  const button = createButton(MESSAGES.back, onBack);
  return createElement("span", "other-video", createLink(path, MESSAGES.playing), " ", button);
}
