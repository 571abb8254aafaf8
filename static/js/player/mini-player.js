// A video that goes on while the reader is at another page: in a corner, with the way back to its note.

import { pourAround } from "../router/replace-around.js";

export class Dock {
  /** @type {import("./player.js").Player} */
  player;
  /** The stage that the player is in. */
  section;

  /**
   * @param {import("./player.js").Player} player
   * @param {HTMLElement} section the stage that it is in, and stays in
   * @param {import("../router/page.js").Page} page the one it comes from
   * @param {() => void} close what closes it
   */
  constructor(player, section, page, close) {
    this.player = player;
    this.section = section;
    section.classList.add("mini-player");
    section.setAttribute("aria-label", "Video of another page");
    const back = document.createElement("a");
    back.href = page.path;
    back.textContent = page.title;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Close";
    button.setAttribute("aria-label", "Close the video");
    button.addEventListener("click", close);
    const line = document.createElement("p");
    line.className = "mini-player-source";
    line.append(back, button);
    const around = document.createElement("div");
    const place = document.createElement("div");
    around.append(place, line);
    pourAround(section.querySelector(".player"), around, place);
  }

  /**
   * @param {import("../ui/shortcuts.js").Deeds | null} deeds what keys do at the page
   * @returns {import("../ui/shortcuts.js").Deeds} the same, but what plays is the video here
   */
  deedsOver(deeds) {
    const nothing = () => {};
    const others = deeds ?? { step: nothing, follow: nothing, keep: nothing };
    return {
      ...others,
      toggle: () => this.player.toggle(),
      skip: (seconds) => this.player.skip(seconds),
    };
  }

  /** Ends the video. */
  close() {
    this.player.close();
    this.section.remove();
  }
}
