// The stage: poster, video, what there is to say about it, and the way to YouTube.

import { isPlainClick } from "./click.js";
import { Player } from "./player.js";
import { clock, secondsOf, watchAddress } from "./time.js";

/** What YouTube's refusals mean to a reader. */
const REFUSALS = new Map([
  [100, "This video is gone or private."],
  [101, "YouTube does not allow this video to be played here."],
  [150, "YouTube does not allow this video to be played here."],
  [153, "YouTube refused to play here (error 153)."],
]);

export class Stage {
  #video;
  #player;
  #poster;
  #message;
  #watch;
  /** The second the stage is at: where its links to YouTube lead. Null is the video's start, unasked. */
  #at;

  /** @param {HTMLElement} section the `.stage` of the page */
  constructor(section) {
    this.#video = section.dataset.video ?? "";
    this.#at = secondsOf(section.dataset.start);
    this.#poster = section.querySelector(".poster");
    this.#message = section.querySelector(".player-message");
    this.#watch = section.querySelector("a.watch");
    this.#player = new Player(section.querySelector(".player"), this.#video, section.dataset.title ?? "");
    this.#listen();
    this.#dropBrokenPicture();
  }

  /** @returns {number | null} seconds */
  get at() {
    return this.#at;
  }

  /**
   * Plays from a second on; call it inside the reader's click.
   * @param {number} seconds
   */
  play(seconds) {
    this.#player.play(seconds);
    this.pointAt(seconds);
  }

  /**
   * Lets the links to YouTube lead to a second, without playing it.
   * @param {number | null} seconds
   */
  pointAt(seconds) {
    this.#at = seconds;
    if (this.#watch) this.#point(this.#watch, "Watch on YouTube");
    const link = this.#message?.querySelector("a");
    if (link) this.#point(link, "Watch it on YouTube");
  }

  #listen() {
    this.#poster?.addEventListener("click", (event) => {
      if (!isPlainClick(event)) return;
      event.preventDefault();
      this.#player.play(this.#at ?? 0);
    });
    this.#player.addEventListener("playing", () => this.#message?.replaceChildren());
    this.#player.addEventListener("stuck", () => this.#message?.replaceChildren("Tap play in the video"));
    this.#player.addEventListener("refused", (event) => this.#tellRefusal(event.detail));
  }

  /** @param {unknown} code */
  #tellRefusal(code) {
    const text = REFUSALS.get(Number(code)) ?? `YouTube could not play this video (error ${code}).`;
    // Said once: the same words put in again would be read out again.
    if (!this.#message || this.#message.textContent.startsWith(text)) return;
    const link = document.createElement("a");
    link.rel = "noopener";
    this.#point(link, "Watch it on YouTube");
    this.#message.replaceChildren(`${text} `, link);
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
