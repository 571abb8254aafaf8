// Applies the theme the reader chose, before the first paint: a classic script in <head>, because a
// module would run after the page has already been shown in the wrong colours.
// No remembered choice means: follow the system, which is what the stylesheet does on its own.
(() => {
  const KEY = "cueleaf-theme";

  function apply() {
    let theme = null;
    try {
      theme = localStorage.getItem(KEY);
    } catch {
      // A browser that keeps nothing still shows the page, in the system's colours.
      return;
    }
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
  }

  apply();
  // Scripts run here: the stylesheet keeps the place of what they will show, so that nothing moves then.
  document.documentElement.dataset.js = "";
  // A page brought back whole by the Back button has not run this script again.
  addEventListener("pageshow", (event) => event.persisted && apply());
})();
