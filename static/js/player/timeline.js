// The timeline below the player: its ticks play moments, and a line shows the position of the
// video.

import { closest, findAll } from "../ui/dom.js";
import { isPlainClick, onCustomEvent } from "../ui/events.js";
import { parseSeconds } from "../ui/time.js";

/** @param {SVGAElement} link */
function secondsOf(link) {
  return parseSeconds(new URL(link.href.baseVal, location.href).searchParams.get("t")) ?? 0;
}

/** @param {Event} event */
function linkOf({ target }) {
  return closest(target, "a", SVGAElement);
}

/**
 * Moves the focus with the arrow keys: the timeline is one stop of the Tab key (a roving tabindex).
 * @param {SVGSVGElement} timeline
 * @param {KeyboardEvent} event
 */
function moveFocus(timeline, event) {
  const step = new Map([
    ["ArrowRight", 1],
    ["ArrowLeft", -1],
  ]).get(event.key);
  const from = linkOf(event);
  if (!step || !from || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const links = findAll(timeline, "a", SVGAElement);
  const to = links[links.indexOf(from) + step];
  if (!to) return;
  from.setAttribute("tabindex", "-1");
  to.setAttribute("tabindex", "0");
  to.focus({ preventScroll: true });
}

/**
 * @param {SVGSVGElement} timeline
 * @param {import("./player-view.js").PlayerView} view
 */
function showPosition(timeline, view) {
  const cited = Number(timeline.dataset.length);
  const { width } = timeline.viewBox.baseVal;
  const ticks = timeline.querySelector(".timeline-ticks");
  const position = timeline.querySelector(".timeline-position");
  onCustomEvent(view, "time", (/** @type {number} */ time) => {
    // The server knows the last cited second, the player knows the end of the video.
    const length = view.end < Infinity ? Math.max(view.end, cited) : cited;
    ticks?.setAttribute("transform", `scale(${cited / length} 1)`);
    position?.setAttribute("transform", `translate(${Math.min(time / length, 1) * width} 0)`);
    position?.removeAttribute("visibility");
  });
}

/**
 * @param {SVGSVGElement} timeline
 * @param {import("./player-view.js").PlayerView} view
 * @param {(seconds: number) => void} play
 * @param {(seconds: number | null) => void} preview shows what is cited at a second; null ends the
 *   preview
 */
export function initTimeline(timeline, view, play, preview) {
  for (const [start, end] of [
    ["pointerover", "pointerout"],
    ["focusin", "focusout"],
  ]) {
    timeline.addEventListener(start, (event) => {
      const link = linkOf(event);
      if (link) preview(secondsOf(link));
    });
    timeline.addEventListener(end, () => preview(null));
  }
  timeline.addEventListener("click", (event) => {
    const link = linkOf(event);
    if (!link || !isPlainClick(event)) return;
    event.preventDefault();
    play(secondsOf(link));
  });
  timeline.addEventListener("keydown", (event) => moveFocus(timeline, event));
  showPosition(timeline, view);
}
