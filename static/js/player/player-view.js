// The player card of a page: poster, video, messages, and the links to YouTube. It can play other
// videos in place of the page's own.

import { createElement, find, findOptional } from "../ui/dom.js";
import { isPlainClick, onCustomEvent } from "../ui/events.js";
import { formatGuess, formatTime, parseSeconds, watchUrl } from "../ui/time.js";
import { Player } from "./player.js";
import { videoOf } from "./video.js";

const MESSAGES = {
  watchOn: "Watch on ",
  youtube: "YouTube",
  youtubeAt: (/** @type {string} */ time) => `YouTube at ${time}`,
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
  mediaError: "This file could not be played.",
  openMedia: "Open the file",
};

/**
 * @typedef {import("./video.js").Video} Video
 * @typedef {import("./range.js").Range} Range
 *
 * @typedef {object} OtherVideo that is played in place of the page's own
 * @property {Video} video
 * @property {number | null} start the second that it started at; null if it is unknown
 */

/**
 * @param {number} seconds
 * @param {string | null} otherVideo the id of another video than the page's own
 * @returns {string} the time; about which minute it is if the page's moment of this second is
 *   uncertain
 */
function formatPlayed(seconds, otherVideo) {
  const ofVideo =
    otherVideo === null ? ":not([data-video])" : `[data-video="${CSS.escape(otherVideo)}"]`;
  const selector = `a.moment[data-seconds="${seconds}"]${ofVideo}`;
  const moment = findOptional(document, selector, HTMLAnchorElement);
  return moment?.dataset.uncertain ? formatGuess(seconds) : formatTime(seconds);
}

/**
 * Events, all about the page's own video: `corrected`: it ends before the requested second, and
 * `start` is the alternative now; `time`: `detail` is the position in seconds, about four times a
 * second while it plays; `videochange`: the player has changed to another video, or back.
 */
export class PlayerView extends EventTarget {
  #own;
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
  /** The second that the page's own video starts at; null is its start. */
  #start;
  /**
   * The alternative to that second, if its moment can be read in two ways.
   * @type {number | null}
   */
  #altStart = null;
  /** @type {number | null} the second at which the page took over its video, which played already */
  #continuedAt = null;
  /** @type {OtherVideo | null} */
  #other = null;
  /** @type {number | null} the position of the page's own video when another took its place */
  #ownTime = null;
  /** @type {HTMLElement | null} the line that says that another video plays */
  #otherLine = null;

  /**
   * @param {HTMLElement} card the `.player-card` of the page
   * @param {Player | null} player if it is in the card already
   * @param {AbortSignal} signal removes the listeners
   */
  constructor(card, player, signal) {
    super();
    this.#own = videoOf(card);
    // The page starts at a moment, the URL perhaps at a second after it.
    const inUrl = new URLSearchParams(location.search).get("t");
    this.#start = parseSeconds(inUrl) ?? parseSeconds(card.dataset.start);
    this.#poster = findOptional(card, ".poster", HTMLAnchorElement);
    this.#message = card.querySelector(".player-message");
    this.#watchLink = findOptional(card, "a.watch", HTMLAnchorElement);
    const container = find(card, ".player", HTMLElement);
    this.#player = player ?? new Player(container, this.#own);
    if (player) {
      const start = player.time === null ? null : Math.floor(player.time);
      if (player.video.id !== this.#own.id) this.#setOther({ video: player.video, start });
      else if (this.#start === null) {
        this.#continuedAt = start;
        this.#updateLinks();
      }
    }
    this.#listen(signal);
    this.#removeBrokenThumbnail();
  }

  get videoId() {
    return this.#own.id;
  }

  /** Whether another video is played in place of the page's own. */
  get isOther() {
    return this.#other !== null;
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
    return (this.isOther ? this.#ownTime : this.#player.time) ?? this.#start;
  }

  /** @returns {number} the end of the video in seconds; infinite until it is known */
  get end() {
    return this.#player.durationOf(this.#own.id) || Infinity;
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
   * @param {Range | null} range that begins at this second
   */
  play(seconds, altSeconds, range = null) {
    // First, because the player may correct it at once.
    this.#setOther(null);
    this.setStart(seconds, altSeconds);
    this.#player.play(this.#own, seconds, altSeconds, range);
  }

  /**
   * Plays another video in place of the page's own. Call it in the reader's click.
   * @param {Video} video
   * @param {number} seconds
   * @param {number | null} altSeconds as for `play`
   * @param {Range | null} range as for `play`
   */
  playOther(video, seconds, altSeconds, range) {
    this.#setOther({ video, start: seconds });
    this.#player.play(video, seconds, altSeconds, range);
  }

  /**
   * Sets the second that the poster and the links to YouTube start at, without playing.
   * @param {number | null} seconds
   * @param {number | null} altSeconds as for `play`
   */
  setStart(seconds, altSeconds = null) {
    this.#start = seconds;
    this.#altStart = altSeconds;
    this.#updateLinks();
  }

  /** Plays the page's own video where it was, or from the second that it starts at. */
  #playOwn() {
    const time = this.#ownTime;
    this.#setOther(null);
    if (time === null) this.#player.play(this.#own, this.#start ?? 0, this.#altStart);
    else this.#player.play(this.#own, Math.floor(time));
  }

  /** @param {AbortSignal} signal */
  #listen(signal) {
    this.#poster?.addEventListener("click", (event) => {
      if (!isPlainClick(event)) return;
      event.preventDefault();
      this.#playOwn();
    });
    // The player may outlive the page.
    const player = this.#player;
    player.addEventListener("playing", () => this.#problem.remove(), { signal });
    player.addEventListener("blocked", () => this.#showProblem(MESSAGES.blocked), {
      signal,
    });
    onCustomEvent(player, "error", (code) => this.#showError(code), { signal });
    onCustomEvent(player, "corrected", (detail) => this.#showCorrection(detail), { signal });
    const passOn = (/** @type {number} */ detail) => {
      if (!this.isOther) this.dispatchEvent(new CustomEvent("time", { detail }));
    };
    onCustomEvent(player, "time", passOn, { signal });
  }

  /** @param {OtherVideo | null} other null for the page's own video */
  #setOther(other) {
    this.#correction.remove();
    const hasChanged = other?.video.id !== this.#other?.video.id;
    if (!this.#other) this.#ownTime = other && this.#player.time;
    this.#other = other;
    this.#updateLinks();
    if (!hasChanged) return;
    this.#showOther();
    this.dispatchEvent(new Event("videochange"));
  }

  async #showOther() {
    const video = this.#other?.video;
    this.#otherLine?.remove();
    if (!video) return;
    const { createOtherVideoLine } = await import("./other-video.js");
    if (this.#other?.video.id !== video.id) return;
    this.#otherLine?.remove();
    this.#otherLine = createOtherVideoLine(video.path, () => this.#playOwn());
    this.#message?.prepend(this.#otherLine);
  }

  /** @param {{seconds: number, altSeconds: number, duration: number}} correction */
  #showCorrection({ seconds, altSeconds, duration }) {
    if (this.#other) this.#setOther({ ...this.#other, start: altSeconds });
    else this.setStart(altSeconds);
    const end = formatTime(Math.floor(duration));
    // The space at the end separates it from a problem, which may follow.
    const text = MESSAGES.corrected(end, formatTime(seconds), formatTime(altSeconds));
    this.#correction.textContent = `${text} `;
    this.#message?.prepend(this.#correction);
    if (!this.#other) this.dispatchEvent(new Event("corrected"));
  }

  /** @param {...(string | Node)} content */
  #showProblem(...content) {
    this.#problem.replaceChildren(...content);
    this.#message?.append(this.#problem);
  }

  /** @param {unknown} code */
  #showError(code) {
    const text = this.#player.video.mediaUrl
      ? MESSAGES.mediaError
      : (MESSAGES.errors.get(Number(code)) ?? MESSAGES.otherError(code));
    // Screen readers would announce the same text again.
    if (this.#problem.isConnected && this.#problem.textContent.startsWith(text)) return;
    const link = document.createElement("a");
    link.rel = "noopener";
    this.#updateLink(link);
    this.#showProblem(`${text} `, link);
  }

  #updateLinks() {
    if (this.#watchLink) this.#updateLink(this.#watchLink);
    const link = this.#problem.querySelector("a");
    if (link) this.#updateLink(link);
  }

  /** @param {HTMLAnchorElement} link to YouTube, or to the media file */
  #updateLink(link) {
    const own = { video: this.#own, start: this.#start ?? this.#continuedAt };
    const { video, start } = this.#other ?? own;
    link.href = video.mediaUrl ?? watchUrl(video.id, start);
    if (video.mediaUrl) {
      link.textContent = MESSAGES.openMedia;
      return;
    }
    const time = start === null ? null : formatPlayed(start, this.#other && video.id);
    const youtube = time === null ? MESSAGES.youtube : MESSAGES.youtubeAt(time);
    link.replaceChildren(createElement("span", "wide-only", MESSAGES.watchOn), youtube);
  }

  /** Without the thumbnail, the poster shows the title on a dark background. */
  #removeBrokenThumbnail() {
    const image = this.#poster?.querySelector("img");
    if (!image) return;
    if (image.complete && image.naturalWidth === 0) image.remove();
    else image.addEventListener("error", () => image.remove());
  }
}
