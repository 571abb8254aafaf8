// The browser's Navigation API, and the kinds of navigation that this router tells apart.

/**
 * The Navigation API, or null if the browser has none: then `window.navigation` may be a heading
 * with that id.
 */
export const NAVIGATION =
  typeof Navigation === "function" && window.navigation instanceof Navigation
    ? window.navigation
    : null;

/** The `info` of a navigation that the browser must do itself. */
export const FULL_LOAD = "full-load";
/** The `info` of a reload of a page that has changed on the server. */
export const LIVE_RELOAD = "live-reload";

/** The links that play the moment that they lead to. */
export const PLAYING_LINK = "a.moment, a[data-seconds], a[data-plays]";

/**
 * @param {string} url
 * @returns {string} the same string for all moments and headings of a page
 */
export function pageOf(url) {
  const { pathname, searchParams } = new URL(url);
  searchParams.delete("t");
  return `${pathname}?${searchParams}`;
}

/**
 * Call it while the event is dispatched.
 * @param {NavigateEvent} event
 * @returns {boolean} whether the reader clicked a moment. Older browsers do not tell
 */
export function isClickOnMoment({ sourceElement }) {
  return sourceElement?.matches(PLAYING_LINK) ?? false;
}

/**
 * @param {Pick<NavigateEvent, "navigationType">} event
 * @returns {boolean} whether the reader opens the page: not by Back or Forward, and not by a reload
 */
export function isArrival({ navigationType }) {
  return navigationType !== "traverse" && navigationType !== "reload";
}
