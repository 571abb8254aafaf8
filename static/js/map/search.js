// The search of the map: highlights the notes that match, and lists the best ones, while the reader
// types.

import { BASE_PATH } from "../ui/base-url.js";
import { createElement, createLink, find } from "../ui/dom.js";
import { setUrlParameters } from "./url.js";

/**
 * @param {number} count
 * @returns {string} such as `1,234 notes`
 */
const formatNotes = (count) => (count === 1 ? "1 note" : `${count.toLocaleString("en")} notes`);

const MESSAGES = {
  label: "Highlight notes about",
  similarMatches: (/** @type {number} */ count) => `${formatNotes(count)} with similar words`,
  partialMatches: (/** @type {number} */ count) => `${formatNotes(count)} with some of these words`,
  allResults: "See all results",
  notReady: "Search is not ready yet. Retrying…",
  failed: "Search failed. Retrying…",
  unreachable: "Can’t reach the archive. Retrying…",
};

const RETRY_DELAY_MS = 1000;

/**
 * @typedef {object} SearchResult the answer of `/api/map/search`
 * @property {number[]} cells that match
 * @property {string} match_mode whether a note has "all" words, all with "similar" ones, or only
 *   "some"
 * @property {{title: string, url: string, channel: string | null}[]} top_hits the best notes
 */

/**
 * @param {string} url
 * @param {string} text
 * @param {string | null} channel
 */
function createItem(url, text, channel) {
  const item = createElement("li", "", createLink(url, text));
  if (channel) item.append(" ", createElement("span", "byline", channel));
  return item;
}

/**
 * @param {SearchResult} result
 * @returns {string} the number of notes, and how they match
 */
function describe({ cells, match_mode }) {
  switch (match_mode) {
    case "similar":
      return MESSAGES.similarMatches(cells.length);
    case "some":
      return MESSAGES.partialMatches(cells.length);
    default:
      return formatNotes(cells.length);
  }
}

/**
 * @param {SearchResult} result
 * @param {string} query
 * @returns {HTMLElement[]} the best notes, and a link to the search page
 */
function createItems({ top_hits }, query) {
  if (top_hits.length === 0) return [];
  const searchUrl = `${BASE_PATH}search?q=${encodeURIComponent(query)}`;
  return [
    ...top_hits.map(({ title, url, channel }) => createItem(url, title, channel)),
    createItem(searchUrl, MESSAGES.allResults, null),
  ];
}

/**
 * @param {string} query
 * @param {AbortSignal} signal
 * @returns {Promise<SearchResult | string>} an error as a sentence
 */
async function fetchResult(query, signal) {
  const url = `${BASE_PATH}api/map/search?q=${encodeURIComponent(query)}`;
  try {
    const response = await fetch(url, { signal });
    if (response.ok) return await response.json();
    return response.status === 503 ? MESSAGES.notReady : MESSAGES.failed;
  } catch {
    return MESSAGES.unreachable;
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {Element} results shows the number of notes and the best ones
 * @param {(cells: number[] | null) => void} highlight
 * @param {AbortSignal} signal stops the search
 */
export function initMapSearch(form, results, highlight, signal) {
  const field = find(form, "input", HTMLInputElement);
  field.placeholder = `${MESSAGES.label}…`;
  field.setAttribute("aria-label", MESSAGES.label);
  const count = find(results, ".map-count", HTMLElement);
  const topHits = find(results, ".map-top-hits", HTMLElement);
  let request = new AbortController();
  let retryTimer = 0;
  const cancel = () => {
    request.abort();
    clearTimeout(retryTimer);
  };
  /** @type {(cells: number[] | null, text: string, items: HTMLElement[]) => void} */
  const show = (cells, text, items) => {
    highlight(cells);
    count.textContent = text;
    topHits.replaceChildren(...items);
  };
  /** Fetches the result of the field's query, and shows it unless there is a newer query. */
  const update = async () => {
    cancel();
    const own = (request = new AbortController());
    const query = field.value.trim();
    setUrlParameters({ q: query });
    if (!query) {
      show(null, "", []);
      return;
    }
    const result = await fetchResult(query, own.signal);
    if (own.signal.aborted) return;
    if (typeof result === "string") {
      show(null, result, []);
      retryTimer = setTimeout(update, RETRY_DELAY_MS);
    } else {
      show(result.cells, describe(result), createItems(result, query));
    }
  };
  field.addEventListener("input", update);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    update();
  });
  signal.addEventListener("abort", cancel);
  if (field.value.trim()) update();
}
