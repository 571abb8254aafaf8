// The life of one page in this document: from when it is shown until the next page replaces it.

import { showLastRead } from "../history/continue-reading.js";
import { markReadLinks, saveReadNote } from "../history/storage.js";
import { initMoments } from "../note/moments.js";
import { followScrolling } from "../note/outline.js";
import { syncWithVideo } from "../note/sync.js";
import { PlayerView } from "../player/player-view.js";
import { find, findOptional } from "../ui/dom.js";
import { removeBrokenPictures } from "../ui/pictures.js";
import { showShortcutsButton } from "../ui/shortcuts.js";

/**
 * @typedef {object} Page
 * @property {string} path
 * @property {string} title
 * @property {HTMLElement | null} playerCard
 * @property {import("../player/player.js").Player | null} player
 * @property {import("../note/moments.js").Playback | null} playback
 * @property {import("../ui/shortcuts.js").Actions | null} actions for shortcuts
 * @property {import("../ui/shortcuts.js").Actions | null} queue the actions of a queue of moments,
 *   once its script is loaded
 * @property {AbortSignal} signal aborts when the page ends
 * @property {() => void} end removes all listeners of the page
 */

/**
 * @param {Element} main
 * @param {Pick<URL, "pathname" | "search">} url
 * @returns {string} the path of a page; that of a queue has its moments
 */
export function pagePath(main, { pathname, search }) {
  return main.matches(".queue") ? pathname + search : pathname;
}

/**
 * Starts the scripts of the page that is in the document.
 * @param {boolean} isArrival whether the reader opened the page: not by Back or Forward, and not by
 *   a reload
 * @param {import("../player/player.js").Player | null} player if it is in the page already
 * @returns {Page}
 */
export function initPage(isArrival, player = null) {
  const controller = new AbortController();
  const { signal } = controller;
  const path = pagePath(find(document, "main", HTMLElement), location);
  const title = document.querySelector("h1")?.textContent ?? "";
  const card = ".player-card[data-video]:not(.mini-player)";
  const playerCard = findOptional(document, card, HTMLElement);
  const view = playerCard ? new PlayerView(playerCard, player, signal) : null;
  const playback = view ? initMoments(view, isArrival, signal) : null;
  // A page without moments has no timeline.
  const hasTimeline = playerCard?.querySelector(".timeline");
  const actions =
    view && playback && playerCard && hasTimeline
      ? syncWithVideo(view, playback, playerCard, signal)
      : null;
  followScrolling(signal);
  showShortcutsButton();
  if (document.querySelector("main.note")) saveReadNote(path, title);
  removeBrokenPictures();
  showLastRead();
  markReadLinks();
  // The reader may leave before the script is loaded.
  if (document.querySelector("main.history"))
    import("../history/history.js").then(({ initHistory }) => {
      if (!signal.aborted) initHistory();
    });
  if (document.querySelector("main.map"))
    import("../map/map.js").then(({ initMap }) => {
      if (!signal.aborted) initMap(signal);
    });
  /** @type {Page} */
  const page = {
    path,
    title,
    playerCard,
    player: view?.player ?? null,
    playback,
    actions,
    queue: null,
    signal,
    end: () => controller.abort(),
  };
  if (view && playerCard && document.querySelector("main.queue")) {
    const loading = import("../queue/queue.js").then(({ initQueue }) => {
      if (signal.aborted) return null;
      const queue = initQueue(view, playerCard, isArrival, signal);
      page.actions = page.queue = queue.actions;
      return queue;
    });
    if (playback) playback.playStart = async () => (await loading)?.play(0);
  }
  return page;
}
