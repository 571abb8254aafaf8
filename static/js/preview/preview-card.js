// A card beside a link: what it leads to, for who hovers it or comes by keyboard, and stays a moment.

import { BASE } from "../ui/base-url.js";
import { loadStyles } from "../ui/load-styles.js";

/** With an underscore, which the anchor of a heading never has. */
const ID = "preview_card";
const OPENS_AFTER = 350;
/** Time to move from the link onto the card. */
const CLOSES_AFTER = 200;
const GAP = 8;

/** @param {HTMLAnchorElement} link */
async function fetchPreview(link) {
  const wanted = new URLSearchParams({
    path: link.pathname,
    t: new URLSearchParams(link.search).get("t") ?? "",
  });
  const answer = await fetch(`${BASE}api/preview?${wanted}`);
  return answer.ok ? answer.json() : null;
}

/**
 * @param {string} name
 * @param {string} className
 * @param {string} text
 */
function part(name, className, text) {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text;
  return element;
}

/** @param {{title: string, channel: string | null, said: string, extent: string, notes: string[]}} preview */
function contentOf({ title, channel, said, extent, notes }) {
  const parts = [part("strong", "", title)];
  if (channel) parts.push(part("span", "byline", channel));
  if (said) parts.push(part("p", "excerpt", said));
  if (extent) parts.push(part("p", "summary", extent));
  parts.push(...notes.map((note) => part("p", "excerpt", note)));
  return parts;
}

export class Card {
  #card = part("div", "preview-card", "");
  /** @type {HTMLAnchorElement | null} the link that is hovered or has the keyboard, and the one that is told of */
  #wanted = null;
  #shown = null;
  #timer = 0;
  /** @type {Map<string, Promise<any>>} what was asked before, by address */
  #known = new Map();

  constructor() {
    loadStyles("preview-card.css");
    this.#card.id = ID;
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
    this.#wanted = link;
    if (link !== this.#shown) this.#timer = setTimeout(() => this.#open(link), OPENS_AFTER);
  }

  leave() {
    clearTimeout(this.#timer);
    this.#wanted = null;
    this.#timer = setTimeout(() => this.#close(), CLOSES_AFTER);
  }

  /** @param {HTMLAnchorElement} link */
  async #open(link) {
    if (!this.#known.has(link.href))
      this.#known.set(
        link.href,
        fetchPreview(link).catch(() => null),
      );
    const preview = await this.#known.get(link.href);
    // Who went on meanwhile is not followed by a card.
    if (this.#wanted !== link || !link.isConnected) return;
    this.#close();
    if (!preview) return;
    this.#shown = link;
    this.#wanted = link;
    this.#card.replaceChildren(...contentOf(preview));
    // Where its link is, so that it goes with the page.
    document.querySelector("main")?.append(this.#card);
    link.setAttribute("aria-describedby", ID);
    this.#place(link);
  }

  /**
   * Below the link, or above where there is no room; never over it.
   * @param {HTMLAnchorElement} link
   */
  #place(link) {
    const [first] = link.getClientRects();
    const { width, height } = this.#card.getBoundingClientRect();
    const left = Math.max(
      GAP,
      Math.min(first.left, document.documentElement.clientWidth - width - GAP),
    );
    const below = link.getBoundingClientRect().bottom + GAP;
    const top = below + height > innerHeight ? Math.max(GAP, first.top - height - GAP) : below;
    this.#card.style.translate = `${Math.round(left)}px ${Math.round(top)}px`;
  }

  #close() {
    clearTimeout(this.#timer);
    this.#shown?.removeAttribute("aria-describedby");
    this.#shown = null;
    this.#wanted = null;
    this.#card.remove();
  }
}
