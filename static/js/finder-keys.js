// What opens the finder. The finder itself is loaded when it is first asked for.

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}

/** @param {KeyboardEvent} event */
function asks(event) {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
  if ((ctrlKey || metaKey) && !altKey && !shiftKey && key.toLowerCase() === "k") return true;
  return key === "/" && !ctrlKey && !metaKey && !altKey && !isTyping(event.target);
}

/**
 * Lets `/`, Ctrl+K and a click into the bar's search field open the finder.
 * @param {import("./moments.js").Here | null} here the video of the page, where it has one
 */
export function openFinderOnKeys(here) {
  const field = document.querySelector(".bar .search input");
  const open = async (/** @type {string} */ text) => {
    const { Finder } = await import("./finder.js");
    (await Finder.of(here)).open(text);
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.repeat || !asks(event)) return;
    event.preventDefault();
    open("");
  });
  field?.addEventListener("click", () => open(field.value));
  field?.setAttribute("aria-keyshortcuts", "/ Control+K");
}
