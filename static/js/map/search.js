// Marks on the map what was looked for, while it is typed.

import { BASE } from "../ui/base-url.js";

const RETRY = 1000;
const TOLD = { all: "", similar: " much like that", some: " with some of these words" };

/** @param {string} address @param {string} words @param {string | null} channel */
function line(address, words, channel) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = address;
  link.textContent = words;
  item.append(link);
  if (channel) {
    const from = document.createElement("span");
    from.className = "byline";
    from.textContent = channel;
    item.append(" ", from);
  }
  return item;
}

/**
 * @param {{cells: number[], matching: string, first: {title: string, url: string, channel: string | null}[]}} found
 * @param {string} text what was looked for
 */
function tell({ cells, matching, first }, text) {
  const many = cells.length === 1 ? "1 note" : `${cells.length.toLocaleString("en")} notes`;
  const lines = first.map(({ title, url, channel }) => line(url, title, channel));
  if (lines.length)
    lines.push(
      line(`${BASE}search?q=${encodeURIComponent(text)}`, "All of them, with what they say", null),
    );
  return { said: `${many}${TOLD[matching] ?? ""}`, lines };
}

/**
 * @param {HTMLFormElement} form
 * @param {Element} told where is told what was found
 * @param {(cells: number[] | null) => void} mark
 * @param {AbortSignal} signal
 */
export function markFound(form, told, mark, signal) {
  /** @type {HTMLInputElement} */
  const field = form.querySelector("input");
  let asking = new AbortController();
  let retry = 0;
  const show = (
    /** @type {number[] | null} */ cells,
    /** @type {string} */ said,
    /** @type {Element[]} */ lines,
  ) => {
    mark(cells);
    told.querySelector(".map-count").textContent = said;
    told.querySelector(".map-top-hits").replaceChildren(...lines);
  };
  const stop = () => {
    asking.abort();
    clearTimeout(retry);
  };
  /** Only the answer to the newest question is shown. */
  const ask = async () => {
    stop();
    const own = (asking = new AbortController());
    const text = field.value.trim();
    const address = new URL(location.href);
    if (text) address.searchParams.set("q", text);
    else address.searchParams.delete("q");
    if (address.href !== location.href) history.replaceState(history.state, "", address);
    if (!text) return show(null, "", []);
    try {
      const answer = await fetch(`${BASE}api/map/found?q=${encodeURIComponent(text)}`, {
        signal: own.signal,
      });
      if (!answer.ok)
        throw new Error(answer.status === 503 ? "Search is not ready yet." : "The search failed.");
      const found = await answer.json();
      if (own.signal.aborted) return;
      const { said, lines } = tell(found, text);
      show(found.cells, said, lines);
    } catch (error) {
      if (own.signal.aborted) return;
      show(null, error instanceof TypeError ? "The archive does not answer." : error.message, []);
      retry = setTimeout(ask, RETRY);
    }
  };
  field.addEventListener("input", ask);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  signal.addEventListener("abort", stop);
  if (field.value.trim()) ask();
}
