// The menu of a moment: play it, copy its link or its sentence, save it, or share it.

import { saveMoment } from "../history/storage.js";
import { fetchSentences } from "../player/cited-sentences.js";
import { copyText } from "../ui/clipboard.js";
import { closest, find, findAll } from "../ui/dom.js";
import { positionBeside } from "../ui/position.js";
import { parseSeconds, parseSpan } from "../ui/time.js";
import { showSaved, showToast } from "../ui/toast.js";
import { pathOf } from "./sentences.js";

const MESSAGES = {
  label: (/** @type {string} */ time) => `Actions for ${time}`,
  copiedLink: "Link copied",
  copiedQuote: "Quote copied",
  notCopied: "The browser did not allow copying.",
};

const OPEN_DELAY_MS = 250;
/** Time to move the pointer from the moment to the menu. */
const CLOSE_DELAY_MS = 300;
const MARGIN_PX = 4;

/** @typedef {import("../player/cited-sentences.js").CitedSentences} CitedSentences */

/**
 * @param {HTMLAnchorElement} link of a moment
 * @returns {string} its address, with its second and nothing else
 */
function addressOf(link) {
  const url = new URL(link.href);
  url.hash = "";
  return url.href;
}

/**
 * @param {HTMLAnchorElement} link
 * @returns {number | null}
 */
function secondsOf(link) {
  return parseSeconds(link.dataset.seconds ?? new URL(link.href).searchParams.get("t"));
}

export class MomentMenu {
  #menu;
  /** One of them is a Tab stop; the arrow keys go to the others. */
  #buttons;
  /** @type {HTMLAnchorElement | null} the moment whose menu is open */
  #shown = null;
  #timer = 0;
  /** @type {Promise<CitedSentences> | null} of the page of that moment */
  #sentences = null;

  constructor() {
    this.#menu = find(document, ".moment-menu", HTMLElement);
    this.#menu.addEventListener("pointerenter", () => clearTimeout(this.#timer));
    this.#menu.addEventListener("pointerleave", () => this.leave());
    this.#menu.addEventListener("focusin", () => clearTimeout(this.#timer));
    this.#menu.addEventListener("focusout", () => this.leave());
    this.#menu.addEventListener("click", (event) => this.#onClick(event));
    if (!("share" in navigator)) find(this.#menu, "[name=share]", HTMLElement).remove();
    this.#buttons = findAll(this.#menu, "button", HTMLButtonElement);
    this.#menu.addEventListener("keydown", (event) => this.#onKey(event));
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.#shown) return;
      event.preventDefault();
      this.#shown.focus({ preventScroll: true });
      this.#close();
    });
    addEventListener("scroll", () => this.#close(), { passive: true });
  }

  /** @param {HTMLAnchorElement} link opens the menu after a while */
  enter(link) {
    clearTimeout(this.#timer);
    if (link !== this.#shown) this.#timer = setTimeout(() => this.open(link), OPEN_DELAY_MS);
  }

  leave() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#close(), CLOSE_DELAY_MS);
  }

  /** @param {HTMLAnchorElement} link */
  open(link) {
    this.#close();
    if (!link.isConnected || secondsOf(link) === null) return;
    this.#shown = link;
    this.#sentences = fetchSentences(pathOf(link));
    this.#menu.setAttribute("aria-label", MESSAGES.label(link.textContent));
    // After the moment, so that the next Tab goes to its first button.
    link.after(this.#menu);
    this.#setTabStop(this.#buttons[0]);
    this.#menu.showPopover();
    positionBeside(this.#menu, link, "above", MARGIN_PX);
  }

  /** @param {HTMLButtonElement} button */
  #setTabStop(button) {
    for (const other of this.#buttons) other.tabIndex = other === button ? 0 : -1;
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const index = this.#buttons.findIndex((button) => button === document.activeElement);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined || index < 0) return;
    event.preventDefault();
    const next = this.#buttons.at((index + step) % this.#buttons.length);
    if (!next) return;
    this.#setTabStop(next);
    next.focus();
  }

  #close() {
    this.#shown = null;
    this.#menu.remove();
    // After it, because a button in it may lose the focus, which sets the timer.
    clearTimeout(this.#timer);
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const link = this.#shown;
    const button = closest(event.target, "button", HTMLButtonElement);
    if (!link || !button) return;
    // The click is not one on the text around the menu.
    event.stopPropagation();
    if (button.name === "play") link.click();
    else if (button.name === "copy-link")
      this.#copy(Promise.resolve(addressOf(link)), MESSAGES.copiedLink);
    else if (button.name === "copy-quote") this.#copy(this.#quote(link), MESSAGES.copiedQuote);
    else if (button.name === "save") this.#save(link);
    else this.#share(link);
  }

  /**
   * @param {Promise<string>} text
   * @param {string} message
   */
  async #copy(text, message) {
    showToast((await copyText(text)) ? message : MESSAGES.notCopied);
  }

  /**
   * @param {HTMLAnchorElement} link
   * @returns {Promise<{title: string, video: {path: string, title: string} | null, sentence: string}>}
   */
  async #load(link) {
    const loaded = await this.#sentences;
    const seconds = secondsOf(link);
    const sentence = (seconds !== null && loaded?.bySecond.get(seconds)) || "";
    return { title: loaded?.title ?? "", video: loaded?.video ?? null, sentence };
  }

  /** @param {HTMLAnchorElement} link */
  async #quote(link) {
    const time = link.textContent;
    const { title, sentence } = await this.#load(link);
    return `“${sentence}”\n${title}, ${time}\n${addressOf(link)}`;
  }

  /** @param {HTMLAnchorElement} link */
  async #save(link) {
    const seconds = secondsOf(link);
    if (seconds === null) return;
    const { title, video, sentence } = await this.#load(link);
    const uncertain = parseSpan(link.dataset.uncertain);
    const moment = { path: pathOf(link), title, seconds, said: sentence };
    saveMoment({ ...moment, ...(uncertain && { uncertain }), ...(video && { video }) });
    showSaved(link.textContent);
  }

  /** @param {HTMLAnchorElement} link */
  async #share(link) {
    const { title, sentence } = await this.#load(link);
    // The reader may close the dialog.
    await navigator.share({ title, text: sentence, url: addressOf(link) }).catch(() => {});
  }
}
