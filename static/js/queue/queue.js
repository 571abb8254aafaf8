// The page `/queue`: plays its moments one after the other, each to its end, in the page's player.
// When the reader leaves the page, the queue goes on in the mini-player.

import { saveMoment } from "../history/storage.js";
import { setCurrentMoment } from "../note/moments.js";
import { Range } from "../player/range.js";
import { copyText } from "../ui/clipboard.js";
import { closest, createButton, createElement, find } from "../ui/dom.js";
import { download } from "../ui/download.js";
import { isPlainClick, onCustomEvent } from "../ui/events.js";
import { showSaved, showToast } from "../ui/toast.js";
import { toJson, toM3u } from "./formats.js";
import { readItems } from "./items.js";

const MESSAGES = {
  controls: "Queue",
  previous: "Previous",
  next: "Next",
  stop: "Stop after this one",
  position: (/** @type {number} */ number, /** @type {number} */ count) => `${number} of ${count}`,
  copyLink: "Copy link",
  copied: "Link copied.",
  notCopied: "Could not copy.",
  saveJson: "Save as JSON",
  saveM3u: "Save as M3U",
};

/** After so many videos in a row that cannot be played, the queue waits for the reader. */
const MAX_FAILURES = 3;

/**
 * @typedef {import("./items.js").QueueItem} QueueItem
 * @typedef {import("../player/player-view.js").PlayerView} PlayerView
 */

/**
 * The queue that was played last, maybe on a page that the reader has left.
 * @type {Queue | null}
 */
let lastPlayed = null;

class Queue {
  #items;
  #view;
  #card;
  /** Aborts when the reader leaves the page. */
  #signal;
  #url = location.href;
  #current = -1;
  /**
   * Where the current moment plays. Null if the queue waits, because it was stopped or the reader
   * has moved the video.
   * @type {Range | null}
   */
  #range = null;
  #failureCount = 0;
  #sentence = createElement("p", "queue-sentence");
  #stopButton = createButton(MESSAGES.stop, () => this.#setStop(!this.#shouldStop));
  /** @type {AbortController | null} aborts when another queue plays */
  #listening = null;

  /**
   * @param {PlayerView} view
   * @param {HTMLElement} card the player card of the page
   * @param {AbortSignal} signal
   */
  constructor(view, card, signal) {
    const list = find(document, ".moment-list", HTMLElement);
    this.#items = readItems(list);
    this.#view = view;
    this.#card = card;
    this.#signal = signal;
    this.#setStop(false);
    this.#addControls();
    list.addEventListener("click", (event) => {
      const link = closest(event.target, "a.moment", HTMLAnchorElement);
      const index = this.#items.findIndex((item) => item.link === link);
      if (index >= 0) this.#playClicked(event, index);
    });
    // Before the listener of the poster, which plays the video without the queue.
    const options = { capture: true, signal };
    const playFirst = (/** @type {MouseEvent} */ event) => {
      if (closest(event.target, ".poster", HTMLAnchorElement)) this.#playClicked(event, 0);
    };
    card.addEventListener("click", playFirst, options);
  }

  /** @param {number} index plays this moment. Call it in the reader's click */
  play(index) {
    const item = this.#items[index];
    if (!item) return;
    this.#current = index;
    this.#range = new Range(item.seconds, item.end ?? Infinity, false);
    this.#listen();
    // The view belongs to the page.
    if (this.#signal.aborted)
      this.#view.player.play(item.video, item.seconds, item.altSeconds, null);
    else this.#view.playOther(item.video, item.seconds, item.altSeconds, null);
    this.#showCurrent();
  }

  /**
   * Goes on where a queue is that was begun on an earlier visit of the same page.
   * @param {Queue} other
   * @returns {boolean} whether it was on this page, with this player
   */
  continue(other) {
    const isSame = other.#url === this.#url && other.#view.player === this.#view.player;
    if (!isSame || !other.isFollowing || !this.#items[other.#current]) return false;
    this.#current = other.#current;
    this.#range = other.#range;
    this.#setStop(other.#shouldStop);
    this.#listen();
    this.#showCurrent();
    return true;
  }

  /** Whether the player plays the current moment for this queue. */
  get isFollowing() {
    return this.#range !== null && this.#items[this.#current]?.video.id === this.#player.video.id;
  }

  /** @returns {import("../ui/shortcuts.js").Actions} */
  get actions() {
    return {
      togglePlayback: () => (this.#current < 0 ? this.play(0) : this.#player.togglePlayback()),
      skip: (seconds) => this.#player.skip(seconds),
      step: (direction) => this.play(Math.max(0, this.#current + direction)),
      toggleAutoScroll: () => {},
      saveMoment: () => this.#saveMoment(),
    };
  }

  get #player() {
    return this.#view.player;
  }

  get #shouldStop() {
    return this.#stopButton.ariaPressed === "true";
  }

  /** @param {boolean} shouldStop when the current moment ends */
  #setStop(shouldStop) {
    this.#stopButton.ariaPressed = String(shouldStop);
  }

  /**
   * @param {MouseEvent} event
   * @param {number} index
   */
  #playClicked(event, index) {
    if (!isPlainClick(event)) return;
    event.preventDefault();
    this.play(index);
  }

  #listen() {
    if (lastPlayed === this) return;
    lastPlayed?.end();
    lastPlayed = this;
    const { signal } = (this.#listening = new AbortController());
    const player = this.#player;
    onCustomEvent(player, "time", (time) => this.#onTime(time), { signal });
    onCustomEvent(player, "corrected", (detail) => this.#onCorrected(detail), { signal });
    player.addEventListener("error", () => this.#onError(), { signal });
    player.addEventListener("playing", () => (this.#failureCount = 0), { signal });
    player.addEventListener(
      "statechange",
      () => {
        if (player.isLoaded && !player.isActive && this.#checkIsFollowing()) this.#finish();
      },
      { signal },
    );
  }

  /** Stops following the player. */
  end() {
    this.#listening?.abort();
    this.#range = null;
    if (lastPlayed === this) lastPlayed = null;
  }

  /** Whether the queue decides what is played next. Another page may have taken over the player. */
  #checkIsFollowing() {
    const isTakenOver = this.#signal.aborted && !this.#card.classList.contains("mini-player");
    if (isTakenOver) this.end();
    return this.isFollowing;
  }

  /** @param {number} time */
  #onTime(time) {
    if (!this.#checkIsFollowing()) return;
    const action = this.#range?.actionAt(time);
    if (action === "pause") this.#finish();
    else if (action === "leave") this.#range = null;
  }

  /** @param {{seconds: number, altSeconds: number}} correction */
  #onCorrected({ seconds, altSeconds }) {
    const { end } = this.#items[this.#current];
    const length = end === null ? Infinity : end - seconds;
    this.#range = new Range(altSeconds, altSeconds + length, false);
  }

  #onError() {
    if (!this.#checkIsFollowing()) return;
    this.#failureCount += 1;
    if (this.#failureCount < MAX_FAILURES) this.#finish();
  }

  /** The current moment has ended. */
  #finish() {
    const isLast = this.#current === this.#items.length - 1;
    if (!isLast && !this.#shouldStop) {
      this.play(this.#current + 1);
      return;
    }
    this.#setStop(false);
    this.#range = null;
    if (this.#player.isPlaying) this.#player.togglePlayback();
  }

  #showCurrent() {
    if (this.#signal.aborted) return;
    const { link, sentence } = this.#items[this.#current];
    setCurrentMoment(link);
    const position = MESSAGES.position(this.#current + 1, this.#items.length);
    const number = createElement("span", "queue-position", position);
    number.dir = "ltr";
    this.#sentence.replaceChildren(number, ` · ${sentence}`);
  }

  #saveMoment() {
    const item = this.#items[this.#current];
    if (!item) return;
    const { path, title, seconds, uncertain, sentence, link } = item;
    saveMoment({ path, title, seconds, said: sentence, ...(uncertain && { uncertain }) });
    showSaved(link.textContent);
  }

  #addControls() {
    const { step } = this.actions;
    const controls = createElement(
      "div",
      "player-controls",
      createButton(MESSAGES.previous, () => step(-1)),
      createButton(MESSAGES.next, () => step(1)),
      this.#stopButton,
    );
    controls.role = "group";
    controls.ariaLabel = MESSAGES.controls;
    this.#sentence.dir = "auto";
    find(this.#card, ".player-message", HTMLElement).after(this.#sentence, controls);
    const url = this.#url;
    const actions = createElement(
      "p",
      "actions",
      createButton(MESSAGES.copyLink, async () => {
        const isCopied = await copyText(Promise.resolve(url));
        showToast(isCopied ? MESSAGES.copied : MESSAGES.notCopied);
      }),
      createButton(MESSAGES.saveJson, () =>
        download(toJson(url, this.#items), "application/json", "queue.json"),
      ),
      createButton(MESSAGES.saveM3u, () =>
        download(toM3u(this.#items), "audio/x-mpegurl", "queue.m3u8"),
      ),
    );
    find(document, ".queue header .page-meta", HTMLElement).after(actions);
  }
}

/**
 * Starts the queue of the page.
 * @param {PlayerView} view
 * @param {HTMLElement} card the player card
 * @param {boolean} isArrival whether the reader opened the page: not by Back or Forward, and not by
 *   a reload
 * @param {AbortSignal} signal aborts when the page ends
 * @returns {Queue}
 */
export function initQueue(view, card, isArrival, signal) {
  const queue = new Queue(view, card, signal);
  const isContinued = lastPlayed !== null && queue.continue(lastPlayed);
  // The player was started before this script was loaded.
  if (!isContinued && isArrival && view.player.isActive) queue.play(0);
  return queue;
}
