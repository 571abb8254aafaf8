// Marks the sentence that is said, and in listening mode plays a sentence that is clicked.

import { isPlainClick } from "../ui/events.js";
import { blockOf, sentenceRange } from "./sentence-range.js";

/** The name of the highlight in the style sheet. */
const HIGHLIGHT = "current-sentence";
const INTERACTIVE = "a, button, summary, input, select, textarea, label, video, audio";

/**
 * @typedef {import("./moment-index.js").Moment} Moment
 * @typedef {(moment: Moment) => Promise<string>} SentenceOf
 */

/**
 * @param {SentenceOf} sentenceOf
 * @param {AbortSignal} signal removes the mark
 * @returns {(moment: Moment | null) => Promise<void>} marks the sentence of a moment
 */
export function initSentenceMark(sentenceOf, signal) {
  /** @type {Moment | null} */
  let current = null;
  const clear = () => CSS.highlights?.delete(HIGHLIGHT);
  signal.addEventListener("abort", clear);
  return async (moment) => {
    current = moment;
    if (!CSS.highlights) return;
    const sentence = moment ? await sentenceOf(moment) : "";
    // The video may have gone on.
    if (current !== moment || signal.aborted) return;
    const range = moment && sentenceRange(moment.link, sentence);
    if (range) CSS.highlights.set(HIGHLIGHT, new Highlight(range));
    else clear();
  };
}

/**
 * @param {MouseEvent} event
 * @returns {{node: Node, offset: number} | null} where in the text it is
 */
function caretAt({ clientX, clientY }) {
  if (document.caretPositionFromPoint) {
    const position = document.caretPositionFromPoint(clientX, clientY);
    return position && { node: position.offsetNode, offset: position.offset };
  }
  // Safari before 18.4.
  const range = document.caretRangeFromPoint(clientX, clientY);
  return range ? { node: range.startContainer, offset: range.startOffset } : null;
}

/**
 * @param {MouseEvent} event
 * @param {Moment[]} moments of the page
 * @param {SentenceOf} sentenceOf
 * @returns {Promise<Moment | null>} the moment of the sentence that was clicked; if no moment cites
 *   that sentence, the next one of its block, or else the last
 */
async function momentOfClick(event, moments, sentenceOf) {
  const caret = caretAt(event);
  const block = caret && blockOf(caret.node);
  if (!caret || !block) return null;
  const inBlock = moments.filter(({ link }) => blockOf(link) === block);
  for (const moment of inBlock) {
    const range = sentenceRange(moment.link, await sentenceOf(moment));
    if (range?.isPointInRange(caret.node, caret.offset)) return moment;
  }
  const isAfter = (/** @type {Moment} */ { link }) =>
    caret.node.compareDocumentPosition(link) & Node.DOCUMENT_POSITION_FOLLOWING;
  return inBlock.find(isAfter) ?? inBlock.at(-1) ?? null;
}

/**
 * Plays the sentence that was clicked, if the click was on text.
 * @param {MouseEvent} event
 * @param {Moment[]} moments of the page
 * @param {SentenceOf} sentenceOf
 * @param {(moment: Moment) => void} play
 */
export async function playClickedSentence(event, moments, sentenceOf, play) {
  const isOnText = event.target instanceof Element && !event.target.closest(INTERACTIVE);
  // The reader may select text.
  if (!isOnText || !isPlainClick(event) || !getSelection()?.isCollapsed) return;
  const moment = await momentOfClick(event, moments, sentenceOf);
  if (moment) play(moment);
}
