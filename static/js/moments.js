// The moments of the page: a click plays one, one is the current one, and the address says which.

import { isPlainClick } from "./click.js";
import { secondsOf } from "./time.js";

/** Moments of this page's video; one of another video has no seconds and stays a plain link. */
const MOMENT = "a.moment[data-seconds]";

/** @param {Element | null} moment the one moment that is current from now on, or none */
function mark(moment) {
  const marked = document.querySelectorAll("a.moment[aria-current]");
  for (const other of marked) if (other !== moment) other.removeAttribute("aria-current");
  moment?.setAttribute("aria-current", "true");
}

/**
 * @param {number | null} seconds
 * @returns {Element | null} the first moment of that second
 */
function momentAt(seconds) {
  return seconds === null ? null : document.querySelector(`${MOMENT}[data-seconds="${seconds}"]`);
}

/** @param {Element} moment which may stand in a callout that is folded */
function reveal(moment) {
  for (let fold; (fold = moment.closest("details:not([open])")); ) fold.open = true;
  moment.scrollIntoView({ block: "center", behavior: "instant" });
}

/** Whether the reader came here just now, and to no heading: otherwise the place to scroll to is theirs. */
function mayScroll() {
  const arrival = performance.getEntriesByType("navigation")[0]?.type ?? "navigate";
  return arrival === "navigate" && location.hash === "";
}

/**
 * @param {import("./stage.js").Stage} stage
 * @param {MouseEvent} event
 */
function follow(stage, event) {
  const moment = event.target instanceof Element ? event.target.closest(MOMENT) : null;
  const seconds = secondsOf(moment?.dataset.seconds);
  if (!moment || seconds === null || !isPlainClick(event)) return;
  event.preventDefault();
  stage.play(seconds);
  mark(moment);
  // Safari does not focus a link that is clicked, and a new frame may take the focus away.
  moment.focus({ preventScroll: true });
  // Replaced, not pushed: after twenty moments one Back still leaves the page.
  history.replaceState(history.state, "", moment.href);
}

/**
 * Lets the moments of the page play on its stage.
 * @param {import("./stage.js").Stage} stage
 */
export function playMoments(stage) {
  document.addEventListener("click", (event) => follow(stage, event));
  // Back and Forward between headings: the address may carry another moment, and nothing plays by itself.
  addEventListener("popstate", () => {
    const asked = new URLSearchParams(location.search).get("t");
    const seconds = secondsOf(asked);
    // A time the server alone can read is the one it opened the page at.
    if (seconds === stage.at || (asked && seconds === null)) return;
    stage.pointAt(seconds);
    mark(momentAt(seconds));
  });
  const moment = momentAt(stage.at);
  if (!moment) return;
  mark(moment);
  if (mayScroll()) reveal(moment);
}
