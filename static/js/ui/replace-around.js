// Replaces the siblings of an element that must stay where it is in the document.

/**
 * @param {Element} kept the element that stays
 * @param {Element} source its children replace the siblings of `kept`
 * @param {Element | null} counterpart the child of `source` whose place `kept` takes; without one,
 *   `kept` comes last
 */
export function replaceAround(kept, source, counterpart) {
  for (const node of [...(kept.parentNode?.childNodes ?? [])]) if (node !== kept) node.remove();
  const nodes = [...source.childNodes];
  const index = counterpart ? nodes.indexOf(counterpart) : nodes.length;
  kept.before(...nodes.slice(0, index));
  kept.after(...nodes.slice(index + 1));
}

/**
 * Replaces all attributes of an element.
 * @param {Element} target
 * @param {Element} source
 */
export function copyAttributes(target, source) {
  for (const name of target.getAttributeNames()) target.removeAttribute(name);
  for (const { name, value } of source.attributes) target.setAttribute(name, value);
}
