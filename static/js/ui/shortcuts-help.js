// The list of keys, and the switch that turns the single letters off.

import { loadStyles } from "./load-styles.js";
import { letLettersAct, lettersAct } from "./key-settings.js";

const KEYS = [
  ["k", "play or pause"],
  ["j", "10 seconds back"],
  ["l", "10 seconds on"],
  ["n", "next moment"],
  ["p", "previous moment"],
  ["f", "follow the video in the text"],
  ["b", "keep the moment, see History"],
  ["/", "search"],
  ["Ctrl K", "search, also with letters off"],
  ["?", "this list"],
];

export class Help {
  /** @type {Promise<Help> | null} */
  static #only = null;
  #dialog = document.createElement("dialog");

  /** @returns {Promise<Help>} the one of the page */
  static only() {
    this.#only ??= loadStyles("shortcuts-help.css").then(() => new Help());
    return this.#only;
  }

  constructor() {
    const rows = KEYS.map(([key, what]) => `<div><dt><kbd>${key}</kbd></dt><dd>${what}</dd></div>`);
    this.#dialog.className = "shortcuts-help";
    this.#dialog.setAttribute("aria-labelledby", "help_title");
    this.#dialog.innerHTML = `<h2 id="help_title">Keys</h2><dl>${rows.join("")}</dl>
      <label><input type="checkbox"> Single letters do this</label><form method="dialog"><button>Close</button></form>`;
    const box = this.#dialog.querySelector("input");
    box.checked = lettersAct();
    box.addEventListener("change", () => letLettersAct(box.checked));
    this.#dialog.addEventListener("click", (event) => {
      if (event.target === this.#dialog) this.#dialog.close();
    });
    document.body.append(this.#dialog);
  }

  open() {
    if (!this.#dialog.open) this.#dialog.showModal();
  }
}
