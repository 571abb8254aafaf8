// The strip under the player: ticks that play, and where the video is.

import { isPlainClick } from "../ui/events.js";
import { secondsOf } from "../ui/time.js";

/** The width that the server draws it in. */
const WIDTH = 500;

/** @param {Element} link */
function secondsAt(link) {
  return secondsOf(new URL(link.href.baseVal, location.href).searchParams.get("t")) ?? 0;
}

/** @param {EventTarget | null} target */
function linkOf(target) {
  return target instanceof Element ? target.closest("a") : null;
}

/**
 * The keyboard stops once at the strip, and arrows go on from there.
 * @param {Element} strip
 * @param {KeyboardEvent} event
 */
function walk(strip, event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const from = linkOf(event.target);
  if (!step || !from || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const links = [...strip.querySelectorAll("a")];
  const to = links[links.indexOf(from) + step];
  if (!to) return;
  from.setAttribute("tabindex", "-1");
  to.setAttribute("tabindex", "0");
  to.focus({ preventScroll: true });
}

/**
 * @param {Element} strip
 * @param {import("./player-view.js").Stage} stage
 */
function showWhere(strip, stage) {
  const length = Number(strip.dataset.length);
  const [ticks, at] = [
    strip.querySelector(".timeline-ticks"),
    strip.querySelector(".timeline-position"),
  ];
  stage.addEventListener("time", (event) => {
    // The server knows the last second that is cited; the player knows the end.
    const end = stage.end < Infinity ? Math.max(stage.end, length) : length;
    ticks?.setAttribute("transform", `scale(${length / end} 1)`);
    at?.setAttribute("transform", `translate(${Math.min(event.detail / end, 1) * WIDTH} 0)`);
    at?.removeAttribute("visibility");
  });
}

/**
 * @param {Element} strip
 * @param {import("./player-view.js").Stage} stage
 * @param {(seconds: number) => void} play
 * @param {(seconds: number | null) => void} peek tells what is said at a second, or again what is said now
 */
export function wakeStrip(strip, stage, play, peek) {
  for (const [comes, goes] of [
    ["pointerover", "pointerout"],
    ["focusin", "focusout"],
  ]) {
    strip.addEventListener(comes, (event) => {
      const link = linkOf(event.target);
      if (link) peek(secondsAt(link));
    });
    strip.addEventListener(goes, () => peek(null));
  }
  strip.addEventListener("click", (event) => {
    const link = linkOf(event.target);
    if (!link || !isPlainClick(event)) return;
    event.preventDefault();
    play(secondsAt(link));
  });
  strip.addEventListener("keydown", (event) => walk(strip, event));
  showWhere(strip, stage);
}
