// Helpers for events.

/**
 * @param {MouseEvent} event a click, by a pointer or by Enter
 * @returns {boolean} whether the click follows the link in this tab: with a modifier key or another
 *   button it opens a tab, a window or a menu
 */
export function isPlainClick(event) {
  const hasModifier = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  return event.button === 0 && !hasModifier && !event.defaultPrevented;
}

/**
 * @param {EventTarget | null} target of a key
 * @returns {boolean} whether keys enter text there
 */
export function isTyping(target) {
  return (
    target instanceof Element &&
    target.closest("input, textarea, select, [contenteditable]") !== null
  );
}

/**
 * Calls a listener with the detail of a custom event.
 * @template T
 * @param {EventTarget} target
 * @param {string} name
 * @param {(detail: T) => void} listener
 * @param {AddEventListenerOptions} [options]
 */
export function onCustomEvent(target, name, listener, options) {
  const call = (/** @type {Event} */ event) => {
    if (event instanceof CustomEvent) listener(event.detail);
  };
  target.addEventListener(name, call, options);
}
