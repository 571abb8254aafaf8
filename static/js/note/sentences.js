// The sentences that cite moments. The server splits texts into sentences; this reads them from the
// JSON of the note or video, which is fetched when the first sentence is needed.

import { closest, findOptional } from "../ui/dom.js";
import { valueAt } from "../ui/json.js";

/**
 * @param {string} path of a note or a video
 * @returns {Promise<Map<number, string>>} for each second the first sentence that cites it; empty
 *   if the data cannot be fetched
 */
async function fetchSentences(path) {
  /** @type {Map<number, string>} */
  const sentences = new Map();
  const response = await fetch(`${path}.json`).catch(() => null);
  const data = response?.ok ? await response.json().catch(() => null) : null;
  const moments = valueAt(data, "moments");
  for (const moment of Array.isArray(moments) ? moments : []) {
    const [seconds, text] = [valueAt(moment, "seconds"), valueAt(moment, "text")];
    if (typeof seconds === "number" && typeof text === "string" && !sentences.has(seconds))
      sentences.set(seconds, text);
  }
  return sentences;
}

export class Sentences {
  #path;
  /** @type {Map<string, Promise<Map<number, string>>>} by path of the note or video */
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
    return (await this.#load(this.#pathOf(link))).get(seconds) ?? "";
  }

  /** @param {string} path */
  #load(path) {
    const loading = this.#loading.get(path) ?? fetchSentences(path);
    this.#loading.set(path, loading);
    return loading;
  }

  /**
   * @param {Element} link of a moment
   * @returns {string} the path of the note that it is written in: the page, or a note that is
   *   embedded in it
   */
  #pathOf(link) {
    const embed = closest(link, ".embed", HTMLElement);
    const title = embed && findOptional(embed, ".embed-title a", HTMLAnchorElement);
    return title?.pathname ?? this.#path;
  }
}
