// Keeps the text in step with the video: marks the current moment and its sentence, shows that below
// the player, and scrolls to it in listening mode.

import { saveMoment } from "../history/storage.js";
import { initControls } from "../player/controls.js";
import { initTimeline } from "../player/timeline.js";
import { createElement, find } from "../ui/dom.js";
import { onCustomEvent } from "../ui/events.js";
import { formatMoment } from "../ui/time.js";
import { MomentIndex } from "./moment-index.js";
import { readMoments, setCurrentMoment } from "./moments.js";

const MESSAGES = {
  saved: (/** @type {string} */ time) => `Saved ${time}`,
};

/** How long the button shows that a moment was saved. */
const SAVED_MESSAGE_MS = 2500;

/**
 * @typedef {import("./moment-index.js").CitedSecond} CitedSecond
 * @typedef {(cited: CitedSecond) => Promise<string>} SentenceOf the first sentence that cites a
 *   second; empty if there is none
 */

const SCROLL_KEYS = new Set(["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End", " "]);

/**
 * Listening mode: scrolls to the current moment until the reader scrolls, and a click on a sentence
 * plays it.
 */
class AutoScroll {
  #button;
  #isOn = false;
  /** @type {Element | null} */
  #moment = null;

  /**
   * @param {HTMLButtonElement} button
   * @param {AbortSignal} signal removes the listeners
   */
  constructor(button, signal) {
    this.#button = button;
    button.hidden = false;
    button.addEventListener("click", () => this.toggle());
    const stop = () => this.#set(false);
    addEventListener("wheel", stop, { passive: true, signal });
    addEventListener("touchmove", stop, { passive: true, signal });
    const onKey = (/** @type {KeyboardEvent} */ event) => {
      if (SCROLL_KEYS.has(event.key) && event.target !== button) stop();
    };
    addEventListener("keydown", onKey, { signal });
  }

  get isOn() {
    return this.#isOn;
  }

  toggle() {
    this.#set(!this.#isOn);
    this.#scroll();
  }

  /** @param {Element | null} moment */
  scrollTo(moment) {
    this.#moment = moment;
    this.#scroll();
  }

  /** @param {boolean} isOn */
  #set(isOn) {
    this.#isOn = isOn;
    this.#button.setAttribute("aria-pressed", String(isOn));
    document.querySelector("main")?.toggleAttribute("data-listening", isOn);
  }

  #scroll() {
    // A moment in a folded callout is not visible, and stays so.
    if (!this.#isOn || !this.#moment?.checkVisibility()) return;
    const prefersReducedMotion = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const behavior = prefersReducedMotion ? "instant" : "smooth";
    this.#moment.scrollIntoView({ block: "center", behavior });
  }
}

/**
 * The line below the player: the sentence of the current moment, or of one that the reader points
 * at.
 */
class CurrentSentence {
  #line;
  #sentenceOf;
  /** @type {CitedSecond | null} */
  #current = null;
  /** @type {CitedSecond | null} */
  #previewed = null;

  /**
   * @param {Element} line
   * @param {SentenceOf} sentenceOf
   */
  constructor(line, sentenceOf) {
    this.#line = line;
    this.#sentenceOf = sentenceOf;
  }

  /** @param {CitedSecond | null} cited */
  setCurrent(cited) {
    this.#current = cited;
    if (!this.#previewed) this.#show(cited);
  }

  /** @param {CitedSecond | null} cited null shows the current one again */
  preview(cited) {
    this.#previewed = cited;
    this.#show(cited ?? this.#current);
  }

  /** @param {CitedSecond | null} cited */
  #show(cited) {
    if (!cited) {
      this.#line.replaceChildren();
      return;
    }
    const time = createElement(
      "span",
      "current-sentence-time",
      formatMoment(cited.seconds, cited.span),
    );
    const quote = document.createElement("q");
    this.#line.replaceChildren(time, " ", quote);
    this.#sentenceOf(cited).then((sentence) => (quote.textContent = sentence));
  }
}

/**
 * Follows the video: marks the current moment and shows its sentence.
 * @param {import("../player/player-view.js").PlayerView} view
 * @param {() => MomentIndex} index
 * @param {AutoScroll} autoScroll
 * @param {CurrentSentence} sentence
 * @param {(moment: import("./moment-index.js").Moment | null) => void} mark marks a sentence
 */
function followVideo(view, index, autoScroll, sentence, mark) {
  /** @type {CitedSecond | null | undefined} */
  let last;
  view.addEventListener("videochange", () => (last = undefined));
  onCustomEvent(view, "time", (/** @type {number} */ time) => {
    const cited = index().currentAt(time, view.start);
    if (cited === last) return;
    last = cited;
    const moments = cited?.moments ?? [];
    // If several moments cite this second, the one that was clicked stays the current one.
    const clicked = moments.find(({ link }) => link.hasAttribute("aria-current"));
    const moment = clicked ?? moments[0] ?? null;
    setCurrentMoment(moment?.link ?? null);
    sentence.setCurrent(cited);
    mark(moment);
    autoScroll.scrollTo(moment?.link ?? null);
  });
}

/**
 * @param {HTMLButtonElement} button
 * @param {() => CitedSecond | null} current
 * @param {SentenceOf} sentenceOf
 * @param {() => Promise<{path: string, title: string} | null>} video of the page
 * @returns {() => void} saves the current moment, and confirms it in the button
 */
function initSaveButton(button, current, sentenceOf, video) {
  const label = find(button, "span", HTMLElement);
  const text = label.textContent;
  // While Back loads the previous page, this one is still shown.
  const { pathname: path } = location;
  const save = () => {
    const cited = current();
    if (!cited) return;
    const title = document.querySelector("h1")?.textContent ?? "";
    const { seconds, span } = cited;
    const moment = { path, title, seconds, ...(span && { uncertain: span }) };
    // First without the sentence, because the reader may leave before it is loaded.
    saveMoment({ ...moment, said: "" });
    Promise.all([sentenceOf(cited), video()]).then(([said, ofVideo]) =>
      saveMoment({ ...moment, said, ...(ofVideo && { video: ofVideo }) }),
    );
    label.textContent = MESSAGES.saved(formatMoment(seconds, span));
    setTimeout(() => (label.textContent = text), SAVED_MESSAGE_MS);
  };
  button.hidden = false;
  button.addEventListener("click", save);
  return save;
}

/**
 * Keeps the page in step with its video.
 * @param {import("../player/player-view.js").PlayerView} view
 * @param {import("./moments.js").Playback} playback
 * @param {HTMLElement} playerCard
 * @param {AbortSignal} signal removes the listeners
 * @returns {import("../ui/shortcuts.js").Actions}
 */
export function syncWithVideo(view, playback, playerCard, signal) {
  /**
   * @type {MomentIndex | null} a long note has thousands of moments, so the index is built when the
   *   video first plays
   */
  let built = null;
  let end = Infinity;
  const article = find(document, "main article", HTMLElement);
  const index = () => {
    if (!built || end !== view.end) {
      end = view.end;
      built = new MomentIndex(readMoments(article), end);
    }
    return built;
  };
  const { pathname } = location;
  /** @type {Promise<import("./sentences.js").Sentences> | null} */
  let loading = null;
  const sentences = () =>
    (loading ??= import("./sentences.js").then(({ Sentences }) => new Sentences(pathname)));
  const sentenceOfMoment = (/** @type {import("./moment-index.js").Moment} */ moment) =>
    sentences().then(
      (loaded) => loaded.of(moment),
      () => "",
    );
  /** @type {SentenceOf} */
  const sentenceOf = ({ moments: [moment] }) => sentenceOfMoment(moment);
  const preload = () => sentences().then((loaded) => loaded.preload());
  const video = () =>
    preload().then(
      (loaded) => loaded.video,
      () => null,
    );
  view.player.addEventListener("loading", preload, { signal });
  const autoScroll = new AutoScroll(
    find(playerCard, "button.auto-scroll", HTMLButtonElement),
    signal,
  );
  const line = find(playerCard, ".current-sentence", HTMLElement);
  const sentence = new CurrentSentence(line, sentenceOf);
  /** @type {Promise<(moment: import("./moment-index.js").Moment | null) => void> | null} */
  let marking = null;
  const mark = async (/** @type {import("./moment-index.js").Moment | null} */ moment) => {
    marking ??= import("./listening.js").then(({ initSentenceMark }) =>
      initSentenceMark(sentenceOfMoment, signal),
    );
    (await marking)(moment);
  };
  followVideo(view, index, autoScroll, sentence, mark);
  const play = (/** @type {CitedSecond | null} */ cited, /** @type {boolean} */ shouldScroll) => {
    if (cited) playback.play(cited.seconds, cited.moments[0].altSeconds, shouldScroll);
  };
  initTimeline(
    find(playerCard, ".timeline", SVGSVGElement),
    view,
    (seconds) => play(index().at(seconds), false),
    (seconds) => sentence.preview(seconds === null ? null : index().at(seconds)),
  );
  const playClicked = async (/** @type {MouseEvent} */ event) => {
    if (!autoScroll.isOn) return;
    const { playClickedSentence } = await import("./listening.js");
    playClickedSentence(event, readMoments(article), sentenceOfMoment, (moment) =>
      playback.play(moment.seconds, moment.altSeconds, false),
    );
  };
  article.addEventListener("click", playClicked, { signal });
  const currentOrFirst = () => index().currentAt(view.time ?? -1, view.start) ?? index().after(-1);
  const playing = {
    togglePlayback: () => view.togglePlayback(),
    skip: (/** @type {number} */ seconds) => view.skip(seconds),
    step: (/** @type {1 | -1} */ direction) => {
      const time = view.time ?? -1;
      play(direction > 0 ? index().after(time) : index().before(time), true);
    },
  };
  initControls(find(playerCard, ".player-controls", HTMLElement), view.player, playing, signal);
  return {
    ...playing,
    toggleAutoScroll: () => autoScroll.toggle(),
    saveMoment: initSaveButton(
      find(playerCard, "button.save-moment", HTMLButtonElement),
      currentOrFirst,
      sentenceOf,
      video,
    ),
  };
}
