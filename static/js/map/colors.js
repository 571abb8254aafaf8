// The colors of the map, in the theme of the page: hues, and mixtures of its ink and paper.

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

/** The number of hues: more are hard to tell apart. */
export const HUE_COUNT = 12;
/** The lightness and the chroma of all hues in OKLCH, on light and on dark paper. */
const ON_LIGHT_PAPER = "86% 0.075";
const ON_DARK_PAPER = "40% 0.065";

/**
 * @typedef {object} Shade
 * @property {string} fill
 * @property {string} text a color that is readable on the fill
 *
 * @typedef {object} Colors
 * @property {string} ink
 * @property {string} paper
 * @property {Shade[]} hues
 * @property {Shade} read
 * @property {Shade} unread
 * @property {Shade} match
 * @property {Shade} noMatch
 */

/**
 * @param {Element} element its color is the ink, its background color the paper; the shares of ink
 *   in shades are its properties `--read`, `--unread` and `--no-match`
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
  const shade = (/** @type {string} */ property) =>
    mix(Number.parseFloat(style.getPropertyValue(property)) / 100);
  const tone = luminance(paper) > luminance(ink) ? ON_LIGHT_PAPER : ON_DARK_PAPER;
  const hues = Array.from({ length: HUE_COUNT }, (_, index) => {
    const degrees = (360 / HUE_COUNT) * index;
    return { fill: `oklch(${tone} ${degrees})`, text: style.color };
  });
  return {
    ink: style.color,
    paper: style.backgroundColor,
    hues,
    read: shade("--read"),
    unread: shade("--unread"),
    match: mix(1),
    noMatch: shade("--no-match"),
  };
}
