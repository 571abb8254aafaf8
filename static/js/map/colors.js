// The colors of the map: mixtures of the page's ink and paper, as its theme has them.

/** @typedef {[number, number, number]} Rgb red, green and blue, from 0 to 255 */

/**
 * @param {string} color as the browser computes it, such as `rgb(1, 2, 3)`
 * @returns {Rgb}
 */
function parseColor(color) {
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue];
}

/**
 * The relative luminance of WCAG.
 * @param {Rgb} color
 */
function luminance(color) {
  const [red, green, blue] = color.map((part) =>
    part / 255 <= 0.04045 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/**
 * The contrast ratio of WCAG.
 * @param {Rgb} a
 * @param {Rgb} b
 */
function contrast(a, b) {
  const [dark, light] = [luminance(a), luminance(b)].sort((one, other) => one - other);
  return (light + 0.05) / (dark + 0.05);
}

/**
 * @typedef {object} Shade
 * @property {string} fill
 * @property {string} text a color that is readable on the fill
 *
 * @typedef {object} Colors
 * @property {string} ink
 * @property {string} paper
 * @property {Shade[]} shades the palest first
 * @property {Shade} match
 * @property {Shade} noMatch
 */

/**
 * @param {CSSStyleDeclaration} style
 * @param {string} property a percentage
 * @returns {number | null} from 0 to 1; null if it is not set
 */
function readShare(style, property) {
  const share = Number.parseFloat(style.getPropertyValue(property));
  return Number.isNaN(share) ? null : share / 100;
}

/**
 * @param {CSSStyleDeclaration} style
 * @returns {number[]} the shares of ink of `--shade-0`, `--shade-1` and so on
 */
function readShares(style) {
  const shares = [];
  for (;;) {
    const share = readShare(style, `--shade-${shares.length}`);
    if (share === null) return shares;
    shares.push(share);
  }
}

/**
 * @param {Element} element its color is the ink, and its background color the paper
 * @returns {Colors}
 */
export function readColors(element) {
  const style = getComputedStyle(element);
  const [ink, paper] = [parseColor(style.color), parseColor(style.backgroundColor)];
  const mix = (/** @type {number} */ share) => {
    const part = (/** @type {0 | 1 | 2} */ index) =>
      Math.round(paper[index] + (ink[index] - paper[index]) * share);
    /** @type {Rgb} */
    const fill = [part(0), part(1), part(2)];
    const text = contrast(ink, fill) >= contrast(paper, fill) ? ink : paper;
    return { fill: `rgb(${fill.join()})`, text: `rgb(${text.join()})` };
  };
  return {
    ink: style.color,
    paper: style.backgroundColor,
    shades: readShares(style).map(mix),
    match: mix(1),
    noMatch: mix(readShare(style, "--shade-no-match") ?? 0),
  };
}
