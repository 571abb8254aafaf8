// On paper, the page says its address, and each moment the address of its video at that second.

import { YOUTUBE_ID } from "../player/video.js";
import { createElement, find, findAll, findOptional } from "../ui/dom.js";
import { parseSeconds } from "../ui/time.js";

const MESSAGES = {
  page: (/** @type {string} */ url) => `Page: ${url}`,
};

/** Adds what is only for paper. */
function prepare() {
  const card = findOptional(document, ".player-card:not(.mini-player)", HTMLElement);
  for (const moment of findAll(document, "main article a.moment[data-seconds]", HTMLElement)) {
    const video = moment.dataset.video ?? card?.dataset.video ?? "";
    const seconds = parseSeconds(moment.dataset.seconds);
    if (YOUTUBE_ID.test(video) && seconds !== null)
      moment.dataset.printed = `youtu.be/${video}?t=${seconds}`;
  }
  const address = createElement("p", "print-only", MESSAGES.page(location.href.split("?")[0]));
  find(document, "main", HTMLElement).append(address);
}

function restore() {
  for (const moment of findAll(document, "a.moment[data-printed]", HTMLElement))
    delete moment.dataset.printed;
  for (const element of findAll(document, "main > .print-only", HTMLElement)) element.remove();
}

export function initPrint() {
  addEventListener("beforeprint", prepare);
  addEventListener("afterprint", restore);
}
