// What opens the finder. The finder itself is loaded when it is first asked for.

import { isTyping, lettersAct } from "../ui/key-settings.js";

/** @param {KeyboardEvent} event */
function asks(event) {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
  if ((ctrlKey || metaKey) && !altKey && !shiftKey && key.toLowerCase() === "k") return true;
  return key === "/" && !ctrlKey && !metaKey && !altKey && !isTyping(event.target) && lettersAct();
}

/**
 * Lets `/`, Ctrl+K and a click into the bar's search field open the finder.
 * @param {() => import("../note/moments.js").Here | null} here the video of the page that is shown, where it has one
 */
export function openFinderOnKeys(here) {
  /** @type {HTMLInputElement | null} */
  const field = document.querySelector(".site-header .search input");
  if (!field) return;
  const load = async () => {
    const { Finder } = await import("./dialog.js");
    return Finder.of(here);
  };
  const openByKey = async () => {
    if (document.activeElement === field) return (await load()).open(field.value, false);
    // What is typed until the finder is there goes into the field.
    const before = document.activeElement;
    const stood = field.value;
    field.value = "";
    field.focus({ preventScroll: true });
    // Where the finder cannot be had, the field is what searches.
    const finder = await load().catch(() => null);
    if (!finder) return;
    const typed = field.value;
    field.value = stood;
    // Who left the field meanwhile wants no finder.
    if (document.activeElement !== field) return;
    field.blur();
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    finder.open(typed, true);
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.repeat || !asks(event)) return;
    event.preventDefault();
    openByKey();
  });
  field.addEventListener("click", async () => (await load()).open(field.value, false));
  field.setAttribute("aria-keyshortcuts", "/ Control+K");
}
