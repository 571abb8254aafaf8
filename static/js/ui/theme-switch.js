// The switch in the header bar: system, light, dark, and round again.
// theme.js applies what is remembered here, on the next page and before it is painted.

// Spelt out in theme.js too: a classic script and a module cannot share a constant.
const KEY = "cueleaf-theme";
const THEMES = ["system", "light", "dark"];

/** @returns {string} the theme this page is shown in, one of `THEMES` */
function current() {
  return document.documentElement.dataset.theme ?? "system";
}

/** @param {string} theme one of `THEMES` */
function choose(theme) {
  const root = document.documentElement;
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  try {
    if (theme === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // Not remembered, but this page still changes.
  }
}

/**
 * Shows the switch, which is hidden until now because without JavaScript it could do nothing.
 * @param {HTMLButtonElement | null} button
 */
export function showThemeSwitch(button) {
  if (!button) return;
  const label = button.querySelector("span") ?? button;
  const tell = () => (label.textContent = `Theme: ${current()}`);
  button.addEventListener("click", () => {
    choose(THEMES[(THEMES.indexOf(current()) + 1) % THEMES.length]);
    tell();
  });
  // After theme.js has looked again at what is remembered, on a page brought back by the Back button.
  addEventListener("pageshow", tell);
  tell();
  button.hidden = false;
}
