// The stage: poster, video, what there is to say about it, and the way to YouTube.

import { isPlainClick } from "../ui/events.js";
import { Player } from "./player.js";
import { clock, secondsOf, watchAddress } from "../ui/time.js";

/** What YouTube's refusals mean to a reader. */
const REFUSALS = new Map([
  [100, "This video is gone or private."],
  [101, "YouTube does not allow this video to be played here."],
  [150, "YouTube does not allow this video to be played here."],
  [153, "YouTube refused to play here (error 153)."],
]);

/**
 * Events:
 * `corrected`: the video ends before the second asked for, and the stage is at another one now;
 * `time`: the video is at the second in `detail`, told about four times a second while it plays.
 */
export class Stage extends EventTarget {
  #video;
  #player;
  #poster;
  #message;
  /** In the message: how a time was read stands until the next click, trouble until the video plays. */
  #reading = document.createElement("span");
  #trouble = document.createElement("span");
  #watch;
  /** The second the stage is at: where its links to YouTube lead. Null is the video's start, unasked. */
  #at;
  /**
   * What that second may mean instead, where its moment has two readings.
   * @type {number | null}
   */
  #other = null;

  /**
   * @param {HTMLElement} section the `.stage` of the page
   * @param {Player | null} player the one that is in it already, or null for a new one
   * @param {AbortSignal} signal ends it
   */
  constructor(section, player, signal) {
    super();
    this.#video = section.dataset.video ?? "";
    this.#at = secondsOf(section.dataset.start);
    this.#poster = section.querySelector(".poster");
    this.#message = section.querySelector(".player-message");
    this.#watch = section.querySelector("a.watch");
    this.#player =
      player ??
      new Player(section.querySelector(".player"), this.#video, section.dataset.title ?? "");
    this.#listen(signal);
    this.#dropBrokenPicture();
  }

  /** @returns {string} YouTube's id of its video */
  get video() {
    return this.#video;
  }

  /** @returns {Player} */
  get player() {
    return this.#player;
  }

  /** @returns {number | null} seconds */
  get at() {
    return this.#at;
  }

  /** @returns {number | null} the second that the video is at, or would begin at */
  get time() {
    return this.#player.time ?? this.#at;
  }

  /** @returns {number} the end of the video in seconds, infinite until it is known */
  get end() {
    return this.#player.duration || Infinity;
  }

  /** Plays or pauses; call it inside the reader's key. */
  toggle() {
    if (this.#player.isLoaded) this.#player.toggle();
    else this.play(this.#at ?? 0, this.#other);
  }

  /** @param {number} seconds forward, or back where negative */
  skip(seconds) {
    this.#player.skip(seconds);
  }

  /**
   * Plays from a second on; call it inside the reader's click.
   * @param {number} seconds
   * @param {number | null} other the second to play instead where only that one lies within the video
   */
  play(seconds, other) {
    this.#reading.remove();
    // First the stage, because the player may correct it at once.
    this.pointAt(seconds, other);
    this.#player.play(seconds, other);
  }

  /**
   * Lets poster and links to YouTube lead to a second, without playing it.
   * @param {number | null} seconds
   * @param {number | null} other as for `play`
   */
  pointAt(seconds, other = null) {
    this.#at = seconds;
    this.#other = other;
    if (this.#watch) this.#point(this.#watch, "Watch on YouTube");
    const link = this.#trouble.querySelector("a");
    if (link) this.#point(link, "Watch it on YouTube");
  }

  /** @param {AbortSignal} signal */
  #listen(signal) {
    this.#poster?.addEventListener("click", (event) => {
      if (!isPlainClick(event)) return;
      event.preventDefault();
      this.#player.play(this.#at ?? 0, this.#other);
    });
    // The player may outlive the page.
    const on = (/** @type {string} */ name, /** @type {(event: CustomEvent) => void} */ act) =>
      this.#player.addEventListener(name, act, { signal });
    on("playing", () => this.#trouble.remove());
    on("time", ({ detail }) => this.dispatchEvent(new CustomEvent("time", { detail })));
    on("stuck", () => this.#tellTrouble("Tap play in the video"));
    on("refused", ({ detail }) => this.#tellRefusal(detail));
    on("corrected", ({ detail }) => this.#correct(detail));
  }

  /** @param {{asked: number, other: number, duration: number}} told seconds */
  #correct({ asked, other, duration }) {
    this.pointAt(other);
    const end = clock(Math.floor(duration));
    // The space parts it from trouble, which may follow.
    this.#reading.textContent = `This video ends at ${end}, so ${clock(asked)} was read as ${clock(other)}. `;
    this.#message?.prepend(this.#reading);
    this.dispatchEvent(new Event("corrected"));
  }

  /** @param {...(string | Node)} words */
  #tellTrouble(...words) {
    this.#trouble.replaceChildren(...words);
    this.#message?.append(this.#trouble);
  }

  /** @param {unknown} code */
  #tellRefusal(code) {
    const text = REFUSALS.get(Number(code)) ?? `YouTube could not play this video (error ${code}).`;
    // Said once: the same words put in again would be read out again.
    if (this.#trouble.isConnected && this.#trouble.textContent.startsWith(text)) return;
    const link = document.createElement("a");
    link.rel = "noopener";
    this.#point(link, "Watch it on YouTube");
    this.#tellTrouble(`${text} `, link);
  }

  /**
   * @param {HTMLAnchorElement} link
   * @param {string} words
   */
  #point(link, words) {
    link.href = watchAddress(this.#video, this.#at);
    link.textContent = this.#at === null ? words : `${words} at ${clock(this.#at)}`;
  }

  /** Without its picture the poster is the title on dark, which is better than a torn one. */
  #dropBrokenPicture() {
    const picture = this.#poster?.querySelector("img");
    if (!picture) return;
    if (picture.complete && picture.naturalWidth === 0) picture.remove();
    else picture.addEventListener("error", () => picture.remove());
  }
}
