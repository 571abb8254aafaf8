// Finds the links that have a preview card. The card's script is loaded when the first one is
// hovered.

import { BASE_PATH } from "../ui/base-url.js";
import { closest } from "../ui/dom.js";
import { openOnHover } from "../ui/hover-card.js";

const NOT_PREVIEWED =
  `[aria-current='page'], [data-video], [href^='${BASE_PATH}queue?'], ` +
  ".player-card:not(.mini-player) a";
/** Links to other pages of the site, in the text and beside it, and not those that play a video. */
const LINK = `main a[href^='${BASE_PATH}']:not(${NOT_PREVIEWED})`;

/** @param {Event} event */
function linkOf({ target }) {
  return closest(target, LINK, HTMLAnchorElement);
}

export function previewLinks() {
  /** @type {Promise<import("./preview-card.js").PreviewCard> | null} */
  let loading = null;
  openOnHover(
    linkOf,
    () => (loading ??= import("./preview-card.js").then(({ PreviewCard }) => new PreviewCard())),
  );
}
