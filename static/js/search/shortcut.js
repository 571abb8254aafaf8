// Opens the search dialog by `/`, by Ctrl+K and by a click into the header's search field. The
// dialog's script is loaded when it is first opened.

import { findOptional } from "../ui/dom.js";
import { isTyping } from "../ui/events.js";
import { singleKeyShortcutsEnabled } from "../ui/key-settings.js";

/** @param {KeyboardEvent} event */
function isSearchShortcut(event) {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
  if ((ctrlKey || metaKey) && !altKey && !shiftKey && key.toLowerCase() === "k") return true;
  if (key !== "/" || ctrlKey || metaKey || altKey) return false;
  return !isTyping(event.target) && singleKeyShortcutsEnabled();
}

/**
 * @param {() => import("../note/moments.js").Playback | null} playback of the page that is shown,
 *   if it has a video
 */
export function initSearchShortcut(playback) {
  const field = findOptional(document, ".site-header .search input", HTMLInputElement);
  if (!field) return;
  const load = async () => {
    const { SearchDialog } = await import("./dialog.js");
    return SearchDialog.load(playback);
  };
  const openByClick = async () => (await load()).open(field.value, false);
  const openByKey = async () => {
    if (document.activeElement === field) {
      await openByClick();
      return;
    }
    // Until the dialog is loaded, the reader types into the field.
    const previousFocus = document.activeElement;
    const previousValue = field.value;
    field.value = "";
    field.focus({ preventScroll: true });
    const dialog = await load().catch(() => null);
    // If the dialog cannot be loaded, the field still searches.
    if (!dialog) return;
    const typed = field.value;
    field.value = previousValue;
    // The reader may have left the field.
    if (document.activeElement !== field) return;
    field.blur();
    if (previousFocus instanceof HTMLElement) previousFocus.focus({ preventScroll: true });
    dialog.open(typed, true);
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.repeat || !isSearchShortcut(event)) return;
    event.preventDefault();
    openByKey();
  });
  field.addEventListener("click", openByClick);
  field.setAttribute("aria-keyshortcuts", "/ Control+K");
}
