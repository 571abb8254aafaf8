// Texts on the map, within boxes.

/** @typedef {import("./layout.js").Box} Box */

/** @type {Map<string, number>} */
const widths = new Map();

/** @param {CanvasRenderingContext2D} context @param {string} text */
function widthOf(context, text) {
  const key = `${context.font} ${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    // Of what is read on the way over a large map nothing is kept for ever.
    if (widths.size > 20000) widths.clear();
    widths.set(key, (width = context.measureText(text).width));
  }
  return width;
}

/**
 * As much of a text as there is room for.
 * @param {CanvasRenderingContext2D} context @param {string} text @param {number} width
 */
function cut(context, text, width) {
  if (widthOf(context, text) <= width) return text;
  let [fits, most] = [0, text.length];
  while (fits < most) {
    const middle = Math.ceil((fits + most) / 2);
    if (context.measureText(`${text.slice(0, middle)}…`).width <= width) fits = middle;
    else most = middle - 1;
  }
  return fits ? `${text.slice(0, fits).trimEnd()}…` : "";
}

/**
 * A text in lines; what finds no room is cut off.
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} width
 * @param {number} most lines
 */
function wrap(context, text, width, most) {
  /** @type {string[]} */
  const lines = [];
  const words = text.split(/\s+/);
  for (let at = 0; at < words.length;) {
    if (lines.length === most - 1) {
      lines.push(cut(context, words.slice(at).join(" "), width));
      break;
    }
    let [line, wide] = [words[at], widthOf(context, words[at])];
    for (at++; at < words.length; at++) {
      wide += widthOf(context, ` ${words[at]}`);
      if (wide > width) break;
      line += ` ${words[at]}`;
    }
    lines.push(cut(context, line, width));
  }
  return lines.filter(Boolean);
}

/**
 * Writes a text from the left upper corner of a box on, in as many lines as fit.
 * @param {CanvasRenderingContext2D} context with its font and its colour
 * @param {string} text
 * @param {Box} box
 * @param {number} high how high a line is
 * @param {string} [plate] the colour behind a text that stands over something
 */
export function write(context, text, { x, y, width, height }, high, plate) {
  const lines = wrap(context, text, width, Math.floor(height / high));
  lines.forEach((line, at) => {
    if (plate) {
      const ink = context.fillStyle;
      context.fillStyle = plate;
      context.fillRect(x - 3, y + at * high, widthOf(context, line) + 6, high);
      context.fillStyle = ink;
    }
    context.fillText(line, x, y + (at + 0.75) * high);
  });
}

/** Whether a text fits into one line. @param {CanvasRenderingContext2D} context @param {string} text @param {number} width */
export function fits(context, text, width) {
  return widthOf(context, text) <= width;
}
