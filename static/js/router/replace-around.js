// Puts new content around an element that must stay where it is in the document.

/**
 * @param {Element} kept the one that stays
 * @param {Element} fresh whose children take the place of all that is beside it
 * @param {Element | null} counterpart the child of `fresh` that the kept one stands for; without one it comes last
 */
export function pourAround(kept, fresh, counterpart) {
  for (const node of [...kept.parentNode.childNodes]) if (node !== kept) node.remove();
  const nodes = [...fresh.childNodes];
  const at = counterpart ? nodes.indexOf(counterpart) : nodes.length;
  kept.before(...nodes.slice(0, at));
  kept.after(...nodes.slice(at + 1));
}

/**
 * @param {Element} old gets the attributes of the fresh one, and loses its own
 * @param {Element} fresh
 */
export function dress(old, fresh) {
  for (const name of old.getAttributeNames()) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) old.setAttribute(name, value);
}
