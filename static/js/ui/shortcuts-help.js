// The dialog that lists the keyboard shortcuts, with the setting that switches single keys off.

import { createElement, find } from "./dom.js";
import { setSingleKeyShortcuts, singleKeyShortcutsEnabled } from "./settings.js";
import { loadStyles } from "./load-styles.js";

const MESSAGES = {
  title: "Keyboard shortcuts",
  /** Each key with its action. */
  shortcuts: [
    ["k", "Play or pause"],
    ["j", "Back 10 seconds"],
    ["l", "Forward 10 seconds"],
    ["n", "Next moment"],
    ["p", "Previous moment"],
    ["f", "Scroll with the video"],
    ["b", "Save this moment"],
    ["/", "Search"],
    ["Ctrl K", "Search (always on)"],
    ["?", "Show shortcuts"],
  ],
  enable: "Enable single-key shortcuts",
  close: "Close",
};

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
    const rows = MESSAGES.shortcuts.map(
      ([key, action]) => `<div><dt><kbd>${key}</kbd></dt><dd>${action}</dd></div>`,
    );
    this.#dialog.setAttribute("aria-labelledby", "help_title");
    this.#dialog.innerHTML = `<h2 id="help_title">${MESSAGES.title}</h2><dl>${rows.join("")}</dl>
      <label><input type="checkbox"> ${MESSAGES.enable}</label>
      <form method="dialog"><button>${MESSAGES.close}</button></form>`;
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
