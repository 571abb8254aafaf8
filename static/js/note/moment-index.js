// The moments of a page in the order of the video.

/** A seek may stop shortly before its target. */
const TOLERANCE_SECONDS = 0.5;

/**
 * @typedef {object} Moment
 * @property {HTMLAnchorElement} link
 * @property {number} seconds
 * @property {number | null} altSeconds the second to play instead if only that one lies within the
 *   video
 * @property {string} heading the id of the heading above it; empty if there is none
 */

/**
 * @typedef {object} CitedSecond
 * @property {number} seconds
 * @property {Moment[]} moments all that cite this second, in the order of the text; at least one
 */

export class MomentIndex {
  /** @type {CitedSecond[]} in ascending order */
  #cited;

  /**
   * @param {Moment[]} moments in the order of the text
   * @param {number} end of the video in seconds: a later moment is read as its alternative
   */
  constructor(moments, end) {
    /** @type {Map<number, CitedSecond>} */
    const cited = new Map();
    for (const moment of moments) {
      const seconds = moment.seconds < end ? moment.seconds : (moment.altSeconds ?? moment.seconds);
      const entry = cited.get(seconds) ?? { seconds, moments: [] };
      entry.moments.push(moment);
      cited.set(seconds, entry);
    }
    this.#cited = [...cited.values()].sort((a, b) => a.seconds - b.seconds);
  }

  /**
   * @param {number} time seconds
   * @returns {CitedSecond | null} the last one that has begun
   */
  at(time) {
    return this.#cited.findLast(({ seconds }) => seconds <= time + TOLERANCE_SECONDS) ?? null;
  }

  /**
   * @param {number} time seconds
   * @returns {CitedSecond | null} the next one
   */
  after(time) {
    return this.#cited.find(({ seconds }) => seconds > time + TOLERANCE_SECONDS) ?? null;
  }

  /**
   * @param {number} time seconds
   * @returns {CitedSecond | null} the one before the current one
   */
  before(time) {
    const current = this.at(time);
    return this.#cited.findLast(({ seconds }) => current && seconds < current.seconds) ?? null;
  }
}
