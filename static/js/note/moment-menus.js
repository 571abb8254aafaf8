// Finds the moments that have a menu: hovered, with the keyboard focus, or pressed for a while. The
// menu's script is loaded for the first one.

import { closest } from "../ui/dom.js";
import { openOnHover } from "../ui/hover-card.js";

const MOMENT = "main a.moment[href]";
const LONG_PRESS_MS = 500;
/** A finger that moves further scrolls. */
const MAX_MOVE_PX = 10;

/** @param {Event} event */
function momentOf({ target }) {
  return closest(target, MOMENT, HTMLAnchorElement);
}

/** @param {(link: HTMLAnchorElement) => void} open */
function onLongPress(open) {
  let timer = 0;
  let hasOpened = false;
  /** @type {PointerEvent | null} the touch that may become a long press */
  let start = null;
  const cancel = () => {
    clearTimeout(timer);
    start = null;
  };
  const openOnce = (/** @type {HTMLAnchorElement} */ link) => {
    if (!hasOpened) open(link);
    hasOpened = true;
    cancel();
  };
  document.addEventListener("pointerdown", (event) => {
    hasOpened = false;
    const link = momentOf(event);
    if (!link || event.pointerType !== "touch") return;
    start = event;
    timer = setTimeout(() => openOnce(link), LONG_PRESS_MS);
  });
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, cancel);
  document.addEventListener("pointermove", ({ clientX, clientY }) => {
    if (start && Math.hypot(clientX - start.clientX, clientY - start.clientY) > MAX_MOVE_PX)
      cancel();
  });
  // The browser's own menu of a link, before or after the delay, and the click after the press.
  document.addEventListener("contextmenu", (event) => {
    const link = momentOf(event);
    if (!link || !(start || hasOpened)) return;
    event.preventDefault();
    openOnce(link);
  });
  const onClick = (/** @type {Event} */ event) => {
    if (!hasOpened || !momentOf(event)) return;
    hasOpened = false;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener("click", onClick, { capture: true });
}

export function initMomentMenus() {
  if (!("showPopover" in HTMLElement.prototype)) return;
  /** @type {Promise<import("./moment-menu.js").MomentMenu> | null} */
  let loading = null;
  const load = () =>
    (loading ??= import("./moment-menu.js").then(({ MomentMenu }) => new MomentMenu()));
  openOnHover(momentOf, load);
  onLongPress(async (link) => (await load()).open(link));
}
