// The preview card: shows a summary of a link's target while the link is hovered or has the
// keyboard focus.

import { BASE_PATH } from "../ui/base-url.js";
import { createElement } from "../ui/dom.js";
import { positionBeside } from "../ui/position.js";
import { loadStyles } from "../ui/load-styles.js";

/** It has an underscore, which no heading's id has. */
const CARD_ID = "preview_card";
const OPEN_DELAY_MS = 350;
/** Time to move the pointer from the link to the card. */
const CLOSE_DELAY_MS = 200;
const MARGIN_PX = 8;

/**
 * @typedef {object} Preview the answer of `/api/preview`
 * @property {string} title
 * @property {string | null} channel
 * @property {string} excerpt
 * @property {string} summary
 * @property {string[]} mentioned_in
 */

/**
 * @param {HTMLAnchorElement} link
 * @returns {Promise<Preview | null>}
 */
async function fetchPreview(link) {
  const t = new URLSearchParams(link.search).get("t") ?? "";
  const parameters = new URLSearchParams({ path: link.pathname, t });
  const response = await fetch(`${BASE_PATH}api/preview?${parameters}`);
  return response.ok ? response.json() : null;
}

/** @param {Preview} preview */
function createContent({ title, channel, excerpt, summary, mentioned_in }) {
  const content = [createElement("strong", "", title)];
  if (channel) content.push(createElement("span", "byline", channel));
  if (excerpt) content.push(createElement("p", "excerpt", excerpt));
  if (summary) content.push(createElement("p", "summary", summary));
  content.push(...mentioned_in.map((mention) => createElement("p", "excerpt", mention)));
  return content;
}

export class PreviewCard {
  #card = createElement("div", "preview-card");
  /** @type {HTMLAnchorElement | null} the link that is hovered or has the focus */
  #target = null;
  /** @type {HTMLAnchorElement | null} the link whose preview is open */
  #shown = null;
  #timer = 0;
  /** @type {Map<string, Promise<Preview | null>>} by URL */
  #previews = new Map();

  constructor() {
    loadStyles("preview-card.css");
    this.#card.id = CARD_ID;
    this.#card.setAttribute("role", "tooltip");
    this.#card.addEventListener("pointerenter", () => clearTimeout(this.#timer));
    this.#card.addEventListener("pointerleave", () => this.leave());
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.#shown) return;
      event.preventDefault();
      this.#close();
    });
    addEventListener("scroll", () => this.#close(), { passive: true });
  }

  /** @param {HTMLAnchorElement} link */
  enter(link) {
    clearTimeout(this.#timer);
    this.#target = link;
    if (link !== this.#shown) this.#timer = setTimeout(() => this.#open(link), OPEN_DELAY_MS);
  }

  leave() {
    clearTimeout(this.#timer);
    this.#target = null;
    this.#timer = setTimeout(() => this.#close(), CLOSE_DELAY_MS);
  }

  /** @param {HTMLAnchorElement} link */
  async #open(link) {
    const loading = this.#previews.get(link.href) ?? fetchPreview(link).catch(() => null);
    this.#previews.set(link.href, loading);
    const preview = await loading;
    // The pointer or the focus may have moved on.
    if (this.#target !== link || !link.isConnected) return;
    this.#close();
    if (!preview) return;
    this.#shown = link;
    this.#target = link;
    this.#card.replaceChildren(...createContent(preview));
    // In the main element, so that a page swap also removes the card.
    document.querySelector("main")?.append(this.#card);
    link.setAttribute("aria-describedby", CARD_ID);
    positionBeside(this.#card, link, "below", MARGIN_PX);
  }

  #close() {
    clearTimeout(this.#timer);
    this.#shown?.removeAttribute("aria-describedby");
    this.#shown = null;
    this.#target = null;
    this.#card.remove();
  }
}
