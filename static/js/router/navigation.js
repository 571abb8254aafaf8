// Client-side navigation: a link to another page replaces the content of this document, so that the
// video keeps playing. `history-navigation.js` does the same without the Navigation API.

import { BASE_PATH } from "../ui/base-url.js";
import {
  FULL_LOAD,
  LIVE_RELOAD,
  NAVIGATION,
  isArrival,
  isClickOnMoment,
  pageOf,
} from "../ui/navigation-api.js";

/**
 * @param {NavigateEvent} event
 * @returns {boolean} whether this router handles the navigation: to another URL of this site, or a
 *   reload of a page that has changed
 */
function shouldIntercept(event) {
  if (!event.canIntercept || event.hashChange || event.downloadRequest !== null) return false;
  if (event.formData || event.info === FULL_LOAD) return false;
  if (event.navigationType === "reload") return event.info === LIVE_RELOAD;
  const { url, sameDocument } = event.destination;
  if (!new URL(url).pathname.startsWith(BASE_PATH)) return false;
  // A same-document navigation that is no traversal is a script's `history.replaceState`.
  if (event.navigationType !== "traverse") return !sameDocument;
  return pageOf(url) !== pageOf(location.href);
}

/** @param {import("./page-swap.js").RouterState} state */
export function interceptNavigation(state) {
  if (!NAVIGATION) import("./history-navigation.js").then(({ start }) => start(state));
  NAVIGATION?.addEventListener("navigate", (event) => {
    if (!shouldIntercept(event)) return;
    const shouldPlay = isClickOnMoment(event);
    const loading = import("./page-swap.js");
    // If the browser can change the URL after the page was fetched, as in a full load, let it.
    if (event.cancelable && "NavigationPrecommitController" in window && isArrival(event)) {
      /** @type {import("./page-swap.js").FetchedPage | null} */
      let fetched = null;
      event.intercept({
        precommitHandler: async (controller) => {
          fetched = await (await loading).fetchBeforeCommit(event, controller);
        },
        handler: async () => {
          if (fetched) await (await loading).showPage(state, fetched, event, shouldPlay);
        },
      });
      return;
    }
    const handler = async () => (await loading).fetchAndShowPage(state, event, shouldPlay);
    // A live reload preserves the scroll position and the focus.
    if (event.navigationType === "reload")
      event.intercept({ scroll: "manual", focusReset: "manual", handler });
    else event.intercept({ handler });
  });
}
