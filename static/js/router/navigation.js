// Following a link turns the page within this document, so that the video plays on. Where the browser has no
// Navigation API, or the address is no page of the archive, it is loaded as ever.

import { BASE } from "../ui/base-url.js";

/** Addresses below the base that are no pages. */
const FILE =
  /\.(md|json|png|jpe?g|gif|webp|avif|svg|mp[34]|m4a|ogg|opus|wav|flac|webm|pdf)$|^(static|api)\//i;

/**
 * The browser's Navigation API, or null. Where it has none, `window.navigation` is the heading of that name, if the page
 * has one.
 */
export const NAVIGATION =
  typeof Navigation === "function" && window.navigation instanceof Navigation
    ? window.navigation
    : null;

/** What `navigation` is told where the address is to be loaded as ever. */
export const WHOLE = "whole";
/** What it is told where the same page has changed. */
export const FRESH = "fresh";

/**
 * @typedef {object} Shown
 * @property {import("./page.js").Page} page the one that is shown
 * @property {import("../player/mini-player.js").Dock | null} dock the video of another page, which goes on
 */

/**
 * @param {string} address
 * @returns {string} the same for all moments and headings of a page
 */
function pageOf(address) {
  const { pathname, searchParams } = new URL(address);
  searchParams.delete("t");
  return `${pathname}?${searchParams}`;
}

/**
 * @param {NavigateEvent} event
 * @returns {boolean} whether it leads to another page of the archive, or to this one again
 */
function turnsPage({
  canIntercept,
  hashChange,
  downloadRequest,
  formData,
  info,
  navigationType,
  destination,
}) {
  if (!canIntercept || hashChange || downloadRequest !== null || formData || info === WHOLE)
    return false;
  if (navigationType === "reload") return info === FRESH;
  const { pathname } = new URL(destination.url);
  if (!pathname.startsWith(BASE) || FILE.test(pathname.slice(BASE.length))) return false;
  // Otherwise a script has written into the address.
  if (navigationType !== "traverse") return !destination.sameDocument;
  return pageOf(destination.url) !== pageOf(location.href);
}

/**
 * @param {NavigateEvent} event
 * @returns {boolean} whether the reader comes there just now, rather than back, or to the same page again
 */
export function isArrival({ navigationType }) {
  return navigationType !== "traverse" && navigationType !== "reload";
}

/** @param {Shown} shown the page of this document, and then the one in its place */
export function turnPagesHere(shown) {
  NAVIGATION?.addEventListener("navigate", (event) => {
    if (!turnsPage(event)) return;
    const { url } = event.destination;
    const loading = import("./page-swap.js");
    // Where the browser can wait with the address until the page is there, as with a full load, it does.
    if (event.cancelable && "NavigationPrecommitController" in window && isArrival(event)) {
      /** @type {import("./page-swap.js").Fetched} */
      let fetched;
      event.intercept({
        precommitHandler: async (controller) => {
          const { fetchPage, leave } = await loading;
          fetched = (await fetchPage(url, event.signal)) ?? leave(event);
          if (fetched.address !== url) controller.redirect(fetched.address);
        },
        handler: async () => (await loading).show(shown, fetched, event),
      });
    } else {
      // The same page with changes leaves the reader where they are.
      const stays =
        event.navigationType === "reload" ? { scroll: "manual", focusReset: "manual" } : {};
      event.intercept({
        ...stays,
        handler: async () => (await loading).fetchAndShow(shown, event),
      });
    }
  });
}
