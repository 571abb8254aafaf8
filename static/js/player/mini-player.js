// The mini-player: a video that keeps playing in a corner of another page, with a link back to its
// own page.

import { saveMoment } from "../history/storage.js";
import { createButton, createElement, createLink, find } from "../ui/dom.js";
import { loadStyles } from "../ui/load-styles.js";
import { replaceAround } from "../ui/replace-around.js";
import { formatTime } from "../ui/time.js";
import { showSaved } from "../ui/toast.js";
import { fetchSentences } from "./cited-sentences.js";

const MESSAGES = {
  label: "Now playing from another page",
  /** The names of the buttons begin with their texts, for speech input. */
  next: { text: "Next", name: "Next moment" },
  save: { text: "Save", name: "Save moment" },
  close: { text: "Close", name: "Close: stop the video" },
};

/** Resolves when a mini-player can be shown. */
export const miniPlayerStyles = loadStyles("mini-player.css");

/**
 * @param {{ text: string, name: string }} label
 * @param {() => void} onClick
 */
function createNamedButton({ text, name }, onClick) {
  const button = createButton(text, onClick);
  button.setAttribute("aria-label", name);
  return button;
}

export class MiniPlayer {
  /** @type {import("./player.js").Player} */
  player;
  /** The player card that the video is in. */
  playerCard;
  /** The path of the page that the video comes from, and the video of that page. */
  path;
  videoId;
  /** The actions of the queue that plays in it. */
  #queue;

  /**
   * @param {import("./player.js").Player} player
   * @param {HTMLElement} playerCard the video is in it, and stays in it
   * @param {import("../router/page.js").Page} page that the video comes from
   * @param {() => void} onClose the reader closes the mini-player
   */
  constructor(player, playerCard, page, onClose) {
    this.player = player;
    this.playerCard = playerCard;
    this.path = page.path;
    this.videoId = page.playback?.videoId;
    this.#queue = page.queue;
    playerCard.classList.add("mini-player");
    playerCard.setAttribute("aria-label", MESSAGES.label);
    const source = createElement(
      "p",
      "mini-player-source",
      createLink(page.path, page.title),
      createNamedButton(MESSAGES.next, () => this.#step(1)),
      createNamedButton(MESSAGES.save, () => this.#saveMoment()),
      createNamedButton(MESSAGES.close, onClose),
    );
    const placeholder = document.createElement("div");
    const content = createElement("div", "", placeholder, source);
    replaceAround(find(playerCard, ".player", HTMLElement), content, placeholder);
  }

  /**
   * @param {import("../ui/shortcuts.js").Actions | null} actions of the page
   * @returns {import("../ui/shortcuts.js").Actions} the same, but those for a video act on this one
   */
  overrideActions(actions) {
    return {
      toggleAutoScroll: () => actions?.toggleAutoScroll(),
      saveMoment: () => this.#saveMoment(),
      togglePlayback: () => this.player.togglePlayback(),
      skip: (seconds) => this.player.skip(seconds),
      step: (direction) => this.#step(direction),
    };
  }

  /** Saves the moment of its page that is said. */
  async #saveMoment() {
    if (this.#queue) {
      this.#queue.saveMoment();
      return;
    }
    const { time, path } = this;
    const { title, video, bySecond } = await fetchSentences(path);
    const seconds = [...bySecond.keys()].sort((a, b) => a - b).findLast((second) => second <= time);
    if (seconds === undefined) return;
    const said = bySecond.get(seconds) ?? "";
    saveMoment({ path, title, seconds, said, ...(video && { video }) });
    showSaved(formatTime(seconds));
  }

  /** @param {1 | -1} direction plays the next moment of its page, or the previous one */
  async #step(direction) {
    if (this.#queue) {
      this.#queue.step(direction);
      return;
    }
    const { time } = this;
    const { bySecond } = await fetchSentences(this.path);
    const seconds = [...bySecond.keys()].sort((a, b) => a - b);
    const current = seconds.findLastIndex((second) => second <= time);
    const target = seconds[current + direction];
    if (target !== undefined) this.player.play(this.player.video, target);
  }

  /** @returns {number} the position in seconds. A seek may stop shortly before its target */
  get time() {
    return (this.player.time ?? 0) + 0.5;
  }

  /** Stops the video and removes it. */
  close() {
    this.player.close();
    this.playerCard.remove();
  }
}
