// The video in its frame: plays from a second, and tells how that goes. Knows nothing about moments.

import { frameOf } from "./iframe.js";
import { Wire } from "./youtube-messages.js";

const PLAY_WITHIN = 2000;
/** After so many milliseconds a time that is told is believed, however far from the one asked for, in seconds. */
const SEEKS_WITHIN = 1500;
const NEAR = 5;
const UNSTARTED = -1;
const ENDED = 0;
const PLAYING = 1;
const BUFFERING = 3;

/**
 * Events:
 * `begins`: a frame is about to be put in, which will play;
 * `playing`: the video plays;
 * `stuck`: it was asked to play, could, and does not;
 * `refused`: YouTube will not play it, `detail` is its code (a number, or a word);
 * `time`: it is at the second in `detail`;
 * `corrected`: the video ends before the second asked for, and plays from the other one: `detail` has
 * `asked`, `other` and `duration`, in seconds.
 */
export class Player extends EventTarget {
  #box;
  #video;
  #title;
  /** @type {Wire | null} */
  #wire = null;
  /** The second last asked for, and the one in the frame's address. */
  #wanted = 0;
  #start = 0;
  /**
   * What the second wanted may mean instead, until a duration decides; null where nothing is to decide.
   * @type {number | null}
   */
  #other = null;
  /** Seconds, 0 until the player tells. It is the video's, so it is known in the next frame too. */
  #duration = 0;
  #state = UNSTARTED;
  #hasPlayed = false;
  /** Whether a frame stayed silent and none has answered since: then the address is the only way. */
  #silent = false;
  #refused = false;
  #watch = 0;
  /** @type {number | null} where the video is, in seconds; null until it tells */
  #time = null;
  /** When it was last told to go elsewhere: until it is there, it goes on telling of where it was. */
  #sent = -Infinity;

  /**
   * @param {HTMLElement} box what the frame fills; anything in it now gives way to the first frame
   * @param {string} video YouTube's id of the video
   * @param {string} title
   */
  constructor(box, video, title) {
    super();
    this.#box = box;
    this.#video = video;
    this.#title = title;
  }

  /**
   * Plays from a second on. Called inside the reader's click, so that the browser lets the video sound.
   * @param {number} seconds
   * @param {number | null} other the second to play instead where only that one lies within the video
   */
  play(seconds, other = null) {
    this.#wanted = seconds;
    this.#other = other;
    this.#correct();
    if (!this.#wire || this.#silent || this.#refused) this.#load();
    else if (this.#wire.live) this.#seek();
    // Otherwise the wire is still opening, and `#opened` or `#fellSilent` will look at `#wanted`.
  }

  /** @returns {number | null} where the video is, in seconds; null before it has told */
  get time() {
    return this.#time;
  }

  /** @returns {number} seconds, 0 until the player tells */
  get duration() {
    return this.#duration;
  }

  /** @returns {string} YouTube's id of the video */
  get video() {
    return this.#video;
  }

  /** Whether there is a player that could play or pause. */
  get isLoaded() {
    return this.#wire !== null;
  }

  /** Whether there is something that would be missed, were the frame taken away: what plays, or is paused. */
  get goesOn() {
    return this.isLoaded && !this.#refused && this.#state !== ENDED;
  }

  /** Ends all listening and all timers; the frame can then be dropped. */
  close() {
    this.#wire?.close();
    clearTimeout(this.#watch);
  }

  /** Plays or pauses. A player that does not answer has its own button. */
  toggle() {
    this.#wire?.send(this.#state === PLAYING ? "pauseVideo" : "playVideo");
  }

  /**
   * Goes on or back.
   * @param {number} seconds forward, or back where negative
   */
  skip(seconds) {
    if (this.#time !== null) this.play(Math.max(0, Math.floor(this.#time + seconds)));
  }

  /** A frame of its own for each load: a new address in the old frame would add a step to Back. */
  #load() {
    this.close();
    this.dispatchEvent(new Event("begins"));
    this.#start = this.#wanted;
    this.#sent = performance.now();
    this.#refused = false;
    const frame = frameOf(this.#video, this.#title, this.#wanted);
    this.#wire = new Wire(frame, {
      loaded: () => this.#reset(),
      message: (event, info) => this.#hear(event, info),
      opened: () => this.#opened(),
      silent: () => this.#fellSilent(),
    });
    // The keyboard stays where it was: on the poster or in the video means in the new video.
    const hadFocus = this.#box.contains(document.activeElement);
    this.#box.replaceChildren(frame);
    if (hadFocus) frame.focus({ preventScroll: true });
  }

  #reset() {
    this.#state = UNSTARTED;
    this.#hasPlayed = false;
    clearTimeout(this.#watch);
  }

  #opened() {
    this.#silent = false;
    if (this.#wanted !== this.#start) this.#seek();
    else this.#expectPlaying();
  }

  #fellSilent() {
    this.#silent = true;
    if (this.#wanted !== this.#start) this.#load();
  }

  /**
   * A seek before the first play can leave the frame black, so the video is loaded again at the second:
   * by the wire, not by a new frame, because the click's leave to play with sound goes with the message.
   */
  #seek() {
    this.#sent = performance.now();
    this.#time = this.#wanted;
    if (this.#hasPlayed) {
      this.#wire?.send("seekTo", this.#wanted, true);
      this.#wire?.send("playVideo");
    } else {
      this.#wire?.send("loadVideoById", { videoId: this.#video, startSeconds: this.#wanted });
    }
    this.#expectPlaying();
  }

  /** @returns {boolean} whether the second wanted is another one now */
  #correct() {
    const [asked, other, duration] = [this.#wanted, this.#other, this.#duration];
    // Where neither fits, the duration is unknown yet, or of an advertisement, or of a live video and grows.
    if (other === null || (asked >= duration && other >= duration)) return false;
    this.#other = null;
    if (asked < duration) return false;
    this.#wanted = other;
    this.dispatchEvent(new CustomEvent("corrected", { detail: { asked, other, duration } }));
    return true;
  }

  #expectPlaying() {
    clearTimeout(this.#watch);
    if (this.#refused || this.#state === PLAYING || this.#state === BUFFERING) return;
    this.#watch = setTimeout(() => this.dispatchEvent(new Event("stuck")), PLAY_WITHIN);
  }

  /**
   * @param {string} event
   * @param {any} info of any shape, or none
   */
  #hear(event, info) {
    if (event === "onError") this.#refuse(info);
    else if (event === "onStateChange") this.#enter(info);
    else if (event === "initialDelivery" || event === "infoDelivery") {
      this.#enter(info?.playerState);
      const code = info?.videoData?.errorCode;
      if (code && this.#state !== PLAYING) this.#refuse(code);
      this.#learn(info?.duration);
      this.#reach(info?.currentTime ?? info?.progressState?.current);
    }
  }

  /** @param {unknown} time */
  #reach(time) {
    if (typeof time !== "number" || !this.#hasPlayed) return;
    const isElsewhere =
      Math.abs(time - this.#wanted) > NEAR && performance.now() - this.#sent < SEEKS_WITHIN;
    if (isElsewhere) return;
    this.#time = time;
    this.dispatchEvent(new CustomEvent("time", { detail: time }));
  }

  /** @param {unknown} duration */
  #learn(duration) {
    if (typeof duration !== "number" || !(duration > 0)) return;
    this.#duration = duration;
    // In the first message of all, the wire is still opening: see `play`.
    if (this.#correct() && this.#wire?.live) this.#seek();
  }

  /** @param {unknown} state */
  #enter(state) {
    if (typeof state !== "number") return;
    const before = this.#state;
    this.#state = state;
    if (state === PLAYING || state === BUFFERING) clearTimeout(this.#watch);
    // The player tells its state four times a second; only the first telling is news.
    if (state !== PLAYING || before === PLAYING) return;
    this.#hasPlayed = true;
    this.#refused = false;
    this.dispatchEvent(new Event("playing"));
  }

  /** @param {unknown} code */
  #refuse(code) {
    clearTimeout(this.#watch);
    this.#state = UNSTARTED;
    this.#refused = true;
    this.dispatchEvent(new CustomEvent("refused", { detail: code }));
  }
}
