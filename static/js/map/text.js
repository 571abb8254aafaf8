// Draws text within boxes of a canvas.

/** Widths of longer texts together are forgotten. In UTF-16 units of two bytes. */
const MAX_CACHED_LENGTH = 1_000_000;
/** How far the background of a text reaches beyond it. */
const BACKGROUND_MARGIN_PX = 3;
/** Where the baseline lies in a line. */
const BASELINE = 0.75;

/** @type {Map<string, number>} by font and text */
const widths = new Map();
let cachedLength = 0;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 */
function measure(context, text) {
  const key = `${context.font} ${text}`;
  const cached = widths.get(key);
  if (cached !== undefined) return cached;
  cachedLength += key.length;
  if (cachedLength > MAX_CACHED_LENGTH) {
    widths.clear();
    cachedLength = key.length;
  }
  const { width } = context.measureText(text);
  widths.set(key, width);
  return width;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} width in pixels
 * @returns {string} the text, shortened with an ellipsis if it is too wide; empty if nothing fits
 */
function truncate(context, text, width) {
  if (measure(context, text) <= width) return text;
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (context.measureText(`${text.slice(0, middle)}…`).width <= width) low = middle;
    else high = middle - 1;
  }
  return low ? `${text.slice(0, low).trimEnd()}…` : "";
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} width in pixels
 * @param {number} maxLines
 * @returns {string[]} the text in lines; the last one is shortened
 */
function wrap(context, text, width, maxLines) {
  /** @type {string[]} */
  const lines = [];
  const words = text.split(/\s+/);
  for (let index = 0; index < words.length;) {
    if (lines.length === maxLines - 1) {
      lines.push(truncate(context, words.slice(index).join(" "), width));
      break;
    }
    let line = words[index];
    let lineWidth = measure(context, line);
    for (index++; index < words.length; index++) {
      lineWidth += measure(context, ` ${words[index]}`);
      if (lineWidth > width) break;
      line += ` ${words[index]}`;
    }
    lines.push(truncate(context, line, width));
  }
  return lines.filter(Boolean);
}

/**
 * Draws a text at the top of a box, in as many lines as fit.
 * @param {CanvasRenderingContext2D} context its font and fill style are set
 * @param {string} text
 * @param {import("./layout.js").Box} box in pixels
 * @param {number} lineHeight
 * @param {string} [background] a color behind each line
 */
export function drawText(context, text, { x, y, width, height }, lineHeight, background) {
  const lines = wrap(context, text, width, Math.floor(height / lineHeight));
  lines.forEach((line, index) => {
    const top = y + index * lineHeight;
    if (background) {
      const { fillStyle } = context;
      context.fillStyle = background;
      const lineWidth = measure(context, line) + 2 * BACKGROUND_MARGIN_PX;
      context.fillRect(x - BACKGROUND_MARGIN_PX, top, lineWidth, lineHeight);
      context.fillStyle = fillStyle;
    }
    context.fillText(line, x, top + BASELINE * lineHeight);
  });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} width in pixels
 * @returns {boolean} whether the text fits into one line
 */
export function fitsInLine(context, text, width) {
  return measure(context, text) <= width;
}
