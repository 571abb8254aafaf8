// The search dialog: suggests notes, moments, channels and topics while the reader types (a
// combobox with a listbox).

import { BASE_PATH } from "../ui/base-url.js";
import { closest, createElement, find, findAll } from "../ui/dom.js";
import { isPlainClick } from "../ui/events.js";
import { loadStyles } from "../ui/load-styles.js";
import { createGroups, indexAfterKey } from "./options.js";

const MESSAGES = {
  label: "Search",
  placeholder: "Search titles, channels and quotes",
  /** The names of the button begin with its text, for speech input. */
  close: { text: "Esc", name: "Esc: close search" },
  touchClose: { text: "Cancel", name: "Cancel search" },
  suggestions: "Suggestions",
  suggestionCount: (/** @type {number} */ count) =>
    count === 1 ? "1 suggestion" : `${count} suggestions`,
  nothing: "Nothing found",
  emptyHint: "Type to see suggestions",
  hint: "↑ ↓ to choose, Enter to open",
  hintWithPlay: "↑ ↓ to choose, Enter to open, Shift+Enter to play here",
  unreachable: "Can’t reach the archive. Retrying…",
};

const RETRY_DELAY_MS = 1000;

/** A keyboard may be absent, so its keys are not named. */
const IS_TOUCH = matchMedia("(pointer: coarse)").matches;

/** @param {number} count of suggestions */
const describe = (count) => (count ? MESSAGES.suggestionCount(count) : MESSAGES.nothing);

export class SearchDialog {
  /** @type {Promise<SearchDialog> | null} */
  static #loading = null;
  /** @type {() => import("../note/moments.js").Playback | null} */
  #playback;
  #dialog = createElement("dialog", "search-dialog");
  #field;
  #list;
  #status;
  #hint;
  /** Aborts the request in flight. */
  #request = new AbortController();
  #retryTimer = 0;
  /** The query that the options answer. */
  #answeredQuery = "";
  /** @type {HTMLElement | null} the active option */
  #active = null;

  /**
   * @param {() => import("../note/moments.js").Playback | null} playback
   * @returns {Promise<SearchDialog>} the one dialog of the document
   */
  static load(playback) {
    this.#loading ??= loadStyles("search-dialog.css").then(() => new SearchDialog(playback));
    return this.#loading;
  }

  /** @param {() => import("../note/moments.js").Playback | null} playback */
  constructor(playback) {
    this.#playback = playback;
    const close = IS_TOUCH ? MESSAGES.touchClose : MESSAGES.close;
    this.#dialog.setAttribute("aria-label", MESSAGES.label);
    this.#dialog.innerHTML = `
      <form action="${BASE_PATH}search" role="search"><input name="q" role="combobox"
        aria-expanded="false" aria-autocomplete="list" aria-controls="search_options"
        aria-label="${MESSAGES.label}" placeholder="${MESSAGES.placeholder}" autocomplete="off"
        autocapitalize="off" spellcheck="false" inputmode="search" enterkeyhint="search"
        ><button type="button" aria-label="${close.name}">${close.text}</button></form>
      <div id="search_options" role="listbox" aria-label="${MESSAGES.suggestions}" hidden></div>
      <p class="search-dialog-hint" aria-hidden="true"></p>
      <p class="visually-hidden" role="status"></p>`;
    this.#field = find(this.#dialog, "input", HTMLInputElement);
    // The server limits the length of queries.
    this.#field.maxLength = find(document, ".search [name=q]", HTMLInputElement).maxLength;
    this.#list = find(this.#dialog, "#search_options", HTMLElement);
    this.#status = find(this.#dialog, "[role=status]", HTMLElement);
    this.#hint = find(this.#dialog, ".search-dialog-hint", HTMLElement);
    document.body.append(this.#dialog);
    this.#listen(find(this.#dialog, "button", HTMLButtonElement));
  }

  /**
   * @param {string} query
   * @param {boolean} isTyped whether the reader is typing the query, rather than replacing it
   */
  open(query, isTyped) {
    if (this.#dialog.open) return;
    this.#field.value = query;
    this.#dialog.showModal();
    this.#field.focus();
    this.#field.setSelectionRange(isTyped ? query.length : 0, query.length);
    this.#update();
  }

  /** @param {HTMLButtonElement} closeButton */
  #listen(closeButton) {
    closeButton.addEventListener("click", () => this.#dialog.close());
    this.#dialog.addEventListener("close", () => this.#cancel());
    // A click on the backdrop has the dialog itself as its target.
    this.#dialog.addEventListener("click", (event) => {
      if (event.target === this.#dialog) this.#dialog.close();
    });
    this.#field.addEventListener("input", () => this.#update());
    this.#field.addEventListener("keydown", (event) => this.#onKey(event));
    this.#list.addEventListener("click", (event) => this.#onClick(event));
    this.#list.addEventListener("pointermove", ({ target }) => {
      const option = closest(target, "[role=option]", HTMLElement);
      if (option) this.#setActive(option, false);
    });
  }

  #cancel() {
    this.#request.abort();
    clearTimeout(this.#retryTimer);
  }

  /**
   * Fetches the suggestions for the field's query, and shows them unless there is a newer query.
   */
  async #update() {
    this.#cancel();
    const { signal } = (this.#request = new AbortController());
    const query = this.#field.value;
    if (query.trim() === "") {
      this.#show(query, []);
      return;
    }
    try {
      const url = `${BASE_PATH}api/suggest?q=${encodeURIComponent(query)}`;
      const response = await fetch(url, { signal });
      const body = await response.json();
      if (signal.aborted) return;
      if (response.ok) this.#show(query, createGroups(body, query));
      else this.#retryLater(query, body.detail);
    } catch {
      if (!signal.aborted) this.#retryLater(query, MESSAGES.unreachable);
    }
  }

  /**
   * @param {string} query
   * @param {string} reason
   */
  #retryLater(query, reason) {
    this.#show(query, []);
    this.#hint.textContent = this.#status.textContent = reason;
    this.#retryTimer = setTimeout(() => this.#update(), RETRY_DELAY_MS);
  }

  /**
   * @param {string} query that the groups answer
   * @param {HTMLElement[]} groups
   */
  #show(query, groups) {
    this.#answeredQuery = query;
    this.#list.replaceChildren(...groups);
    this.#list.hidden = groups.length === 0;
    this.#field.setAttribute("aria-expanded", String(groups.length > 0));
    const options = this.#options();
    this.#setActive(options[0] ?? null, true);
    // The last option is the search page.
    this.#status.textContent = options.length ? describe(options.length - 1) : "";
    if (!options.length) this.#hint.textContent = MESSAGES.emptyHint;
  }

  #options() {
    return findAll(this.#list, "[role=option]", HTMLElement);
  }

  /**
   * @param {HTMLElement | null} option
   * @param {boolean} shouldScroll
   */
  #setActive(option, shouldScroll) {
    if (option === this.#active && option) return;
    this.#active?.setAttribute("aria-selected", "false");
    this.#active = option;
    option?.setAttribute("aria-selected", "true");
    if (option) this.#field.setAttribute("aria-activedescendant", option.id);
    else this.#field.removeAttribute("aria-activedescendant");
    if (shouldScroll) option?.scrollIntoView({ block: "nearest" });
    const hint = option && this.#canPlay(option) ? MESSAGES.hintWithPlay : MESSAGES.hint;
    this.#hint.textContent = IS_TOUCH ? "" : hint;
  }

  /** @param {HTMLElement} option whether it is a moment of the page's own video */
  #canPlay({ dataset }) {
    return dataset.seconds !== undefined && dataset.video === this.#playback()?.videoId;
  }

  /** @param {HTMLElement} option */
  #play({ dataset: { seconds, altSeconds } }) {
    this.#dialog.close();
    const alternative = altSeconds === undefined ? null : Number(altSeconds);
    this.#playback()?.play(Number(seconds), alternative);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const options = this.#options();
    const index = this.#active ? options.indexOf(this.#active) : -1;
    const next = indexAfterKey(event.key, index, options.length);
    if (next !== null && options.length && !event.altKey) {
      event.preventDefault();
      this.#setActive(options[next], true);
    } else if (event.key === "Enter" && !event.isComposing) {
      this.#onEnter(event);
    }
  }

  /** @param {KeyboardEvent} event */
  #onEnter(event) {
    // If the options answer an older query, the form searches for the new one.
    const option = this.#answeredQuery === this.#field.value ? this.#active : null;
    if (!option) return;
    event.preventDefault();
    if (event.shiftKey && this.#canPlay(option)) this.#play(option);
    else option.click();
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const option = closest(event.target, "[role=option]", HTMLElement);
    if (!option || !isPlainClick(event)) return;
    if (closest(event.target, ".search-dialog-time", Element) && this.#canPlay(option)) {
      event.preventDefault();
      this.#play(option);
    } else {
      this.#dialog.close();
    }
  }
}
