// The position of a card beside a link.

/**
 * Positions a card above or below a link, on the other side if there is no room, and never over it.
 * @param {HTMLElement} card
 * @param {HTMLAnchorElement} link
 * @param {"above" | "below"} side the preferred one
 * @param {number} marginPx between the card, the link and the edges of the window
 */
export function positionBeside(card, link, side, marginPx) {
  const [firstLine] = link.getClientRects();
  const { width, height } = card.getBoundingClientRect();
  const maxLeft = document.documentElement.clientWidth - width - marginPx;
  const left = Math.max(marginPx, Math.min(firstLine.left, maxLeft));
  const above = firstLine.top - height - marginPx;
  const below = link.getBoundingClientRect().bottom + marginPx;
  const isAbove = side === "above" ? above >= marginPx : below + height > innerHeight;
  const top = isAbove ? Math.max(marginPx, above) : below;
  card.style.translate = `${Math.round(left)}px ${Math.round(top)}px`;
}
