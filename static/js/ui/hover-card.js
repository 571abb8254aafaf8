// Cards that open beside a link while it is hovered or has the keyboard focus.

/**
 * @typedef {object} HoverCard
 * @property {(link: HTMLAnchorElement) => void} enter the link is hovered or focused
 * @property {() => void} leave it no longer is
 */

/**
 * @param {(event: Event) => HTMLAnchorElement | null} linkOf the link that has a card
 * @param {() => Promise<HoverCard>} load the card, whose script is loaded for the first link
 */
export function openOnHover(linkOf, load) {
  const enter = async (/** @type {Event} */ event) => {
    const link = linkOf(event);
    if (link) (await load()).enter(link);
  };
  const leave = async (/** @type {Event} */ event) => {
    if (linkOf(event)) (await load()).leave();
  };
  // A finger cannot hover, and focus by a click does not open a card.
  const ifNoTouch =
    (/** @type {(event: Event) => void} */ listener) => (/** @type {PointerEvent} */ event) => {
      if (event.pointerType !== "touch") listener(event);
    };
  document.addEventListener("pointerover", ifNoTouch(enter));
  document.addEventListener("pointerout", ifNoTouch(leave));
  document.addEventListener("focusin", (event) => {
    if (linkOf(event)?.matches(":focus-visible")) enter(event);
  });
  document.addEventListener("focusout", leave);
}
