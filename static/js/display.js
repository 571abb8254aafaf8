// Applies the reader's display settings before the first paint. This is a classic script in <head>,
// because a module runs after the page was painted in the wrong colors. Without a stored theme, the
// style sheet follows the system. It also says what the style sheet reserves space for.
(() => {
  const root = document.documentElement;
  // The keys and values of `ui/display-settings.js`, except for the defaults: a classic script
  // cannot import them.
  const SETTINGS = [
    { name: "theme", key: "cueleaf-theme", values: ["light", "dark"] },
    { name: "textSize", key: "cueleaf-text-size", values: ["small", "large", "larger"] },
    { name: "lineWidth", key: "cueleaf-line-width", values: ["narrow", "wide"] },
  ];

  /** @param {string} key */
  function stored(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      // Storage is blocked: use the defaults.
      return null;
    }
  }

  function applySettings() {
    for (const { name, key, values } of SETTINGS) {
      const value = stored(key);
      if (value !== null && values.includes(value)) root.dataset[name] = value;
      else delete root.dataset[name];
    }
  }

  /** The browser colors its own bars by the `theme-color` whose media query matches. */
  function applyThemeColor() {
    const { theme } = root.dataset;
    for (const meta of document.querySelectorAll("meta[name=theme-color]")) {
      if (!(meta instanceof HTMLMetaElement)) continue;
      const own = meta.dataset.theme;
      if (theme) meta.media = theme === own ? "all" : "not all";
      else meta.media = `(prefers-color-scheme: ${own})`;
    }
  }

  applySettings();
  applyThemeColor();
  new MutationObserver(applyThemeColor).observe(root, { attributeFilter: ["data-theme"] });
  // The style sheet reserves space for what scripts show, so that the layout does not shift.
  root.dataset.js = "";
  // Whether the reader has read a note: the home page lists the last ones. The key is that of
  // `history/storage.js`.
  if ((stored("cueleaf-read") ?? "[]") !== "[]") root.dataset.hasRead = "";
  // The back/forward cache restores a page without running this script again.
  addEventListener("pageshow", (event) => event.persisted && applySettings());
})();
