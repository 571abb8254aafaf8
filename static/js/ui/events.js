/**
 * @param {MouseEvent} event a click, of a pointer or by Enter
 * @returns {boolean} whether it asks for no more than to follow the link here: with a modifier key or
 *   another button it opens a tab, a window or a menu, and the link stays a link
 */
export function isPlainClick(event) {
  const modified = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  return event.button === 0 && !modified && !event.defaultPrevented;
}
