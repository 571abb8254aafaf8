// Reads the moments of a queue from its page.

import { isPlayable, videoOf } from "../player/video.js";
import { find, findAll, findOptional } from "../ui/dom.js";
import { parseSeconds, parseSpan } from "../ui/time.js";

/**
 * @typedef {object} QueueItem
 * @property {HTMLAnchorElement} link
 * @property {import("../player/video.js").Video} video
 * @property {number} seconds
 * @property {number | null} altSeconds the second to play instead if only that one lies within the
 *   video
 * @property {number | null} end the second at which the queue goes on; null is the end of the video
 * @property {import("../ui/time.js").Span | null} uncertain
 * @property {string} sentence
 * @property {string} title of the note
 * @property {string} path of the note
 * @property {string} channel empty if it has none
 * @property {string} url of the moment on this site
 */

/**
 * @param {HTMLElement} list
 * @returns {QueueItem[]} those that can be played
 */
export function readItems(list) {
  return findAll(list, ":scope > li", HTMLElement)
    .map((item) => {
      const link = find(item, "a.moment", HTMLAnchorElement);
      const note = find(item, ".note-line a", HTMLAnchorElement);
      const { seconds, altSeconds, uncertain } = link.dataset;
      return {
        link,
        video: videoOf(link),
        seconds: parseSeconds(seconds) ?? 0,
        altSeconds: parseSeconds(altSeconds),
        end: parseSeconds(item.dataset.end),
        uncertain: parseSpan(uncertain),
        sentence: find(item, "p", HTMLElement).textContent,
        title: note.textContent,
        path: note.pathname,
        channel: findOptional(item, ".byline", HTMLElement)?.textContent ?? "",
        url: link.href,
      };
    })
    .filter(({ video }) => isPlayable(video));
}
