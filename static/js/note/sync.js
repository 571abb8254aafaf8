// Follows the video through the text: marks what is cited now, tells its sentence, and scrolls along where asked to.

import { keepMoment } from "../history/storage.js";
import { mark } from "./moments.js";
import { Places } from "./moment-index.js";
import { sentenceOf } from "./sentence.js";
import { wakeStrip } from "../player/timeline.js";
import { clock, secondsOf } from "../ui/time.js";

/** How long a button says what it has kept, in milliseconds. */
const KEPT_FOR = 2500;

/** Keys that scroll. */
const SCROLLS = new Set(["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End", " "]);

/** Scrolling along, until the reader scrolls. */
class Along {
  #button;
  #isOn = false;
  /** @type {Element | null} */
  #moment = null;

  /**
   * @param {HTMLButtonElement} button
   * @param {AbortSignal} signal ends it
   */
  constructor(button, signal) {
    this.#button = button;
    button.hidden = false;
    button.addEventListener("click", () => this.toggle());
    const stop = () => this.#set(false);
    addEventListener("wheel", stop, { passive: true, signal });
    addEventListener("touchmove", stop, { passive: true, signal });
    const press = (/** @type {KeyboardEvent} */ event) => {
      if (SCROLLS.has(event.key) && event.target !== button) stop();
    };
    addEventListener("keydown", press, { signal });
  }

  toggle() {
    this.#set(!this.#isOn);
    this.#scroll();
  }

  /** @param {Element | null} moment */
  show(moment) {
    this.#moment = moment;
    this.#scroll();
  }

  /** @param {boolean} isOn */
  #set(isOn) {
    this.#isOn = isOn;
    this.#button.setAttribute("aria-pressed", String(isOn));
  }

  #scroll() {
    // What is folded away stays so.
    if (!this.#isOn || !this.#moment?.checkVisibility()) return;
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#moment.scrollIntoView({ block: "center", behavior: isCalm ? "instant" : "smooth" });
  }
}

/** @param {string} heading the id of the one that is read now, or empty */
function markSection(heading) {
  for (const link of document.querySelectorAll(".outline a")) {
    if (heading && decodeURIComponent(link.hash.slice(1)) === heading)
      link.setAttribute("aria-current", "location");
    else link.removeAttribute("aria-current");
  }
}

/** The line under the player: the sentence that is cited now, or at a second that the reader looks at. */
class Line {
  #line;
  /** @type {import("./moment-index.js").Place | null} */
  #now = null;
  /** @type {import("./moment-index.js").Place | null} */
  #peeked = null;

  /** @param {Element | null} line */
  constructor(line) {
    this.#line = line;
  }

  /** @param {import("./moment-index.js").Place | null} place */
  set now(place) {
    this.#now = place;
    if (!this.#peeked) this.#tell(place);
  }

  /** @param {import("./moment-index.js").Place | null} place null goes back to what is cited now */
  peek(place) {
    this.#peeked = place;
    this.#tell(place ?? this.#now);
  }

  /** @param {import("./moment-index.js").Place | null} place */
  #tell(place) {
    if (!place) return this.#line?.replaceChildren();
    const time = document.createElement("span");
    time.className = "current-sentence-time";
    time.textContent = clock(place.seconds);
    const said = document.createElement("q");
    said.textContent = sentenceOf(place.moments[0]);
    this.#line?.replaceChildren(time, " ", said);
  }
}

/**
 * Marks and tells what is cited while the video plays.
 * @param {import("../player/player-view.js").Stage} stage
 * @param {() => Places} places
 * @param {Along} along
 * @param {Line} line
 */
function goWith(stage, places, along, line) {
  /** @type {import("./moment-index.js").Place | null | undefined} */
  let place;
  stage.addEventListener("time", (event) => {
    const now = places().at(event.detail);
    if (now === place) return;
    place = now;
    // Of several that cite this second the one that was clicked stays.
    const moment =
      now?.moments.find((one) => one.hasAttribute("aria-current")) ?? now?.moments[0] ?? null;
    mark(moment);
    markSection(moment ? places().headingOf(moment) : "");
    line.now = now;
    along.show(moment);
  });
}

/**
 * @param {HTMLButtonElement} button
 * @param {() => import("./moment-index.js").Place | null} now
 * @returns {() => void} keeps the moment that is cited now, and says so in the button
 */
function keeper(button, now) {
  const words = button.textContent;
  const keep = () => {
    const place = now();
    if (!place) return;
    const title = document.querySelector("h1")?.textContent ?? "";
    keepMoment({
      path: location.pathname,
      title,
      seconds: place.seconds,
      said: sentenceOf(place.moments[0]),
    });
    button.textContent = `Kept ${clock(place.seconds)}`;
    setTimeout(() => (button.textContent = words), KEPT_FOR);
  };
  button.hidden = false;
  button.addEventListener("click", keep);
  return keep;
}

/**
 * Goes along with the video of the page.
 * @param {import("../player/player-view.js").Stage} stage
 * @param {import("./moments.js").Here} here
 * @param {HTMLElement} section the stage's own
 * @param {AbortSignal} signal ends it
 * @returns {import("../ui/shortcuts.js").Deeds} what keys can do here
 */
export function goAlong(stage, here, section, signal) {
  /** @type {Places | null} of a long note there are thousands: they are gathered when the video first plays */
  let gathered = null;
  let end = Infinity;
  const places = () => {
    if (!gathered || end !== stage.end) {
      end = stage.end;
      gathered = new Places(document.querySelector("main article") ?? document.body, end);
    }
    return gathered;
  };
  const along = new Along(section.querySelector("button.auto-scroll"), signal);
  const line = new Line(section.querySelector(".current-sentence"));
  goWith(stage, places, along, line);
  const play = (
    /** @type {import("./moment-index.js").Place | null} */ place,
    /** @type {boolean} */ isShown,
  ) => {
    if (place) here.play(place.seconds, secondsOf(place.moments[0].dataset.altSeconds), isShown);
  };
  const peek = (/** @type {number | null} */ seconds) =>
    line.peek(seconds === null ? null : places().at(seconds));
  wakeStrip(
    section.querySelector(".timeline"),
    stage,
    (seconds) => play(places().at(seconds), false),
    peek,
  );
  const step = (/** @type {1 | -1} */ direction) => {
    const time = stage.time ?? -1;
    play(direction > 0 ? places().after(time) : places().before(time), true);
  };
  const keep = keeper(
    section.querySelector("button.save-moment"),
    () => places().at(stage.time ?? -1) ?? places().after(-1),
  );
  return {
    toggle: () => stage.toggle(),
    skip: (seconds) => stage.skip(seconds),
    step,
    follow: () => along.toggle(),
    keep,
  };
}
