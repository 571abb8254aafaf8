// Client-side navigation for browsers without the Navigation API (Safari before 26.2, Firefox before
// 147): it intercepts clicks on links and submitted forms, and follows Back and Forward.

import { BASE_PATH } from "../ui/base-url.js";
import { closest } from "../ui/dom.js";
import { isPlainClick } from "../ui/events.js";
import { PLAYING_LINK, pageOf } from "../ui/navigation-api.js";
import { fetchAndShowPage, fetchPage, showPage } from "./page-swap.js";

/**
 * @param {URL} url
 * @returns {boolean} whether it leads to a page of this site, and not only to a heading of the page
 *   that is shown
 */
function isOtherPage({ href, origin, pathname }) {
  if (origin !== location.origin || !pathname.startsWith(BASE_PATH)) return false;
  const [page, fragment] = href.split("#");
  return fragment === undefined || page !== location.href.split("#")[0];
}

/** A navigation to the URL of the document scrolls to the heading in it, and marks the heading. */
function scrollToHeading() {
  if (location.hash) location.replace(location.href);
}

/**
 * @param {string} url
 * @param {NavigationType} navigationType
 * @param {() => void} scroll
 * @param {AbortSignal} signal
 * @returns {import("./page-swap.js").NavigationEvent}
 */
function navigationEvent(url, navigationType, scroll, signal) {
  return { destination: { url }, navigationType, scroll, signal };
}

/** The positions of pages that were left earlier are forgotten. */
const MAX_POSITIONS = 100;

class HistoryNavigation {
  #state;
  /** The page that is shown, or will be once it is fetched. */
  #page = pageOf(location.href);
  /** @type {Map<string, ScrollToOptions>} where the reader left each page */
  #positions = new Map();
  /** Aborts the navigation in progress. */
  #controller = new AbortController();
  #isNavigating = false;

  /** @param {import("./page-swap.js").RouterState} state */
  constructor(state) {
    this.#state = state;
    // The listeners of the document, which each page adds anew, run before those of the window.
    addEventListener("click", (event) => this.#onClick(event));
    addEventListener("submit", (event) => this.#onSubmit(event));
    addEventListener("popstate", () => this.#onPopState());
  }

  reload() {
    if (this.#isNavigating) return;
    const { href } = location;
    this.#navigate((signal) => {
      const event = navigationEvent(href, "reload", () => {}, signal);
      return fetchAndShowPage(this.#state, event, false);
    });
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const link = closest(event.target, "a[href]:not([target], [download])", Element);
    if (!link || !isPlainClick(event)) return;
    const url = new URL(link.getAttribute("href") ?? "", document.baseURI);
    if (!isOtherPage(url)) return;
    event.preventDefault();
    this.#open(url.href, link.matches(PLAYING_LINK));
  }

  /** @param {SubmitEvent} event */
  #onSubmit(event) {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || event.defaultPrevented) return;
    const url = new URL(form.getAttribute("action") ?? "", document.baseURI);
    if (form.method !== "get" || !isOtherPage(url)) return;
    event.preventDefault();
    const fields = [...new FormData(form)].map(([name, value]) => [name, String(value)]);
    url.search = String(new URLSearchParams(fields));
    this.#open(url.href, false);
  }

  /**
   * @param {string} url
   * @param {boolean} shouldPlay whether the page plays the moment in its URL
   */
  #open(url, shouldPlay) {
    this.#navigate(async (signal) => {
      const fetched = await fetchPage(url, signal);
      if (!fetched) {
        location.assign(url);
        return;
      }
      this.#savePosition();
      if (fetched.url === location.href) history.replaceState(null, "");
      else history.pushState(null, "", fetched.url);
      this.#page = pageOf(fetched.url);
      // As after a full load, the Tab key begins at the top.
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      const event = navigationEvent(fetched.url, "push", scrollToHeading, signal);
      await showPage(this.#state, fetched, event, shouldPlay);
    });
  }

  /** The browser has changed the URL already. */
  #onPopState() {
    const { href } = location;
    if (pageOf(href) === this.#page) return;
    this.#savePosition();
    this.#page = pageOf(href);
    const position = this.#positions.get(this.#page);
    // Otherwise the browser scrolls the old page.
    history.scrollRestoration = "manual";
    const scroll = () => {
      scrollTo(position ?? { left: 0, top: 0, behavior: "instant" });
      if (!position) scrollToHeading();
      history.scrollRestoration = "auto";
    };
    this.#navigate((signal) => {
      const event = navigationEvent(href, "traverse", scroll, signal);
      return fetchAndShowPage(this.#state, event, false);
    });
  }

  #savePosition() {
    this.#positions.delete(this.#page);
    this.#positions.set(this.#page, { left: scrollX, top: scrollY, behavior: "instant" });
    const [oldest] = this.#positions.keys();
    if (this.#positions.size > MAX_POSITIONS) this.#positions.delete(oldest);
  }

  /** @param {(signal: AbortSignal) => Promise<void>} navigate if it fails, the browser loads the page */
  async #navigate(navigate) {
    this.#controller.abort();
    const { signal } = (this.#controller = new AbortController());
    this.#isNavigating = true;
    try {
      await navigate(signal);
    } catch (error) {
      if (signal.aborted) return;
      reportError(error);
      location.reload();
    }
    if (!signal.aborted) this.#isNavigating = false;
  }
}

/** @type {HistoryNavigation | null} */
let navigation = null;

/** @param {import("./page-swap.js").RouterState} state */
export function start(state) {
  navigation = new HistoryNavigation(state);
}

/** Fetches the page again, unless the reader leaves it, and shows it at the same scroll position. */
export function reload() {
  if (navigation) navigation.reload();
  // The change came before the scripts of the page were ready: nothing plays yet.
  else location.reload();
}
