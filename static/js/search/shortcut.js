// Opens the search dialog by `/`, by Ctrl+K and by a click into the search field of the header or
// of the home page. The dialog's script is loaded when it is first opened.

import { findOptional } from "../ui/dom.js";
import { isTyping } from "../ui/events.js";
import { singleKeyShortcutsEnabled } from "../ui/settings.js";

/** The header's field is hidden on pages that have their own. */
const FIELDS = ["main:not(.map) .search.large [name=q]", ".site-header .search [name=q]"];
/** A click into other fields edits the query of their form. */
const OPENS_BY_CLICK = ".home .search *, .site-header .search *";

/** @returns {HTMLInputElement | null} the field that is shown */
function searchField() {
  const fields = FIELDS.map((field) => findOptional(document, field, HTMLInputElement));
  return fields[0] ?? fields[1];
}

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
  const load = async () => {
    const { SearchDialog } = await import("./dialog.js");
    return SearchDialog.load(playback);
  };
  /** @param {HTMLInputElement} field */
  const openByClick = async (field) => (await load()).open(field.value, false);
  const openByKey = async () => {
    const field = searchField();
    if (!field) return;
    if (document.activeElement === field) {
      await openByClick(field);
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
  for (const selector of FIELDS) {
    const field = findOptional(document, selector, HTMLInputElement);
    field?.setAttribute("aria-keyshortcuts", "/ Control+K");
  }
  document.addEventListener("click", ({ target }) => {
    if (target instanceof HTMLInputElement && target.matches(OPENS_BY_CLICK)) openByClick(target);
  });
}
