// The player card of a page: poster, video, messages, and the links to YouTube.

import { find, findOptional } from "../ui/dom.js";
import { isPlainClick, onCustomEvent } from "../ui/events.js";
import { formatTime, parseSeconds, watchUrl } from "../ui/time.js";
import { Player } from "./player.js";

const MESSAGES = {
  watch: "Watch on YouTube",
  watchAt: (/** @type {string} */ time) => `Watch on YouTube at ${time}`,
  blocked: "Press play in the video.",
  corrected: (
    /** @type {string} */ end,
    /** @type {string} */ written,
    /** @type {string} */ played,
  ) => `This video ends at ${end}, so ${written} was read as ${played}.`,
  /** By YouTube's error codes. */
  errors: new Map([
    [100, "This video is unavailable or private."],
    [101, "YouTube does not allow this video to be played here."],
    [150, "YouTube does not allow this video to be played here."],
    [153, "YouTube refused to play this video here (error 153)."],
  ]),
  otherError: (/** @type {unknown} */ code) => `YouTube could not play this video (error ${code}).`,
};

/**
 * Events: `corrected`: the video ends before the requested second, and `start` is the
 * alternative now; `time`: `detail` is the position in seconds, about four times a second while the
 * video plays.
 */
export class PlayerView extends EventTarget {
  #videoId;
  #player;
  #poster;
  #message;
  /**
   * The parts of the message: a correction stays until the next click, a problem until the video
   * plays.
   */
  #correction = document.createElement("span");
  #problem = document.createElement("span");
  #watchLink;
  /** The second that the links to YouTube have; null is the start of the video. */
  #start;
  /**
   * The alternative to that second, if its moment can be read in two ways.
   * @type {number | null}
   */
  #altStart = null;

  /**
   * @param {HTMLElement} card the `.player-card` of the page
   * @param {Player | null} player if it is in the card already
   * @param {AbortSignal} signal removes the listeners
   */
  constructor(card, player, signal) {
    super();
    this.#videoId = card.dataset.video ?? "";
    this.#start = parseSeconds(card.dataset.start);
    this.#poster = findOptional(card, ".poster", HTMLAnchorElement);
    this.#message = card.querySelector(".player-message");
    this.#watchLink = findOptional(card, "a.watch", HTMLAnchorElement);
    const container = find(card, ".player", HTMLElement);
    this.#player = player ?? new Player(container, this.#videoId, card.dataset.title ?? "");
    this.#listen(signal);
    this.#removeBrokenThumbnail();
  }

  get videoId() {
    return this.#videoId;
  }

  get player() {
    return this.#player;
  }

  /** @returns {number | null} the second that playing starts at; null is the start of the video */
  get start() {
    return this.#start;
  }

  /** @returns {number | null} the position of the video, or the second that it would start at */
  get time() {
    return this.#player.time ?? this.#start;
  }

  /** @returns {number} the end of the video in seconds; infinite until it is known */
  get end() {
    return this.#player.duration || Infinity;
  }

  /** Plays or pauses. Call it in the reader's key. */
  togglePlayback() {
    if (this.#player.isLoaded) this.#player.togglePlayback();
    else this.play(this.#start ?? 0, this.#altStart);
  }

  /** @param {number} seconds forward, or back if negative */
  skip(seconds) {
    this.#player.skip(seconds);
  }

  /**
   * Plays from a second. Call it in the reader's click.
   * @param {number} seconds
   * @param {number | null} altSeconds the second to play instead if only that one lies within the
   *   video
   */
  play(seconds, altSeconds) {
    this.#correction.remove();
    // First, because the player may correct it at once.
    this.setStart(seconds, altSeconds);
    this.#player.play(seconds, altSeconds);
  }

  /**
   * Sets the second that the poster and the links to YouTube start at, without playing.
   * @param {number | null} seconds
   * @param {number | null} altSeconds as for `play`
   */
  setStart(seconds, altSeconds = null) {
    this.#start = seconds;
    this.#altStart = altSeconds;
    if (this.#watchLink) this.#updateLink(this.#watchLink);
    const link = this.#problem.querySelector("a");
    if (link) this.#updateLink(link);
  }

  /** @param {AbortSignal} signal */
  #listen(signal) {
    this.#poster?.addEventListener("click", (event) => {
      if (!isPlainClick(event)) return;
      event.preventDefault();
      this.#player.play(this.#start ?? 0, this.#altStart);
    });
    // The player may outlive the page.
    const player = this.#player;
    player.addEventListener("playing", () => this.#problem.remove(), { signal });
    player.addEventListener("blocked", () => this.#showProblem(MESSAGES.blocked), {
      signal,
    });
    onCustomEvent(player, "error", (code) => this.#showError(code), { signal });
    onCustomEvent(player, "corrected", (detail) => this.#showCorrection(detail), { signal });
    const passOn = (/** @type {number} */ detail) =>
      this.dispatchEvent(new CustomEvent("time", { detail }));
    onCustomEvent(player, "time", passOn, { signal });
  }

  /** @param {{seconds: number, altSeconds: number, duration: number}} correction */
  #showCorrection({ seconds, altSeconds, duration }) {
    this.setStart(altSeconds);
    const end = formatTime(Math.floor(duration));
    // The space at the end separates it from a problem, which may follow.
    const text = MESSAGES.corrected(end, formatTime(seconds), formatTime(altSeconds));
    this.#correction.textContent = `${text} `;
    this.#message?.prepend(this.#correction);
    this.dispatchEvent(new Event("corrected"));
  }

  /** @param {...(string | Node)} content */
  #showProblem(...content) {
    this.#problem.replaceChildren(...content);
    this.#message?.append(this.#problem);
  }

  /** @param {unknown} code */
  #showError(code) {
    const text = MESSAGES.errors.get(Number(code)) ?? MESSAGES.otherError(code);
    // Screen readers would announce the same text again.
    if (this.#problem.isConnected && this.#problem.textContent.startsWith(text)) return;
    const link = document.createElement("a");
    link.rel = "noopener";
    this.#updateLink(link);
    this.#showProblem(`${text} `, link);
  }

  /** @param {HTMLAnchorElement} link */
  #updateLink(link) {
    link.href = watchUrl(this.#videoId, this.#start);
    link.textContent =
      this.#start === null ? MESSAGES.watch : MESSAGES.watchAt(formatTime(this.#start));
  }

  /** Without the thumbnail, the poster shows the title on a dark background. */
  #removeBrokenThumbnail() {
    const image = this.#poster?.querySelector("img");
    if (!image) return;
    if (image.complete && image.naturalWidth === 0) image.remove();
    else image.addEventListener("error", () => image.remove());
  }
}
