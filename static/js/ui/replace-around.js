// Replaces the siblings of an element that must stay where it is in the document.

/**
 * @param {Element} anchor the element that stays
 * @param {Element} source its children replace the siblings of `anchor`
 * @param {Element | null} counterpart the child of `source` that `anchor` stands for; without one,
 *   `anchor` becomes the last child
 */
export function replaceAround(anchor, source, counterpart) {
  for (const node of [...(anchor.parentNode?.childNodes ?? [])]) if (node !== anchor) node.remove();
  const nodes = [...source.childNodes];
  const index = counterpart ? nodes.indexOf(counterpart) : nodes.length;
  anchor.before(...nodes.slice(0, index));
  anchor.after(...nodes.slice(index + 1));
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
