// The moments of a page in the order of the video. An uncertain one is at its best guess.

/** A seek may stop shortly before its target. */
const TOLERANCE_SECONDS = 0.5;

/**
 * @typedef {object} Moment
 * @property {HTMLAnchorElement} link
 * @property {number} seconds
 * @property {number | null} altSeconds the second to play instead if only that one lies within the
 *   video
 * @property {import("../ui/time.js").Span | null} span null if the moment is exact
 */

/**
 * @typedef {object} CitedSecond
 * @property {number} seconds
 * @property {import("../ui/time.js").Span | null} span null if one of the moments is exact
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
      const entry = cited.get(seconds) ?? { seconds, span: moment.span, moments: [] };
      if (!moment.span) entry.span = null;
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
   * The exact moment that has begun last. If the whole span of an uncertain one up to this time is
   * after that: the uncertain one, until its span ends, and then none.
   * @param {number} time seconds
   * @param {number | null} chosen the second that the reader chose to play: an uncertain moment
   *   there is current until its span ends or another moment begins
   * @returns {CitedSecond | null} the moments that are said at that time
   */
  currentAt(time, chosen) {
    const latest = time + TOLERANCE_SECONDS;
    const hasBegun = (/** @type {CitedSecond} */ { seconds }) => seconds <= latest;
    const exact = this.#cited.findLast((cited) => !cited.span && hasBegun(cited)) ?? null;
    const uncertain = this.#cited.filter(({ seconds, span }) => {
      if (!span || span[0] > latest || span[1] < time) return false;
      const start = seconds === chosen && seconds <= latest ? seconds : span[0];
      return !exact || exact.seconds < start;
    });
    const isOver = this.#cited.some(
      ({ span }) => span && exact && span[0] > exact.seconds && span[1] < time,
    );
    return uncertain.findLast(hasBegun) ?? uncertain[0] ?? (isOver ? null : exact);
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
