// Which links have a card. The card itself is loaded when one is first hovered.

import { BASE } from "../ui/base-url.js";

/** Links to other pages of the archive, in the text and around it. */
const LINK = `main a[href^='${BASE}']:not([aria-current='page'], .watch)`;

/** @param {EventTarget | null} target */
function linkOf(target) {
  const link = target instanceof Element ? target.closest(LINK) : null;
  return link instanceof HTMLAnchorElement ? link : null;
}

export function previewLinks() {
  /** @type {Promise<import("./preview-card.js").Card> | null} */
  let loading = null;
  const card = () => (loading ??= import("./preview-card.js").then(({ Card }) => new Card()));
  const enter = async (/** @type {Event} */ event) => {
    const link = linkOf(event.target);
    if (link) (await card()).enter(link);
  };
  const leave = async (/** @type {Event} */ event) => {
    if (linkOf(event.target)) (await card()).leave();
  };
  // A finger hovers nothing, and a click focuses without asking.
  document.addEventListener(
    "pointerover",
    (event) => event.pointerType !== "touch" && enter(event),
  );
  document.addEventListener("pointerout", (event) => event.pointerType !== "touch" && leave(event));
  document.addEventListener(
    "focusin",
    (event) => linkOf(event.target)?.matches(":focus-visible") && enter(event),
  );
  document.addEventListener("focusout", leave);
}
