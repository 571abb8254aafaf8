// The button of the display settings, in the header or its menu.

import { findOptional } from "./dom.js";

/** Shows the button, which is hidden in the HTML because it does nothing without scripts. */
export function initDisplayButton() {
  const button = findOptional(document, "button.display-button", HTMLButtonElement);
  if (!button) return;
  const load = async () => {
    const { createDisplaySettings } = await import("./display-settings.js");
    const panel = await createDisplaySettings();
    // From now on, the browser toggles the panel.
    button.popoverTargetElement = panel;
    // The panel would lie over the menu of a phone.
    panel.addEventListener("beforetoggle", ({ newState }) => {
      const menu = button.closest("[popover]:popover-open");
      if (newState === "open" && menu instanceof HTMLElement) menu.hidePopover();
    });
    panel.showPopover({ source: button });
  };
  button.addEventListener("click", load, { once: true });
  button.hidden = false;
}
