// The dialog that lists the keyboard shortcuts, with the setting that switches single keys off.

import { createElement, find } from "./dom.js";
import { setSingleKeyShortcuts, singleKeyShortcutsEnabled } from "./key-settings.js";
import { loadStyles } from "./load-styles.js";

const SHORTCUTS = [
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

export class ShortcutsHelp {
  /** @type {Promise<ShortcutsHelp> | null} */
  static #loading = null;
  #dialog = createElement("dialog", "shortcuts-help");

  /** @returns {Promise<ShortcutsHelp>} the one dialog of the document */
  static load() {
    this.#loading ??= loadStyles("shortcuts-help.css").then(() => new ShortcutsHelp());
    return this.#loading;
  }

  constructor() {
    const rows = SHORTCUTS.map(
      ([key, action]) => `<div><dt><kbd>${key}</kbd></dt><dd>${action}</dd></div>`,
    );
    this.#dialog.setAttribute("aria-labelledby", "help_title");
    this.#dialog.innerHTML = `<h2 id="help_title">Keys</h2><dl>${rows.join("")}</dl>
      <label><input type="checkbox"> Single letters do this</label><form method="dialog"><button>Close</button></form>`;
    const checkbox = find(this.#dialog, "input", HTMLInputElement);
    checkbox.checked = singleKeyShortcutsEnabled();
    checkbox.addEventListener("change", () => setSingleKeyShortcuts(checkbox.checked));
    // A click on the backdrop has the dialog itself as its target.
    this.#dialog.addEventListener("click", (event) => {
      if (event.target === this.#dialog) this.#dialog.close();
    });
    document.body.append(this.#dialog);
  }

  open() {
    if (!this.#dialog.open) this.#dialog.showModal();
  }
}
