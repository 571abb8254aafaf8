// Finds the links that have a preview card. The card's script is loaded when the first one is
// hovered.

import { BASE_PATH } from "../ui/base-url.js";
import { closest } from "../ui/dom.js";

const NOT_PREVIEWED = "[aria-current='page'], [data-video], .player-card:not(.mini-player) a";
/** Links to other pages of the site, in the text and beside it, and not those that play a video. */
const LINK = `main a[href^='${BASE_PATH}']:not(${NOT_PREVIEWED})`;

/** @param {Event} event */
function linkOf({ target }) {
  return closest(target, LINK, HTMLAnchorElement);
}

export function previewLinks() {
  /** @type {Promise<import("./preview-card.js").PreviewCard> | null} */
  let loading = null;
  const load = () =>
    (loading ??= import("./preview-card.js").then(({ PreviewCard }) => new PreviewCard()));
  const enter = async (/** @type {Event} */ event) => {
    const link = linkOf(event);
    if (link) (await load()).enter(link);
  };
  const leave = async (/** @type {Event} */ event) => {
    if (linkOf(event)) (await load()).leave();
  };
  // A finger cannot hover, and focus by a click does not open a preview.
  const ifNoTouch =
    (/** @type {(event: Event) => void} */ listener) => (/** @type {PointerEvent} */ event) => {
      if (event.pointerType !== "touch") listener(event);
    };
  document.addEventListener("pointerover", ifNoTouch(enter));
  document.addEventListener("pointerout", ifNoTouch(leave));
  document.addEventListener("focusin", (event) => {
    if (linkOf(event)?.matches(":focus-visible")) enter(event);
  });
  document.addEventListener("focusout", leave);
}
