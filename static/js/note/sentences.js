// The sentences of the moments of a page, which are fetched when the first one is needed.

import { fetchSentences } from "../player/cited-sentences.js";
import { closest, findOptional } from "../ui/dom.js";

/** @typedef {import("../player/cited-sentences.js").CitedSentences} CitedSentences */

/**
 * @param {HTMLAnchorElement} link of a moment
 * @returns {string | null} the path of the embedded note that it is written in; null if it is in none
 */
function embeddedPathOf(link) {
  const embed = closest(link, ".embed", HTMLElement);
  const title = embed && findOptional(embed, ".embed-title a", HTMLAnchorElement);
  return title && title.pathname;
}

/**
 * @param {HTMLAnchorElement} link of a moment
 * @returns {string} the path of the note or video that it is written in: the page that it leads to,
 *   or a note that is embedded there
 */
export function pathOf(link) {
  return embeddedPathOf(link) ?? link.pathname;
}

export class Sentences {
  #path;
  /** @type {Map<string, Promise<CitedSentences>>} by path of the note or video */
  #loading = new Map();

  /** @param {string} path of the page */
  constructor(path) {
    this.#path = path;
  }

  /** Loads the sentences of the page. */
  preload() {
    return this.#load(this.#path);
  }

  /**
   * @param {import("./moment-index.js").Moment} moment
   * @returns {Promise<string>} its sentence; empty if the server has none
   */
  async of({ link, seconds }) {
    // The link has no path of its own, and after Back, the URL changes before the page does.
    const path = embeddedPathOf(link) ?? this.#path;
    return (await this.#load(path)).bySecond.get(seconds) ?? "";
  }

  /** @param {string} path */
  #load(path) {
    const loading = this.#loading.get(path) ?? fetchSentences(path);
    this.#loading.set(path, loading);
    return loading;
  }
}
