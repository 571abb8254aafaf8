// Plays a video in an iframe, and reports time, state and errors as events.

import { valueAt } from "../ui/json.js";
import { createIframe } from "./iframe.js";
import { YouTubeMessages } from "./youtube-messages.js";

const PLAY_TIMEOUT_MS = 2000;
/** For so long after a seek, times far from the target are times from before the seek. */
const SEEK_TIMEOUT_MS = 1500;
const SEEK_TOLERANCE_SECONDS = 5;
/** The states of YouTube's player that matter here. */
const UNSTARTED = -1;
const ENDED = 0;
const PLAYING = 1;
const BUFFERING = 3;

/**
 * Events: `loading`: an iframe is about to be inserted, and will play; `playing`: the video plays;
 * `blocked`: the video was started, but does not play; `error`: YouTube does not play the video,
 * `detail` is its error code (a number or a word); `time`: `detail` is the position in seconds;
 * `corrected`: the video ends before the target, so the alternative plays: `detail` has `seconds`,
 * `altSeconds` and `duration`, in seconds.
 */
export class Player extends EventTarget {
  #container;
  #videoId;
  #title;
  /** @type {YouTubeMessages | null} */
  #messages = null;
  /** The second to play, and the start in the URL of the iframe. */
  #target = 0;
  #iframeStart = 0;
  /**
   * The second to play instead if the video ends before the target. Null if there is none, or the
   * duration has decided.
   * @type {number | null}
   */
  #altTarget = null;
  /**
   * Seconds; 0 until it is known. It belongs to the video, so it stays known for the next iframe.
   */
  #duration = 0;
  #state = UNSTARTED;
  #hasPlayed = false;
  /** Whether the last iframe did not answer: then only its URL can say what to play. */
  #isUnresponsive = false;
  #hasFailed = false;
  #playTimer = 0;
  /** @type {number | null} the position in seconds; null until it is known */
  #time = null;
  /** When the last seek was sent. */
  #seekedAt = -Infinity;

  /**
   * @param {HTMLElement} container the first iframe replaces its content
   * @param {string} videoId
   * @param {string} title
   */
  constructor(container, videoId, title) {
    super();
    this.#container = container;
    this.#videoId = videoId;
    this.#title = title;
  }

  /**
   * Plays from a second. Call it in the reader's click or key, so that the browser allows sound.
   * @param {number} seconds
   * @param {number | null} altSeconds the second to play instead if only that one lies within the
   *   video
   */
  play(seconds, altSeconds = null) {
    this.#target = seconds;
    this.#altTarget = altSeconds;
    this.#applyAltTarget();
    if (!this.#messages || this.#isUnresponsive || this.#hasFailed) this.#load();
    else if (this.#messages.isConnected) this.#seek();
    // Otherwise the iframe is still loading: `#onConnect` or `#onTimeout` plays the target.
  }

  /** @returns {number | null} the position in seconds; null until it is known */
  get time() {
    return this.#time;
  }

  /** @returns {number} seconds; 0 until it is known */
  get duration() {
    return this.#duration;
  }

  get videoId() {
    return this.#videoId;
  }

  /** Whether there is an iframe. */
  get isLoaded() {
    return this.#messages !== null;
  }

  /** Whether a video is loaded and has neither ended nor failed. */
  get isActive() {
    return this.isLoaded && !this.#hasFailed && this.#state !== ENDED;
  }

  /** Stops all listeners and timers. The iframe can then be removed. */
  close() {
    this.#messages?.close();
    clearTimeout(this.#playTimer);
  }

  /** Plays or pauses. If the player does not answer, its own button still works. */
  togglePlayback() {
    this.#messages?.send(this.#state === PLAYING ? "pauseVideo" : "playVideo");
  }

  /** @param {number} seconds forward, or back if negative */
  skip(seconds) {
    if (this.#time !== null) this.play(Math.max(0, Math.floor(this.#time + seconds)));
  }

  /** Inserts a new iframe: a new URL in the old one would add an entry to the browser's history. */
  #load() {
    this.close();
    this.dispatchEvent(new Event("loading"));
    this.#iframeStart = this.#target;
    this.#seekedAt = performance.now();
    this.#hasFailed = false;
    const iframe = createIframe(this.#videoId, this.#title, this.#target);
    this.#messages = new YouTubeMessages(iframe, {
      onLoad: () => this.#reset(),
      onMessage: (event, info) => this.#onMessage(event, info),
      onConnect: () => this.#onConnect(),
      onTimeout: () => this.#onTimeout(),
    });
    // If the poster or the old iframe has the focus, the new iframe gets it.
    const hadFocus = this.#container.contains(document.activeElement);
    this.#container.replaceChildren(iframe);
    if (hadFocus) iframe.focus({ preventScroll: true });
  }

  #reset() {
    this.#state = UNSTARTED;
    this.#hasPlayed = false;
    clearTimeout(this.#playTimer);
  }

  #onConnect() {
    this.#isUnresponsive = false;
    if (this.#target !== this.#iframeStart) this.#seek();
    else this.#startPlayTimer();
  }

  #onTimeout() {
    this.#isUnresponsive = true;
    if (this.#target !== this.#iframeStart) this.#load();
  }

  /**
   * A seek before the first play can leave the player black, so this loads the video again instead.
   * It does so by a message and not by a new iframe, because the message passes on that the reader
   * has clicked.
   */
  #seek() {
    this.#seekedAt = performance.now();
    this.#time = this.#target;
    if (this.#hasPlayed) {
      this.#messages?.send("seekTo", this.#target, true);
      this.#messages?.send("playVideo");
    } else {
      const video = { videoId: this.#videoId, startSeconds: this.#target };
      this.#messages?.send("loadVideoById", video);
    }
    this.#startPlayTimer();
  }

  /** @returns {boolean} whether the target has changed to the alternative */
  #applyAltTarget() {
    const [seconds, altSeconds, duration] = [this.#target, this.#altTarget, this.#duration];
    // If neither lies within the video, the duration is unknown, or an advertisement's, or a live
    // stream's and grows.
    if (altSeconds === null || (seconds >= duration && altSeconds >= duration)) return false;
    this.#altTarget = null;
    if (seconds < duration) return false;
    this.#target = altSeconds;
    const detail = { seconds, altSeconds, duration };
    this.dispatchEvent(new CustomEvent("corrected", { detail }));
    return true;
  }

  #startPlayTimer() {
    clearTimeout(this.#playTimer);
    if (this.#hasFailed || this.#state === PLAYING || this.#state === BUFFERING) return;
    const report = () => this.dispatchEvent(new Event("blocked"));
    this.#playTimer = setTimeout(report, PLAY_TIMEOUT_MS);
  }

  /**
   * @param {string} event
   * @param {unknown} info
   */
  #onMessage(event, info) {
    if (event === "onError") this.#fail(info);
    else if (event === "onStateChange") this.#setState(info);
    else if (event === "initialDelivery" || event === "infoDelivery") {
      this.#setState(valueAt(info, "playerState"));
      const code = valueAt(info, "videoData", "errorCode");
      if (code && this.#state !== PLAYING) this.#fail(code);
      this.#setDuration(valueAt(info, "duration"));
      this.#setTime(valueAt(info, "currentTime") ?? valueAt(info, "progressState", "current"));
    }
  }

  /** @param {unknown} time */
  #setTime(time) {
    if (typeof time !== "number" || !this.#hasPlayed) return;
    const isSeeking = performance.now() - this.#seekedAt < SEEK_TIMEOUT_MS;
    if (isSeeking && Math.abs(time - this.#target) > SEEK_TOLERANCE_SECONDS) return;
    this.#time = time;
    this.dispatchEvent(new CustomEvent("time", { detail: time }));
  }

  /** @param {unknown} duration */
  #setDuration(duration) {
    if (typeof duration !== "number" || !(duration > 0)) return;
    this.#duration = duration;
    // During the first message, the player is not connected yet: `#onConnect` seeks.
    if (this.#applyAltTarget() && this.#messages?.isConnected) this.#seek();
  }

  /** @param {unknown} state */
  #setState(state) {
    if (typeof state !== "number") return;
    const previous = this.#state;
    this.#state = state;
    if (state === PLAYING || state === BUFFERING) clearTimeout(this.#playTimer);
    // The player repeats its state four times a second.
    if (state !== PLAYING || previous === PLAYING) return;
    this.#hasPlayed = true;
    this.#hasFailed = false;
    this.dispatchEvent(new Event("playing"));
  }

  /** @param {unknown} code */
  #fail(code) {
    clearTimeout(this.#playTimer);
    this.#state = UNSTARTED;
    this.#hasFailed = true;
    this.dispatchEvent(new CustomEvent("error", { detail: code }));
  }
}
