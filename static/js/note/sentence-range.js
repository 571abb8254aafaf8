// Finds the sentence of a moment in the text of the page. The server's sentences are plain text, so
// this looks for their letters in the block of the moment.

import { closest } from "../ui/dom.js";

/** The elements that a sentence does not cross. */
const BLOCK =
  "p, li, dd, dt, td, th, h1, h2, h3, h4, h5, h6, blockquote, figcaption, summary, div, section";
/** What is in a block but not in its sentences. */
const NO_TEXT = ".moment, .moment-menu, .footnote-ref, math annotation";

/**
 * @typedef {object} Letters of a block, without white space
 * @property {string} text
 * @property {{node: Text, offset: number}[]} places one for each UTF-16 unit of the text
 * @property {number} linkAt how many units are before the link
 */

/**
 * @param {Node | null} node
 * @returns {HTMLElement | null} the block that it is in
 */
export function blockOf(node) {
  const element = node instanceof Element ? node : (node?.parentElement ?? null);
  return closest(element, BLOCK, HTMLElement);
}

/**
 * @param {HTMLElement} block
 * @param {Element} link
 * @returns {Letters}
 */
function lettersOf(block, link) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  let text = "";
  let linkAt = 0;
  const places = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!(node instanceof Text) || blockOf(node) !== block) continue;
    if (node.parentElement?.closest(NO_TEXT)) continue;
    for (let offset = 0; offset < node.data.length; offset++) {
      const unit = node.data[offset];
      if (/\s/.test(unit)) continue;
      text += unit;
      places.push({ node, offset });
    }
    if (node.compareDocumentPosition(link) & Node.DOCUMENT_POSITION_FOLLOWING) linkAt = text.length;
  }
  return { text, places, linkAt };
}

/**
 * @param {Element} link of a moment
 * @param {string} sentence that cites it
 * @returns {Range | null} where it is; null if it is not found
 */
export function sentenceRange(link, sentence) {
  const block = blockOf(link);
  const letters = sentence.replace(/\s+/g, "");
  if (!block || !letters) return null;
  const { text, places, linkAt } = lettersOf(block, link);
  // The moment is in its sentence or at its end; the same sentence may also be elsewhere.
  let start = text.lastIndexOf(letters, linkAt);
  if (start < 0) start = text.indexOf(letters);
  if (start < 0) return null;
  const [first, last] = [places[start], places[start + letters.length - 1]];
  const range = document.createRange();
  range.setStart(first.node, first.offset);
  range.setEnd(last.node, last.offset + 1);
  return range;
}
