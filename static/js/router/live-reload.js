// Live reload: when the archive changes, the page is replaced in place and the video keeps playing.
// The page and the server's events both have the number of the site, so that a page knows when it
// is out of date.

import { BASE_PATH } from "../ui/base-url.js";
import { parseJson, valueAt } from "../ui/json.js";
import { LIVE_RELOAD, NAVIGATION } from "../ui/navigation-api.js";
import { listenWhileVisible } from "./server-events.js";

const STORAGE_KEY = "cueleaf-refreshed";

/**
 * @param {unknown} value
 * @returns {value is number}
 */
function isWholeNumber(value) {
  return Number.isSafeInteger(value);
}

/**
 * @param {unknown} event
 * @returns {{site: number, searched: number} | null} the numbers of the sites that pages and search
 *   results come from; null if the event is invalid
 */
function parseEvent(event) {
  const value = parseJson(event);
  const [site, searched] = [valueAt(value, "site"), valueAt(value, "searched")];
  return isWholeNumber(site) && isWholeNumber(searched) ? { site, searched } : null;
}

/**
 * @param {number} siteNumber
 * @returns {boolean} whether this is the first reload of this URL for this site: an intermediate
 *   cache may still respond with an old page
 */
function isFirstAttempt(siteNumber) {
  const attempt = `${siteNumber} ${location.pathname}${location.search}`;
  try {
    if (sessionStorage.getItem(STORAGE_KEY) === attempt) return false;
    sessionStorage.setItem(STORAGE_KEY, attempt);
  } catch {
    // Storage is blocked: each event is a first attempt.
  }
  return true;
}

/** Reloads the page whenever it is out of date. */
export function reloadOnChange() {
  /** @type {{site: number, searched: number} | null} */
  let served = null;
  const reloadIfOld = () => {
    // During a navigation, wait for its end.
    if (!served || NAVIGATION?.transition) return;
    const shown = Number(document.documentElement.dataset.version);
    const isSearch = [`${BASE_PATH}search`, `${BASE_PATH}queue`].includes(location.pathname);
    const current = isSearch ? served.searched : served.site;
    if (shown >= current || !isFirstAttempt(current)) return;
    if (NAVIGATION) NAVIGATION.reload({ info: LIVE_RELOAD });
    else import("./history-navigation.js").then(({ reload }) => reload());
  };
  for (const name of ["navigatesuccess", "navigateerror"])
    NAVIGATION?.addEventListener(name, reloadIfOld);
  listenWhileVisible((event) => {
    served = parseEvent(event) ?? served;
    reloadIfOld();
  });
}
