// The sentence that cites a moment, as it stands in the page.

const BLOCK = "p, li, td, th, dd, dt, blockquote, summary, h1, h2, h3, h4, h5, h6";

/**
 * @param {Element} block
 * @param {Element} moment
 * @returns {{text: string, at: number}} the block's own words without its moments, and where in them the moment stands
 */
function wordsOf(block, moment) {
  const words = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  let text = "";
  let at = 0;
  while (words.nextNode()) {
    const inside = words.currentNode.parentElement;
    if (inside?.closest(BLOCK) !== block) continue;
    const chip = inside.closest("a.moment, .time");
    if (chip === moment) at = text.trimEnd().length;
    else if (!chip) text += words.currentNode.textContent?.replace(/\s+/g, " ");
  }
  return { text, at };
}

/**
 * @param {Element} moment
 * @returns {string} its sentence, without moments
 */
export function sentenceOf(moment) {
  const block = moment.closest(BLOCK) ?? moment;
  const { text, at } = wordsOf(block, moment);
  // In a list of moments, what is said stands beside them.
  const said =
    text.trim() === ""
      ? (block.querySelector("p")?.textContent ?? "")
      : sentenceAt(text, Math.max(at - 1, 0));
  return said.replace(/\s+([.,;:!?])/g, "$1").trim();
}

/**
 * @param {string} text
 * @param {number} at
 */
function sentenceAt(text, at) {
  const lang = document.querySelector("article[lang]")?.getAttribute("lang") ?? undefined;
  const sentences = new Intl.Segmenter(lang, { granularity: "sentence" });
  return sentences.segment(text).containing(at)?.segment ?? text;
}
