// Plays videos in an element, and reports time, state and errors as events. What differs between
// YouTube's iframe and the browser's media elements is in their backends.

import { YouTubeFrame } from "./youtube-frame.js";

const PLAY_TIMEOUT_MS = 2000;
/** For so long after a seek, times far from the target are times from before the seek. */
const SEEK_TIMEOUT_MS = 1500;
const SEEK_TOLERANCE_SECONDS = 5;

/** @type {typeof import("./media-element.js").MediaElement | null} null until it is loaded */
let MediaElement = null;

/** Resolves also if it could not be loaded. */
async function importMediaElement() {
  const module = await import("./media-element.js").catch(() => null);
  return (MediaElement = module && module.MediaElement);
}

/**
 * @typedef {import("./video.js").Video} Video
 * @typedef {import("./range.js").Range} Range
 * @typedef {"unstarted" | "buffering" | "playing" | "paused" | "ended"} State
 */

/**
 * @typedef {object} Backend an element that plays videos. It begins by itself to play the one that
 *   it was made for
 * @property {HTMLElement} element
 * @property {boolean} isConnected whether the methods that play and pause have an effect
 * @property {(video: Video) => boolean} accepts whether it can play this video now or, if it is its
 *   own, once it is connected
 * @property {(video: Video, seconds: number) => void} playFrom
 * @property {() => void} play
 * @property {() => void} pause
 * @property {(speed: number) => void} setSpeed 1 is the normal one
 * @property {() => void} close stops all listeners and timers. The element can then be removed
 */

/**
 * @typedef {object} Listener to a backend
 * @property {() => void} onReset the element was loaded again, and is not connected
 * @property {() => void} onConnect
 * @property {() => void} onTimeout it did not connect in time; it may still do so later
 * @property {() => void} onBlocked the browser does not allow it to play
 * @property {(state: State) => void} onState may repeat the same state
 * @property {(seconds: number) => void} onTime the position, once the video has played
 * @property {(seconds: number) => void} onDuration not positive or not finite if it is unknown
 * @property {(code: unknown) => void} onError
 */

/**
 * Events: `loading`: an element is about to be inserted, and will play; `playing`: the video plays;
 * `statechange`: it has another state; `blocked`: the video was started, but does not play; `error`:
 * the video cannot be played, `detail` is the error code of its backend (a number or a word);
 * `time`: `detail` is the position in seconds; `corrected`: the video ends before the target, so the
 * alternative plays: `detail` has `seconds`, `altSeconds` and `duration`, in seconds.
 */
export class Player extends EventTarget {
  #container;
  #video;
  /** @type {Backend | null} */
  #backend = null;
  /** The video and the start that the backend was made with. */
  #loaded;
  /** Aborts when a backend is closed, or replaced before it is there. */
  #closing = new AbortController();
  /** The second to play. */
  #target = 0;
  /**
   * The second to play instead if the video ends before the target. Null if there is none, or the
   * duration has decided.
   * @type {number | null}
   */
  #altTarget = null;
  /** @type {Range | null} */
  #range = null;
  /** @type {Map<string, number>} in seconds, by video */
  #durations = new Map();
  /** @type {State} */
  #state = "unstarted";
  /** Whether the last iframe did not answer: then only its URL can say what to play. */
  #isUnresponsive = false;
  #hasFailed = false;
  #playTimer = 0;
  /** @type {number | null} the position in seconds; null until it is known */
  #time = null;
  /** When the last seek was sent. */
  #seekedAt = -Infinity;
  /** @type {number | null} null until the reader has chosen one: YouTube remembers one, too */
  #speed = null;

  /**
   * @param {HTMLElement} container the first element replaces its content
   * @param {Video} video
   */
  constructor(container, video) {
    super();
    this.#container = container;
    this.#video = video;
    this.#loaded = { video, start: 0 };
    // It must be there when the reader clicks, because not every browser allows sound later.
    if (video.mediaUrl) importMediaElement();
  }

  /**
   * Plays from a second. Call it in the reader's click or key, so that the browser allows sound.
   * @param {Video} video
   * @param {number} seconds
   * @param {number | null} altSeconds the second to play instead if only that one lies within the
   *   video
   * @param {Range | null} range that begins at this second; dropped if the alternative plays
   */
  play(video, seconds, altSeconds = null, range = null) {
    if (video.id !== this.#video.id) {
      this.#changeState("unstarted");
      this.#time = null;
    }
    this.#video = video;
    this.#target = seconds;
    this.#altTarget = altSeconds;
    this.#range = range;
    this.#applyAltTarget();
    const backend = this.#hasFailed || this.#isUnresponsive ? null : this.#backend;
    if (!backend?.accepts(video)) this.#load();
    else if (backend.isConnected) this.#seek();
    // Otherwise the element is still loading: `#onConnect` or `#onTimeout` plays the target.
  }

  /** @returns {number | null} the position in seconds; null until it is known */
  get time() {
    return this.#time;
  }

  /** The video that plays, or would. */
  get video() {
    return this.#video;
  }

  /** Whether there is an element that plays. */
  get isLoaded() {
    return this.#backend !== null;
  }

  /** Whether a video is loaded and has neither ended nor failed. */
  get isActive() {
    return this.isLoaded && !this.#hasFailed && this.#state !== "ended";
  }

  /** Whether a video plays at this moment. */
  get isPlaying() {
    return this.#state === "playing";
  }

  /** @param {number} speed 1 is the normal one */
  setSpeed(speed) {
    this.#speed = speed;
    this.#applySpeed();
  }

  #applySpeed() {
    if (this.#speed !== null) this.#backend?.setSpeed(this.#speed);
  }

  /**
   * @param {string} videoId
   * @returns {number} seconds; 0 until it is known
   */
  durationOf(videoId) {
    return this.#durations.get(videoId) ?? 0;
  }

  /** Stops all listeners and timers. The element can then be removed. */
  close() {
    this.#closing.abort();
    this.#backend?.close();
    this.#backend = null;
    clearTimeout(this.#playTimer);
    this.#changeState("unstarted");
  }

  /** Plays or pauses. If the player does not answer, its own button still works. */
  togglePlayback() {
    if (this.#state === "playing") this.#backend?.pause();
    else this.#backend?.play();
  }

  /** @param {number} seconds forward, or back if negative */
  skip(seconds) {
    if (this.#time === null) return;
    this.play(this.#video, Math.max(0, Math.floor(this.#time + seconds)));
  }

  /** Inserts a new element: a new URL in an old iframe would add an entry to the history. */
  async #load() {
    this.close();
    this.dispatchEvent(new Event("loading"));
    const { signal } = (this.#closing = new AbortController());
    this.#hasFailed = false;
    /** @type {typeof YouTubeFrame | typeof MediaElement} */
    let BackendOfVideo = YouTubeFrame;
    if (this.#video.mediaUrl) BackendOfVideo = MediaElement ?? (await importMediaElement());
    if (signal.aborted) return;
    if (!BackendOfVideo) {
      this.#fail(null);
      return;
    }
    this.#loaded = { video: this.#video, start: this.#target };
    this.#seekedAt = performance.now();
    this.#backend = new BackendOfVideo(this.#video, this.#target, this.#listener());
    const { element } = this.#backend;
    // If the poster or the old element has the focus, the new one gets it.
    const hadFocus = this.#container.contains(document.activeElement);
    this.#container.replaceChildren(element);
    if (hadFocus) element.focus({ preventScroll: true });
  }

  /** @returns {Listener} */
  #listener() {
    return {
      onReset: () => {
        this.#changeState("unstarted");
        clearTimeout(this.#playTimer);
      },
      onConnect: () => this.#onConnect(),
      onTimeout: () => this.#onTimeout(),
      onBlocked: () => this.#reportBlocked(),
      onState: (state) => this.#setState(state),
      onTime: (time) => this.#setTime(time),
      onDuration: (duration) => this.#setDuration(duration),
      onError: (code) => this.#fail(code),
    };
  }

  /** Whether the element was made to play something else. */
  get #isOutdated() {
    return this.#target !== this.#loaded.start || this.#video.id !== this.#loaded.video.id;
  }

  #onConnect() {
    this.#isUnresponsive = false;
    this.#applySpeed();
    if (this.#isOutdated) this.#seek();
    else this.#startPlayTimer();
  }

  #onTimeout() {
    this.#isUnresponsive = true;
    if (this.#isOutdated) this.#load();
  }

  #seek() {
    this.#seekedAt = performance.now();
    this.#time = this.#target;
    this.#backend?.playFrom(this.#video, this.#target);
    this.#startPlayTimer();
  }

  /** @returns {boolean} whether the target has changed to the alternative */
  #applyAltTarget() {
    const [seconds, altSeconds] = [this.#target, this.#altTarget];
    const duration = this.durationOf(this.#video.id);
    // If neither lies within the video, the duration is unknown, or an advertisement's, or a live
    // stream's and grows.
    if (altSeconds === null || (seconds >= duration && altSeconds >= duration)) return false;
    this.#altTarget = null;
    if (seconds < duration) return false;
    this.#target = altSeconds;
    this.#range = null;
    const detail = { seconds, altSeconds, duration };
    this.dispatchEvent(new CustomEvent("corrected", { detail }));
    return true;
  }

  #startPlayTimer() {
    clearTimeout(this.#playTimer);
    if (this.#hasFailed || this.#state === "playing" || this.#state === "buffering") return;
    this.#playTimer = setTimeout(() => this.#reportBlocked(), PLAY_TIMEOUT_MS);
  }

  #reportBlocked() {
    clearTimeout(this.#playTimer);
    this.dispatchEvent(new Event("blocked"));
  }

  /** @param {number} time */
  #setTime(time) {
    const isSeeking = performance.now() - this.#seekedAt < SEEK_TIMEOUT_MS;
    if (isSeeking && Math.abs(time - this.#target) > SEEK_TOLERANCE_SECONDS) return;
    this.#time = time;
    this.dispatchEvent(new CustomEvent("time", { detail: time }));
    this.#followRange(time);
  }

  /** @param {number} time */
  #followRange(time) {
    const range = this.#range;
    const action = range?.actionAt(time) ?? "play";
    if (!range || action === "play") return;
    if (action === "repeat") {
      this.#target = range.start;
      this.#seek();
      return;
    }
    this.#range = null;
    if (action === "pause" && this.#state !== "ended") this.#backend?.pause();
  }

  /** @param {number} duration */
  #setDuration(duration) {
    if (!(duration > 0 && duration < Infinity)) return;
    this.#durations.set(this.#video.id, duration);
    // During the first message, the player is not connected yet: `#onConnect` seeks.
    if (this.#applyAltTarget() && this.#backend?.isConnected) this.#seek();
  }

  /** @param {State} state */
  #changeState(state) {
    if (state === this.#state) return;
    this.#state = state;
    this.dispatchEvent(new Event("statechange"));
  }

  /** @param {State} state */
  #setState(state) {
    const previous = this.#state;
    this.#changeState(state);
    if (state === "playing" || state === "buffering") clearTimeout(this.#playTimer);
    // The player repeats its state four times a second.
    if (state === previous) return;
    // The range may end after the video.
    if (state === "ended" && this.#range) this.#followRange(this.#range.end);
    if (state !== "playing") return;
    this.#hasFailed = false;
    // Another video may play at another speed.
    this.#applySpeed();
    this.dispatchEvent(new Event("playing"));
  }

  /** @param {unknown} code */
  #fail(code) {
    clearTimeout(this.#playTimer);
    this.#changeState("unstarted");
    this.#hasFailed = true;
    this.dispatchEvent(new CustomEvent("error", { detail: code }));
  }
}
