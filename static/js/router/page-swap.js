// Turns the page: fetches the next one, and puts its main part in the place of this one's. The frame of a video that
// goes on stays where it is in the document, because a frame that is moved loads again.

import { Dock } from "../player/mini-player.js";
import { NAVIGATION, WHOLE, isArrival } from "./navigation.js";
import { wakePage } from "./page.js";
import { dress, pourAround } from "./replace-around.js";

/** What the head says of a page. */
const ABOUT = "meta[name='description'], meta[name='robots'], link[rel='canonical']";
/** What this document runs: a page that wants another version of it is loaded as ever. */
const SCRIPT = "script[type='module']";

/** Tells those who hear the page which one it is, as a full load does. */
const teller = document.createElement("p");
teller.className = "visually-hidden";
teller.role = "status";
document.body.append(teller);

/**
 * @typedef {object} Fetched
 * @property {Document} document
 * @property {string} address where it was found, which may not be where it was looked for
 */

/**
 * @param {string} address
 * @param {AbortSignal} signal
 * @returns {Promise<Fetched | null>} null where this is no page that could take the place of this one
 */
export async function fetchPage(address, signal) {
  const answer = await fetch(address, { signal }).catch(() => null);
  const isPage = answer?.headers.get("content-type")?.startsWith("text/html");
  const text = isPage ? await answer.text().catch(() => "") : "";
  signal.throwIfAborted();
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const script = (/** @type {Document} */ page) => page.querySelector(SCRIPT)?.getAttribute("src");
  if (!fresh.querySelector("main") || script(fresh) !== script(document)) return null;
  const found = new URL(answer.url);
  found.hash = new URL(address).hash;
  return { document: fresh, address: found.href };
}

/**
 * Loads the address as ever.
 * @param {NavigateEvent} event
 * @returns {never}
 */
export function leave({ destination, navigationType }) {
  const history = navigationType === "replace" ? "replace" : "push";
  NAVIGATION.navigate(destination.url, { history, info: WHOLE }).finished.catch(() => {});
  throw new DOMException("The page is loaded whole.", "AbortError");
}

/**
 * For browsers that change the address first: until the page is there, this one must not be used any more, because its
 * links are read as those of the other address.
 * @param {import("./navigation.js").Shown} shown
 * @param {NavigateEvent} event
 */
export async function fetchAndShow(shown, event) {
  const { url } = event.destination;
  const main = document.querySelector("main");
  main.inert = true;
  const fetched = await fetchPage(url, event.signal).finally(() => (main.inert = false));
  if (!fetched) return location.reload();
  if (fetched.address !== url) {
    const tell = () => history.replaceState(null, "", fetched.address);
    NAVIGATION.addEventListener("navigatesuccess", tell, { once: true, signal: event.signal });
  }
  await show(shown, fetched, event);
}

/**
 * @param {import("./navigation.js").Shown} shown
 * @param {Fetched} fetched
 * @param {NavigateEvent} event
 */
export async function show(shown, fetched, event) {
  const { scrollX, scrollY } = window;
  const turn = () => {
    const player = exchange(shown, fetched.document);
    // To the heading, where the reader was, or the top, where not every browser goes by itself.
    if (event.navigationType === "reload")
      scrollTo({ left: scrollX, top: scrollY, behavior: "instant" });
    else {
      if (isArrival(event)) scrollTo({ left: 0, top: 0, behavior: "instant" });
      event.scroll();
    }
    shown.page = wakePage(isArrival(event), player);
    shown.page.player?.addEventListener("begins", () => undock(shown), {
      signal: shown.page.signal,
    });
    teller.textContent = document.title;
  };
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (!document.startViewTransition || isCalm || !document.querySelector(".player iframe"))
    return turn();
  const transition = document.startViewTransition(turn);
  // Who goes on at once skips it.
  transition.ready.catch(() => {});
  await transition.updateCallbackDone;
}

/** @param {import("./navigation.js").Shown} shown */
function undock(shown) {
  shown.dock?.close();
  shown.dock = null;
}

/**
 * @param {import("./navigation.js").Shown} shown
 * @param {Document} fresh
 * @returns {import("../player/player.js").Player | null} the player that goes on in the stage of the page
 */
function exchange(shown, fresh) {
  shown.page.end();
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  document.title = fresh.title;
  const { version } = fresh.documentElement.dataset;
  if (version) document.documentElement.dataset.version = version;
  for (const said of document.head.querySelectorAll(ABOUT)) said.remove();
  document.head.append(...fresh.head.querySelectorAll(ABOUT));
  const field = (/** @type {Document} */ page) => page.querySelector(".site-header .search input");
  if (field(document)) field(document).value = field(fresh)?.value ?? "";
  return exchangeMain(shown, document.querySelector("main"), fresh.querySelector("main"));
}

/**
 * @param {import("./navigation.js").Shown} shown
 * @param {HTMLElement} main
 * @param {HTMLElement} fresh
 */
function exchangeMain(shown, main, fresh) {
  const { page } = shown;
  const going = page.player?.goesOn ? page : shown.dock;
  dress(main, fresh);
  if (!going) {
    // One that has ended, or was refused, still listens to its frame.
    page.player?.close();
    main.replaceChildren(...fresh.childNodes);
    return null;
  }
  const { player: running, section } = going;
  const stage = fresh.querySelector(".player-card[data-video]");
  const side = fresh.querySelector(":scope > aside.sidebar-end");
  const isSame = stage?.dataset.video === running.video;
  const aside = section.parentElement;
  if (isSame) {
    shown.dock = null;
    dress(section, stage);
    pourAround(section.querySelector(".player"), stage, stage.querySelector(".player"));
  } else if (!shown.dock) {
    shown.dock = new Dock(running, section, page, () => undock(shown));
  }
  pourAround(section, side ?? document.createElement("aside"), isSame ? stage : null);
  pourAround(aside, fresh, side);
  return isSame ? running : null;
}
