// What the colors of the cells tell: their channel, whether the reader has read them, or whether
// they match the search.

import { HUE_COUNT } from "./colors.js";

/** @typedef {"channel" | "read"} ColorMode what the reader chooses; a search replaces it */
/** @typedef {import("./layout.js").Box} Box */

/** Neighbors whose hues are farther apart are easy to tell apart. */
const ENOUGH_HUE_STEPS = 3;

/**
 * @param {Box} a
 * @param {Box} b
 * @param {number} gap the largest one between neighbors
 */
function areNeighbors(a, b, gap) {
  const isNear = (
    /** @type {number} */ start,
    /** @type {number} */ size,
    /** @type {number} */ otherStart,
    /** @type {number} */ otherSize,
  ) => start <= otherStart + otherSize + gap && otherStart <= start + size + gap;
  return isNear(a.x, a.width, b.x, b.width) && isNear(a.y, a.height, b.y, b.height);
}

/**
 * @param {Box[]} boxes
 * @param {number} gap the largest one between neighbors
 * @returns {number[]} for each box a hue from 0 to before `HUE_COUNT`: one that differs from those
 *   of its neighbors, and of these one that is rare so far
 */
export function assignHues(boxes, gap) {
  /** @type {number[]} */
  const hues = [];
  const uses = new Array(HUE_COUNT).fill(0);
  for (const box of boxes) {
    const neighbors = hues.filter((_, index) => areNeighbors(box, boxes[index], gap));
    const score = (/** @type {number} */ hue) => {
      const steps = neighbors.map((other) => {
        const distance = Math.abs(hue - other);
        return Math.min(distance, HUE_COUNT - distance);
      });
      return Math.min(ENOUGH_HUE_STEPS, ...steps) - uses[hue] / (boxes.length + 1);
    };
    const hue = uses.reduce((best, _, next) => (score(next) > score(best) ? next : best), 0);
    hues.push(hue);
    uses[hue]++;
  }
  return hues;
}

/**
 * @param {import("./layout.js").Channel[]} channels
 * @param {Iterable<string>} paths of notes
 * @param {string} basePath of the site
 * @returns {import("./layout.js").Channel[]} those that may contain one of the notes: a note at the
 *   top of the content folder may be in any channel
 */
export function channelsOfNotes(channels, paths, basePath) {
  const folders = new Set();
  for (const path of paths) {
    if (!path.startsWith(basePath)) continue;
    const end = path.indexOf("/", basePath.length);
    if (end < 0) return channels;
    folders.add(path.slice(0, end));
  }
  return channels.filter(({ url }) => folders.has(url));
}

export class Coloring {
  /** @type {ColorMode} */
  mode = "channel";
  /** 1 for each cell that matches the search; null without a search. @type {Uint8Array | null} */
  matches = null;
  /** 1 for each cell whose note is known to be read. */
  read;
  #hues;

  /** @param {import("./layout.js").TreemapLayout} layout */
  constructor({ channels, channelGutter, count }) {
    this.read = new Uint8Array(count);
    this.#hues = new Uint8Array(count);
    // Between neighbors are the gutter above a channel and the narrower ones beside others.
    const hues = assignHues(
      channels.map(({ box }) => box),
      2 * channelGutter,
    );
    for (const { index, first, end } of channels) this.#hues.fill(hues[index], first, end);
  }

  /** @returns {ColorMode | "search"} what the colors tell now */
  get subject() {
    return this.matches ? "search" : this.mode;
  }

  /**
   * @param {import("./colors.js").Colors} colors
   * @returns {{shades: import("./colors.js").Shade[], shadeOf: Uint8Array}} all shades, and the
   *   number of each cell's
   */
  shadesIn({ hues, read, unread, match, noMatch }) {
    if (this.matches) return { shades: [noMatch, match], shadeOf: this.matches };
    if (this.mode === "read") return { shades: [unread, read], shadeOf: this.read };
    return { shades: hues, shadeOf: this.#hues };
  }
}
