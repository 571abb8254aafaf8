// The colours of the map: ink on paper in shades, as the theme of the page has it.

/** How much ink there is in each shade, the palest first. */
const INK = [0.07, 0.18, 0.32, 0.5, 0.68];
/** What was not found while something is. */
const PALE = 0.06;

/** @param {string} colour as the browser computes it @returns {number[]} red, green, blue */
function partsOf(colour) {
  return (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
}

/** How light a colour is, as WCAG has it. @param {number[]} parts */
function luminance(parts) {
  const [red, green, blue] = parts.map((part) =>
    part / 255 <= 0.04045 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** @param {number[]} a @param {number[]} b */
function contrast(a, b) {
  const [dark, light] = [luminance(a), luminance(b)].sort((one, other) => one - other);
  return (light + 0.05) / (dark + 0.05);
}

/**
 * @typedef {{fill: string, text: string}} Shade a colour, and one that can be read on it
 * @typedef {{ink: string, paper: string, shades: Shade[], found: Shade, pale: Shade}} Colours
 */

/**
 * @param {Element} element whose colour is ink and whose background is paper
 * @returns {Colours}
 */
export function coloursOf(element) {
  const style = getComputedStyle(element);
  const [ink, paper] = [partsOf(style.color), partsOf(style.backgroundColor)];
  const shade = (/** @type {number} */ share) => {
    const parts = ink.map((part, at) => Math.round(paper[at] + (part - paper[at]) * share));
    const text = contrast(ink, parts) >= contrast(paper, parts) ? ink : paper;
    return { fill: `rgb(${parts.join()})`, text: `rgb(${text.join()})` };
  };
  return {
    ink: style.color,
    paper: style.backgroundColor,
    shades: INK.map(shade),
    found: shade(1),
    pale: shade(PALE),
  };
}
