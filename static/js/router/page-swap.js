// Replaces the content of the document with another page. The iframe of a video that plays stays
// where it is in the document, because an iframe that is moved loads again.

import { MiniPlayer, miniPlayerStyles } from "../player/mini-player.js";
import { createElement, find, findAll, findOptional } from "../ui/dom.js";
import { copyAttributes, replaceAround } from "../ui/replace-around.js";
import { FULL_LOAD, NAVIGATION, isArrival } from "../ui/navigation-api.js";
import { initPage, pagePath } from "./page.js";

/** The elements of the head that differ between pages. */
const METADATA =
  "meta:is([name='description'], [name='robots'], [name^='twitter:'], [property]), " +
  "link:is([rel='canonical'], [rel='alternate']), script[type='application/ld+json']";
/** If a page names another version of this script, the browser loads the page fully. */
const SCRIPT = "script[type='module']";
const SEARCH_FIELD = ".site-header .search input";

/** The live region that announces the page to screen readers, as a full load does. */
const announcer = createElement("p", "visually-hidden");
announcer.role = "status";
document.body.append(announcer);

/**
 * @typedef {object} RouterState
 * @property {import("./page.js").Page} page that is shown
 * @property {MiniPlayer | null} miniPlayer with the video of another page
 */

/**
 * @typedef {object} FetchedPage
 * @property {Document} document
 * @property {string} url after redirects
 */

/**
 * What this module reads of a `NavigateEvent`.
 * @typedef {object} NavigationEvent
 * @property {{url: string}} destination
 * @property {NavigationType} navigationType
 * @property {AbortSignal} signal aborts when another navigation begins
 * @property {() => void} scroll to the heading in the URL, or to where the reader left the page
 */

/**
 * @param {string} url
 * @param {AbortSignal} signal
 * @returns {Promise<FetchedPage | null>} null if the response is no page, or a page of another
 *   version
 */
export async function fetchPage(url, signal) {
  const response = await fetch(url, { signal }).catch(() => null);
  const page = response && (await parsePage(response));
  await miniPlayerStyles;
  signal.throwIfAborted();
  if (!response || !page) return null;
  const found = new URL(response.url);
  found.hash = new URL(url).hash;
  return { document: page, url: found.href };
}

/**
 * @param {Response} response
 * @returns {Promise<Document | null>}
 */
async function parsePage(response) {
  if (!response.headers.get("content-type")?.startsWith("text/html")) {
    // A file may be large, and is not needed here.
    await response.body?.cancel();
    return null;
  }
  const html = await response.text().catch(() => "");
  const page = new DOMParser().parseFromString(html, "text/html");
  const script = (/** @type {Document} */ from) => from.querySelector(SCRIPT)?.getAttribute("src");
  return page.querySelector("main") && script(page) === script(document) ? page : null;
}

/**
 * Lets the browser load the destination.
 * @param {NavigateEvent} event
 * @returns {never}
 */
function loadFully({ destination, navigationType }) {
  const history = navigationType === "replace" ? "replace" : "push";
  NAVIGATION?.navigate(destination.url, { history, info: FULL_LOAD }).finished?.catch(() => {});
  throw new DOMException("the browser loads the page", "AbortError");
}

/**
 * For browsers that change the URL after the page was fetched.
 * @param {NavigateEvent} event
 * @param {NavigationPrecommitController} controller
 * @returns {Promise<FetchedPage>}
 */
export async function fetchBeforeCommit(event, controller) {
  const { url } = event.destination;
  const fetched = (await fetchPage(url, event.signal)) ?? loadFully(event);
  if (fetched.url !== url) controller.redirect(fetched.url);
  return fetched;
}

/**
 * For browsers that change the URL first. Until the new page is there, the old one is inert,
 * because its relative links would be resolved against the new URL.
 * @param {RouterState} state
 * @param {NavigationEvent} event
 * @param {boolean} shouldPlay as for `showPage`
 */
export async function fetchAndShowPage(state, event, shouldPlay) {
  const { url } = event.destination;
  const main = find(document, "main", HTMLElement);
  main.inert = true;
  const fetched = await fetchPage(url, event.signal).finally(() => (main.inert = false));
  if (!fetched) {
    location.reload();
    return;
  }
  if (fetched.url !== url) {
    const setUrl = () => history.replaceState(null, "", fetched.url);
    const options = { once: true, signal: event.signal };
    if (NAVIGATION) NAVIGATION.addEventListener("navigatesuccess", setUrl, options);
    else setUrl();
  }
  await showPage(state, fetched, event, shouldPlay);
}

/**
 * @param {RouterState} state
 * @param {FetchedPage} fetched
 * @param {NavigationEvent} event
 * @param {boolean} shouldPlay whether the page plays the moment in its URL
 */
export async function showPage(state, fetched, event, shouldPlay) {
  const { scrollX, scrollY } = window;
  const update = () => {
    const player = swapPage(state, fetched);
    if (event.navigationType === "reload")
      scrollTo({ left: scrollX, top: scrollY, behavior: "instant" });
    else {
      // Not every browser scrolls to the top by itself.
      if (isArrival(event)) scrollTo({ left: 0, top: 0, behavior: "instant" });
      event.scroll();
    }
    state.page = initPage(isArrival(event), player);
    const { signal } = state.page;
    state.page.player?.addEventListener("loading", () => closeMiniPlayer(state), { signal });
    if (shouldPlay) state.page.playback?.playStart();
    announcer.textContent = document.title;
  };
  const prefersReducedMotion = matchMedia("(prefers-reduced-motion: reduce)").matches;
  // WebKit without the Navigation API crashes in a view transition if it has no compositing.
  const hasTransition = NAVIGATION && "startViewTransition" in document && !prefersReducedMotion;
  if (!hasTransition || !document.querySelector(".player :is(iframe, audio, video)")) {
    update();
    return;
  }
  const transition = document.startViewTransition(update);
  // The next navigation skips the transition.
  transition.ready.catch(() => {});
  await transition.updateCallbackDone;
}

/** @param {RouterState} state */
function closeMiniPlayer(state) {
  state.miniPlayer?.close();
  state.miniPlayer = null;
}

/**
 * @param {RouterState} state
 * @param {FetchedPage} fetched
 * @returns {import("../player/player.js").Player | null} the player that stays, if it belongs to the
 *   next page
 */
function swapPage(state, { document: next, url }) {
  state.page.end();
  for (const dialog of findAll(document, "dialog[open]", HTMLDialogElement)) dialog.close();
  updateSiteMenu(next);
  document.title = next.title;
  const { version } = next.documentElement.dataset;
  if (version) document.documentElement.dataset.version = version;
  for (const element of document.head.querySelectorAll(METADATA)) element.remove();
  document.head.append(...next.head.querySelectorAll(METADATA));
  const field = findOptional(document, SEARCH_FIELD, HTMLInputElement);
  if (field) field.value = findOptional(next, SEARCH_FIELD, HTMLInputElement)?.value ?? "";
  const [main, nextMain] = [document, next].map((of) => find(of, "main", HTMLElement));
  return swapMain(state, main, nextMain, pagePath(nextMain, new URL(url)));
}

/** @param {Document} next closes the menu and marks the current page as the next page does */
function updateSiteMenu(next) {
  const [menu, nextMenu] = [document, next].map((of) => find(of, ".site-nav", HTMLElement));
  menu.hidePopover?.();
  const nextLinks = findAll(nextMenu, "a", HTMLAnchorElement);
  for (const link of findAll(menu, "a", HTMLAnchorElement)) {
    const same = nextLinks.find(
      (other) => other.getAttribute("href") === link.getAttribute("href"),
    );
    if (same) copyAttributes(link, same);
  }
}

/**
 * @param {RouterState} state
 * @param {HTMLElement} main
 * @param {HTMLElement} next
 * @param {string} nextPath
 * @returns {import("../player/player.js").Player | null} as for `swapPage`
 */
function swapMain(state, main, next, nextPath) {
  const { page } = state;
  const { player, playerCard: card } = page.player?.isActive
    ? page
    : (state.miniPlayer ?? { player: null, playerCard: null });
  copyAttributes(main, next);
  const sidebar = card?.parentElement;
  if (!player || !card || !sidebar) {
    // A player that has ended or failed still listens to its iframe.
    page.player?.close();
    main.replaceChildren(...next.childNodes);
    return null;
  }
  const nextCard = findOptional(next, ".player-card[data-video]", HTMLElement);
  const nextSidebar = findOptional(next, ":scope > aside.sidebar-end", HTMLElement);
  // A page can play another video than its own. That belongs to this page, too.
  const source = state.miniPlayer ?? { path: page.path, videoId: page.playback?.videoId };
  const videoIds = [player.video.id, ...(source.path === nextPath ? [source.videoId] : [])];
  const ownCard = nextCard && videoIds.includes(nextCard.dataset.video) ? nextCard : null;
  if (ownCard) {
    state.miniPlayer = null;
    copyAttributes(card, ownCard);
    const nextBox = find(ownCard, ".player", HTMLElement);
    replaceAround(find(card, ".player", HTMLElement), ownCard, nextBox);
  } else if (!state.miniPlayer) {
    state.miniPlayer = new MiniPlayer(player, card, page, () => closeMiniPlayer(state));
  }
  replaceAround(card, nextSidebar ?? document.createElement("aside"), ownCard);
  replaceAround(sidebar, next, nextSidebar);
  return ownCard ? player : null;
}
