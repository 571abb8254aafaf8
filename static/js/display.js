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

  /** Each color of the browser's own bars is that of the chosen theme, or of its own. */
  function applyThemeColor() {
    for (const meta of document.querySelectorAll("meta[name=theme-color]"))
      if (meta instanceof HTMLMetaElement)
        meta.media =
          root.dataset.theme === undefined
            ? `(prefers-color-scheme: ${meta.dataset.theme})`
            : root.dataset.theme === meta.dataset.theme
              ? ""
              : "not all";
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
