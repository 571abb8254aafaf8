// The finder: a dialog that tells while the reader types which notes, moments, channels and topics may be meant.

import { BASE } from "../ui/base-url.js";
import { isPlainClick } from "../ui/events.js";
import { optionsOf } from "./options.js";
import { loadStyles } from "../ui/load-styles.js";

const RETRY = 1000;
const HINT = "↑ ↓ to choose, Enter to open";
const HINT_HERE = "↑ ↓ to choose, Enter to open, Shift+Enter to play here";

export class Finder {
  /** @type {Promise<Finder> | null} */
  static #only = null;
  /** @type {() => import("../note/moments.js").Here | null} */
  #here;
  #dialog = document.createElement("dialog");
  /** @type {HTMLInputElement} */
  #field;
  #list;
  #status;
  #hint;
  /** Stops the question that is under way. */
  #asking = new AbortController();
  #retry = 0;
  /** What the options that are shown answer. */
  #answered = "";
  /** @type {HTMLElement | null} */
  #active = null;

  /**
   * @param {() => import("../note/moments.js").Here | null} here
   * @returns {Promise<Finder>} the one finder of the page
   */
  static of(here) {
    this.#only ??= loadStyles("search-dialog.css").then(() => new Finder(here));
    return this.#only;
  }

  /** @param {() => import("../note/moments.js").Here | null} here */
  constructor(here) {
    this.#here = here;
    this.#dialog.className = "search-dialog";
    this.#dialog.setAttribute("aria-label", "Search");
    this.#dialog.innerHTML = `
      <form action="${BASE}search" role="search"><input name="q" role="combobox" aria-expanded="false" aria-autocomplete="list"
        aria-controls="search_options" aria-label="Search" placeholder="Titles, channels, or what was said"
        autocomplete="off" autocapitalize="off" spellcheck="false" inputmode="search" enterkeyhint="search"
        ><button type="button" aria-label="Esc: close">Esc</button></form>
      <div id="search_options" role="listbox" aria-label="What may be meant" hidden></div>
      <p class="search-dialog-hint" aria-hidden="true"></p><p class="visually-hidden" role="status"></p>`;
    const part = (/** @type {string} */ name) => this.#dialog.querySelector(name);
    this.#field = part("input");
    this.#field.maxLength = /** @type {HTMLInputElement} */ (
      document.querySelector(".search [name=q]")
    ).maxLength;
    this.#list = part("#search_options");
    this.#status = part("[role=status]");
    this.#hint = part(".search-dialog-hint");
    document.body.append(this.#dialog);
    this.#listen(part("button"));
  }

  /**
   * @param {string} text what stands in the field at first
   * @param {boolean} goesOn whether it was typed just now, rather than being there to be replaced
   */
  open(text, goesOn) {
    if (this.#dialog.open) return;
    this.#field.value = text;
    this.#dialog.showModal();
    this.#field.focus();
    this.#field.setSelectionRange(goesOn ? text.length : 0, text.length);
    this.#ask();
  }

  /** @param {HTMLButtonElement} close */
  #listen(close) {
    close.addEventListener("click", () => this.#dialog.close());
    this.#dialog.addEventListener("close", () => this.#stop());
    // A click beside the dialog is one on its backdrop, which is the dialog itself.
    this.#dialog.addEventListener("click", (event) => {
      if (event.target === this.#dialog) this.#dialog.close();
    });
    this.#field.addEventListener("input", () => this.#ask());
    this.#field.addEventListener("keydown", (event) => this.#press(event));
    this.#list.addEventListener("click", (event) => this.#click(event));
    this.#list.addEventListener("pointermove", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.#choose(option, false);
    });
  }

  #stop() {
    this.#asking.abort();
    clearTimeout(this.#retry);
  }

  /** Asks what may be meant. Only the answer to the newest question is shown. */
  async #ask() {
    this.#stop();
    const { signal } = (this.#asking = new AbortController());
    const text = this.#field.value;
    if (text.trim() === "") return this.#show(text, []);
    try {
      const answer = await fetch(`${BASE}api/suggest?q=${encodeURIComponent(text)}`, { signal });
      const told = await answer.json();
      if (signal.aborted) return;
      if (answer.ok) this.#show(text, optionsOf(told, text));
      else this.#wait(text, told.detail);
    } catch (error) {
      if (!signal.aborted) this.#wait(text, "The archive does not answer.");
    }
  }

  /**
   * @param {string} text
   * @param {string} why there is no answer
   */
  #wait(text, why) {
    this.#show(text, []);
    this.#hint.textContent = this.#status.textContent = why;
    this.#retry = setTimeout(() => this.#ask(), RETRY);
  }

  /**
   * @param {string} text what they answer
   * @param {HTMLElement[]} groups
   */
  #show(text, groups) {
    this.#answered = text;
    this.#list.replaceChildren(...groups);
    this.#list.hidden = groups.length === 0;
    this.#field.setAttribute("aria-expanded", String(groups.length > 0));
    const options = this.#options();
    this.#choose(options[0] ?? null, true);
    this.#status.textContent = options.length ? `${options.length} suggestions` : "";
    if (!options.length) this.#hint.textContent = "Type a few words";
  }

  /** @returns {HTMLElement[]} */
  #options() {
    return [...this.#list.querySelectorAll("[role=option]")];
  }

  /**
   * @param {HTMLElement | null} option
   * @param {boolean} show whether it is scrolled to
   */
  #choose(option, show) {
    if (option === this.#active && option) return;
    this.#active?.setAttribute("aria-selected", "false");
    this.#active = option;
    option?.setAttribute("aria-selected", "true");
    if (option) this.#field.setAttribute("aria-activedescendant", option.id);
    else this.#field.removeAttribute("aria-activedescendant");
    if (show) option?.scrollIntoView({ block: "nearest" });
    this.#hint.textContent = option && this.#playsHere(option) ? HINT_HERE : HINT;
  }

  /** @param {HTMLElement} option */
  #playsHere(option) {
    return option.dataset.seconds !== undefined && option.dataset.video === this.#here()?.video;
  }

  /** @param {HTMLElement} option */
  #play(option) {
    this.#dialog.close();
    const { seconds, altSeconds: other } = option.dataset;
    this.#here()?.play(Number(seconds), other === undefined ? null : Number(other));
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const options = this.#options();
    const at = this.#active ? options.indexOf(this.#active) : -1;
    const last = options.length - 1;
    const to = {
      ArrowDown: at < last ? at + 1 : 0,
      ArrowUp: at > 0 ? at - 1 : last,
      PageUp: 0,
      PageDown: last,
    }[event.key];
    if (to !== undefined && options.length && !event.altKey) {
      event.preventDefault();
      this.#choose(options[to], true);
    } else if (event.key === "Enter" && !event.isComposing) {
      this.#enter(event);
    }
  }

  /** @param {KeyboardEvent} event */
  #enter(event) {
    // What is shown may answer an older question: then the text itself is searched for, as without an option.
    const option = this.#answered === this.#field.value ? this.#active : null;
    if (!option) return;
    event.preventDefault();
    if (event.shiftKey && this.#playsHere(option)) this.#play(option);
    else option.click();
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const option = event.target.closest("[role=option]");
    if (!option || !isPlainClick(event)) return;
    if (event.target.closest(".search-dialog-time") && this.#playsHere(option)) {
      event.preventDefault();
      this.#play(option);
    } else {
      this.#dialog.close();
    }
  }
}
