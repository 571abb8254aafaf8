// Shows the page anew when the archive has changed, where the operator watches the folder: in its place, and the video
// plays on. The page and the stream of changes both carry the number of the site, so a page knows when it is old.

import { BASE } from "../ui/base-url.js";
import { listenWhileVisible } from "./server-events.js";
import { FRESH, NAVIGATION } from "./navigation.js";

const TRIED = "cueleaf-refreshed";

/**
 * @param {unknown} event
 * @returns {{site: number, searched: number} | null} the numbers of the sites that pages and searches come from now
 */
function parse(event) {
  try {
    const { site, searched } = JSON.parse(String(event));
    return Number.isSafeInteger(site) && Number.isSafeInteger(searched) ? { site, searched } : null;
  } catch {
    return null;
  }
}

/**
 * @param {number} number of a site
 * @returns {boolean} whether this address was not shown anew for that site before: a cache on the way may go on
 *   answering with an old page
 */
function tryOnce(number) {
  const attempt = `${number} ${location.pathname}${location.search}`;
  try {
    if (sessionStorage.getItem(TRIED) === attempt) return false;
    sessionStorage.setItem(TRIED, attempt);
  } catch {
    // A browser that remembers nothing tries again.
  }
  return true;
}

/** Begins to listen. */
export function refreshOnChange() {
  /** @type {{site: number, searched: number} | null} */
  let served = null;
  const compare = () => {
    // A page that is being turned is compared once it is there.
    if (!served || NAVIGATION?.transition) return;
    const shown = Number(document.documentElement.dataset.version);
    const current = location.pathname === `${BASE}search` ? served.searched : served.site;
    if (shown >= current || !tryOnce(current)) return;
    if (NAVIGATION) NAVIGATION.reload({ info: FRESH });
    else location.reload();
  };
  for (const name of ["navigatesuccess", "navigateerror"])
    NAVIGATION?.addEventListener(name, compare);
  listenWhileVisible((event) => {
    served = parse(event) ?? served;
    compare();
  });
}
