// The theme switch in the header: system, light, dark. `theme.js` applies the stored theme on the
// next page.

import { findOptional } from "./dom.js";
import { writeSetting } from "./settings.js";

/** The label of the switch for each theme, in the order in which it switches. */
const LABELS = new Map([
  ["system", "Theme: system"],
  ["light", "Theme: light"],
  ["dark", "Theme: dark"],
]);
const THEMES = [...LABELS.keys()];

/** @returns {string} the theme of this page, one of `THEMES` */
function currentTheme() {
  return document.documentElement.dataset.theme ?? "system";
}

/** @param {string} theme one of `THEMES` */
function setTheme(theme) {
  const root = document.documentElement;
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  // The same key as in `theme.js`: a classic script cannot share a constant with a module.
  writeSetting("cueleaf-theme", theme === "system" ? null : theme);
}

/**
 * Shows the theme switch, which is hidden in the HTML because it does nothing without scripts.
 * @param {ParentNode} root
 */
export function initThemeSwitch(root) {
  const button = findOptional(root, "button.theme-switch", HTMLButtonElement);
  if (!button) return;
  const label = button.querySelector("span") ?? button;
  const showTheme = () => (label.textContent = LABELS.get(currentTheme()) ?? "");
  button.addEventListener("click", () => {
    setTheme(THEMES[(THEMES.indexOf(currentTheme()) + 1) % THEMES.length]);
    showTheme();
  });
  // When the back/forward cache restores a page, `theme.js` applies the stored theme first.
  addEventListener("pageshow", showTheme);
  showTheme();
  button.hidden = false;
}
