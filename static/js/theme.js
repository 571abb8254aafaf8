// Applies the stored theme before the first paint. This is a classic script in <head>, because a
// module runs after the page was painted in the wrong colors. Without a stored theme, the style
// sheet follows the system. It also says what the style sheet reserves space for.
(() => {
  // The same key as in `ui/theme-switch.js`: a classic script cannot import it.
  const STORAGE_KEY = "cueleaf-theme";

  function storedTheme() {
    try {
      return localStorage.getItem(STORAGE_KEY);
    } catch {
      // Storage is blocked: follow the system.
      return null;
    }
  }

  // Whether the reader has read a note: the home page lists the last ones. The key is that of
  // `history/storage.js`.
  function hasRead() {
    try {
      return (localStorage.getItem("cueleaf-read") ?? "[]") !== "[]";
    } catch {
      return false;
    }
  }

  function applyTheme() {
    const theme = storedTheme();
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
  }

  applyTheme();
  // The style sheet reserves space for what scripts show, so that the layout does not shift.
  document.documentElement.dataset.js = "";
  if (hasRead()) document.documentElement.dataset.hasRead = "";
  // The back/forward cache restores a page without running this script again.
  addEventListener("pageshow", (event) => event.persisted && applyTheme());
})();
