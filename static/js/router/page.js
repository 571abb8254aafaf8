// One page of the archive, from when it is shown until the next one takes its place.

import { goAlong } from "../note/sync.js";
import { showKeysButton } from "../ui/shortcuts.js";
import { rememberNote, tickLinks } from "../history/storage.js";
import { playMoments } from "../note/moments.js";
import { Stage } from "../player/player-view.js";

/**
 * @typedef {object} Page
 * @property {string} path
 * @property {string} title
 * @property {HTMLElement | null} section its stage
 * @property {import("../player/player.js").Player | null} player of its video
 * @property {import("../note/moments.js").Here | null} here its video
 * @property {import("../ui/shortcuts.js").Deeds | null} deeds what keys can do
 * @property {AbortSignal} signal when it ends
 * @property {() => void} end it is taken away: nothing of it listens any more
 */

/**
 * Lets the page that is in the document do what it can beyond its links.
 * @param {boolean} isArrival whether the reader came here just now, rather than back, or to the same page again
 * @param {import("../player/player.js").Player | null} player the one that is in its stage already
 * @returns {Page}
 */
export function wakePage(isArrival, player = null) {
  const ending = new AbortController();
  const { signal } = ending;
  const { pathname: path } = location;
  const title = document.querySelector("h1")?.textContent ?? "";
  const section = document.querySelector(".player-card[data-video]:not(.mini-player)");
  const stage = section ? new Stage(section, player, signal) : null;
  const here = stage ? playMoments(stage, isArrival, signal) : null;
  // Nothing to go along with where nothing is cited.
  const deeds =
    stage && here && section.querySelector(".timeline")
      ? goAlong(stage, here, section, signal)
      : null;
  showKeysButton();
  if (document.querySelector("main.note")) rememberNote(path, title);
  tickLinks();
  // Who has gone on before the script is there needs it no more.
  if (document.querySelector("main.history"))
    import("../history/history.js").then(({ showHistory }) => signal.aborted || showHistory());
  if (document.querySelector("main.map"))
    import("../map/map.js").then(({ showMap }) => signal.aborted || showMap(signal));
  return {
    path,
    title,
    section,
    player: stage?.player ?? null,
    here,
    deeds,
    signal,
    end: () => ending.abort(),
  };
}
