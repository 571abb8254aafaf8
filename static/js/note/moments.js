// The moments of a page: a click plays one, one is the current one, and the URL has its second.

import { Range } from "../player/range.js";
import { isPlayable, videoOf } from "../player/video.js";
import { closest, findAll, findOptional } from "../ui/dom.js";
import { isPlainClick } from "../ui/events.js";
import { parseSeconds, parseSpan } from "../ui/time.js";

/**
 * The moments of the page's video. Those of another video say which, or have no seconds and are
 * plain links.
 */
const MOMENT = "a.moment[data-seconds]:not([data-video])";
const MOMENT_OF_ANY_VIDEO = "a.moment[data-seconds]";

/** @param {Element | null} moment the new current moment, or null */
export function setCurrentMoment(moment) {
  for (const other of document.querySelectorAll("a.moment[aria-current]"))
    if (other !== moment) other.removeAttribute("aria-current");
  moment?.setAttribute("aria-current", "true");
}

/**
 * @param {number | null} seconds
 * @returns {HTMLAnchorElement | null} the first moment of that second, or else the first that has
 *   it as alternative: the player corrects the URL
 */
function momentAt(seconds) {
  if (seconds === null) return null;
  const find = (/** @type {string} */ attribute) =>
    findOptional(document, `${MOMENT}[${attribute}="${seconds}"]`, HTMLAnchorElement);
  return find("data-seconds") ?? find("data-alt-seconds");
}

/**
 * @param {number | null} seconds
 * @returns {number | null} the alternative to that second, if a moment can be read in two ways
 */
function altSecondsAt(seconds) {
  const selector = `${MOMENT}[data-seconds="${seconds}"][data-alt-seconds]`;
  return parseSeconds(findOptional(document, selector, HTMLAnchorElement)?.dataset.altSeconds);
}

/** @param {number | null} seconds written into the URL, for readers who copy it */
function setUrlSeconds(seconds) {
  const url = new URL(location.href);
  url.searchParams.set("t", String(seconds));
  history.replaceState(history.state, "", url);
}

/** @param {Element} moment scrolls to it, and opens the callouts around it */
function reveal(moment) {
  for (;;) {
    const folded = closest(moment, "details:not([open])", HTMLDetailsElement);
    if (!folded) break;
    folded.open = true;
  }
  moment.scrollIntoView({ block: "center", behavior: "instant" });
}

/**
 * Plays a second, which may or may not be one of the page's moments.
 * @param {import("../player/player-view.js").PlayerView} view
 * @param {number} seconds
 * @param {number | null} altSeconds
 * @param {boolean} shouldScroll
 */
function playSecond(view, seconds, altSeconds, shouldScroll) {
  const moment = momentAt(seconds);
  setUrlSeconds(seconds);
  view.play(seconds, altSeconds);
  setCurrentMoment(moment);
  if (moment && shouldScroll) reveal(moment);
}

/**
 * @param {HTMLAnchorElement} moment
 * @param {number} start its seconds
 * @returns {Range | null} null if the moment is no range
 */
function rangeOf({ dataset }, start) {
  const end = parseSeconds(dataset.end);
  return end !== null && end > start ? new Range(start, end, dataset.repeats !== undefined) : null;
}

/**
 * @param {import("../player/player-view.js").PlayerView} view
 * @param {MouseEvent} event
 */
function playClicked(view, event) {
  const moment = closest(event.target, MOMENT_OF_ANY_VIDEO, HTMLAnchorElement);
  const seconds = parseSeconds(moment?.dataset.seconds);
  if (!moment || seconds === null || !isPlainClick(event)) return;
  const altSeconds = parseSeconds(moment.dataset.altSeconds);
  const range = rangeOf(moment, seconds);
  if (moment.matches(MOMENT)) {
    // Replaces the history entry: after twenty moments, Back still leaves the page.
    history.replaceState(history.state, "", moment.href);
    view.play(seconds, altSeconds, range);
  } else {
    const video = videoOf(moment);
    if (!isPlayable(video)) return;
    view.playOther(video, seconds, altSeconds, range);
  }
  event.preventDefault();
  setCurrentMoment(moment);
  // Safari does not focus a link on click, and a new iframe may take the focus.
  moment.focus({ preventScroll: true });
}

/**
 * @typedef {object} Playback plays the video of a page
 * @property {string} videoId
 * @property {(seconds: number, altSeconds: number | null, shouldScroll?: boolean) => void} play
 *   plays from a second. Call it in the reader's key or click. `altSeconds` is the second to play
 *   instead if only that one lies within the video. The text scrolls to the moment by default
 * @property {() => void} playStart plays the moment in the URL, if there is one and the video does
 *   not play yet. Call it after the reader's key or click
 */

/**
 * @param {import("../player/player-view.js").PlayerView} view
 * @param {boolean} isArrival whether the reader opened the page: not by Back or Forward, and not by
 *   a reload
 * @param {AbortSignal} signal removes the listeners
 * @returns {Playback}
 */
export function initMoments(view, isArrival, signal) {
  document.addEventListener("click", (event) => playClicked(view, event), { signal });
  view.addEventListener("corrected", () => setUrlSeconds(view.start));
  view.addEventListener("videochange", () => {
    if (!view.isOther) setCurrentMoment(momentAt(view.start));
  });
  // Back and Forward between headings may change the moment in the URL. They do not play it.
  const onPopState = () => {
    const text = new URLSearchParams(location.search).get("t");
    const seconds = parseSeconds(text);
    // Only the server can parse other formats of `?t=`; it has opened the page at that moment.
    if (seconds === view.start || (text && seconds === null)) return;
    view.setStart(seconds);
    if (!view.isOther) setCurrentMoment(momentAt(seconds));
  };
  addEventListener("popstate", onPopState, { signal });
  const { start } = view;
  // Between two moments, the server marks the one that is said then.
  const marked = `${MOMENT}[aria-current]`;
  const moment =
    momentAt(start) ?? (start === null ? null : findOptional(document, marked, HTMLAnchorElement));
  if (moment) {
    view.setStart(start, altSecondsAt(start));
    setCurrentMoment(moment);
    // If the URL has a heading, the browser scrolls to that.
    if (isArrival && location.hash === "") reveal(moment);
  }
  // If the reader opens a moment of the video that is playing, play that moment.
  const isPlaying = view.player.isActive && !view.isOther;
  if (isArrival && start !== null && isPlaying) view.play(start, altSecondsAt(start));
  return {
    videoId: view.videoId,
    play: (seconds, altSeconds, shouldScroll = true) =>
      playSecond(view, seconds, altSeconds, shouldScroll),
    playStart: () => {
      if (start !== null && !view.player.isActive) view.play(start, altSecondsAt(start));
    },
  };
}

/**
 * @param {Element} text
 * @returns {import("./moment-index.js").Moment[]} its moments, in document order
 */
export function readMoments(text) {
  return findAll(text, MOMENT, HTMLAnchorElement).map((link) => ({
    link,
    seconds: Number(link.dataset.seconds),
    altSeconds: parseSeconds(link.dataset.altSeconds),
    span: parseSpan(link.dataset.uncertain),
  }));
}
