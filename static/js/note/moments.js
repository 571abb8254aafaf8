// The moments of the page: a click plays one, one is the current one, and the address says which.

import { isPlainClick } from "../ui/events.js";
import { secondsOf } from "../ui/time.js";

/** Moments of this page's video; one of another video has no seconds and stays a plain link. */
const MOMENT = "a.moment[data-seconds]";

/** @param {Element | null} moment the one moment that is current from now on, or none */
export function mark(moment) {
  const marked = document.querySelectorAll("a.moment[aria-current]");
  for (const other of marked) if (other !== moment) other.removeAttribute("aria-current");
  moment?.setAttribute("aria-current", "true");
}

/**
 * @param {number | null} seconds
 * @returns {Element | null} the first moment of that second, or else the first that may mean it: an
 *   address that was corrected leads back to the moment it came from
 */
function momentAt(seconds) {
  if (seconds === null) return null;
  const at = (name) => document.querySelector(`${MOMENT}[data-${name}="${seconds}"]`);
  return at("seconds") ?? at("alt-seconds");
}

/**
 * @param {number | null} seconds
 * @returns {number | null} what that second may mean instead: the other reading of a moment that has two
 */
function otherAt(seconds) {
  const moment = document.querySelector(`${MOMENT}[data-seconds="${seconds}"][data-alt-seconds]`);
  return secondsOf(moment?.dataset.altSeconds);
}

/** @param {number | null} seconds what plays, so that an address copied from the bar is right */
function nameInAddress(seconds) {
  const address = new URL(location.href);
  address.searchParams.set("t", String(seconds));
  history.replaceState(history.state, "", address);
}

/** @param {Element} moment which may stand in a callout that is folded */
function reveal(moment) {
  for (let fold; (fold = moment.closest("details:not([open])"));) fold.open = true;
  moment.scrollIntoView({ block: "center", behavior: "instant" });
}

/**
 * Plays a second that may or may not be one of the page's moments.
 * @param {import("../player/player-view.js").Stage} stage
 * @param {number} seconds
 * @param {number | null} other
 * @param {boolean} isShown whether the text scrolls to it
 */
function playFrom(stage, seconds, other, isShown) {
  const moment = momentAt(seconds);
  nameInAddress(seconds);
  stage.play(seconds, other);
  mark(moment);
  if (moment && isShown) reveal(moment);
}

/**
 * @param {import("../player/player-view.js").Stage} stage
 * @param {MouseEvent} event
 */
function follow(stage, event) {
  const moment = event.target instanceof Element ? event.target.closest(MOMENT) : null;
  const seconds = secondsOf(moment?.dataset.seconds);
  if (!moment || seconds === null || !isPlainClick(event)) return;
  event.preventDefault();
  // Replaced, not pushed: after twenty moments one Back still leaves the page.
  history.replaceState(history.state, "", moment.href);
  stage.play(seconds, secondsOf(moment.dataset.altSeconds));
  mark(moment);
  // Safari does not focus a link that is clicked, and a new frame may take the focus away.
  moment.focus({ preventScroll: true });
}

/**
 * @typedef {object} Here the video of this page
 * @property {string} video YouTube's id of it
 * @property {(seconds: number, other: number | null, isShown?: boolean) => void} play plays it from a second on,
 *   inside the reader's key or click; `other` is the second to play instead where only that one lies within the
 *   video; the text scrolls to it unless told otherwise
 */

/**
 * Lets the moments of the page play on its stage.
 * @param {import("../player/player-view.js").Stage} stage
 * @param {boolean} isArrival whether the reader came here just now, rather than back, or to the same page again
 * @param {AbortSignal} signal ends it
 * @returns {Here}
 */
export function playMoments(stage, isArrival, signal) {
  document.addEventListener("click", (event) => follow(stage, event), { signal });
  stage.addEventListener("corrected", () => nameInAddress(stage.at));
  // Back and Forward between headings: the address may carry another moment, and nothing plays by itself.
  const turn = () => {
    const asked = new URLSearchParams(location.search).get("t");
    const seconds = secondsOf(asked);
    // A time the server alone can read is the one it opened the page at.
    if (seconds === stage.at || (asked && seconds === null)) return;
    stage.pointAt(seconds);
    mark(momentAt(seconds));
  };
  addEventListener("popstate", turn, { signal });
  const { at } = stage;
  const moment = momentAt(at);
  if (moment) {
    stage.pointAt(at, otherAt(at));
    mark(moment);
    // Where the address names a heading, that is the place to scroll to.
    if (isArrival && location.hash === "") reveal(moment);
  }
  // Who comes to a moment of the video that is running means to hear it.
  if (isArrival && at !== null && stage.player.goesOn) stage.play(at, otherAt(at));
  return {
    video: stage.video,
    play: (seconds, other, isShown = true) => playFrom(stage, seconds, other, isShown),
  };
}
