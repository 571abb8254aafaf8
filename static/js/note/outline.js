// The outline marks the section that is read, while the reader scrolls.

import { findAll } from "../ui/dom.js";

/** A heading that is above this share of the window has begun its section. */
const READING_LINE = 0.3;

/** @param {string} id of a heading; empty for none */
function markSection(id) {
  for (const link of findAll(document, ".outline a", HTMLAnchorElement)) {
    if (id && decodeURIComponent(link.hash.slice(1)) === id)
      link.setAttribute("aria-current", "location");
    else link.removeAttribute("aria-current");
  }
}

/** @param {AbortSignal} signal removes the listeners */
export function followScrolling(signal) {
  const links = findAll(document, "nav.outline a", HTMLAnchorElement);
  const headings = links
    .map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))))
    .filter((heading) => heading !== null);
  if (!headings.length) return;
  let isWaiting = false;
  /** The id of the heading that is marked. */
  let marked = "";
  const update = () => {
    isWaiting = false;
    if (signal.aborted) return;
    const isAtEnd = scrollY > 0 && scrollY + innerHeight >= document.body.scrollHeight - 1;
    const line = innerHeight * (isAtEnd ? 1 : READING_LINE);
    const current = headings.findLast((heading) => heading.getBoundingClientRect().top < line);
    const id = (scrollY > 0 && current?.id) || "";
    if (id !== marked) markSection((marked = id));
  };
  const onScroll = () => {
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(update);
  };
  addEventListener("scroll", onScroll, { passive: true, signal });
  addEventListener("resize", onScroll, { passive: true, signal });
}
