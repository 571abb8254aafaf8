// The moments of the page in the order of the video.

const MOMENT = "a.moment[data-seconds]";
const HEADING = ":is(h2, h3)[id]";

/** A seek lands on a picture near the second asked for, maybe before it. */
const EARLY = 0.5;

/**
 * @typedef {object} Place
 * @property {number} seconds
 * @property {HTMLAnchorElement[]} moments all that cite this second, in the order of the text
 */

export class Places {
  /** @type {Place[]} in the order of their seconds */
  #places;
  /** @type {Map<Element, string>} the id of the heading that each moment stands under */
  #headings = new Map();

  /**
   * @param {Element} text
   * @param {number} end of the video, in seconds: what lies behind it and has another reading means that one
   */
  constructor(text, end) {
    /** @type {Map<number, Place>} */
    const places = new Map();
    let heading = "";
    for (const one of text.querySelectorAll(`${MOMENT}, ${HEADING}`)) {
      if (one.matches(HEADING)) {
        heading = one.id;
        continue;
      }
      const { seconds: asked, altSeconds: other = asked } = one.dataset;
      const seconds = Number(Number(asked) < end ? asked : other);
      const place = places.get(seconds) ?? { seconds, moments: [] };
      place.moments.push(one);
      places.set(seconds, place);
      this.#headings.set(one, heading);
    }
    this.#places = [...places.values()].sort((a, b) => a.seconds - b.seconds);
  }

  /**
   * @param {number} time seconds
   * @returns {Place | null} what is cited at that time: the last moment that has begun
   */
  at(time) {
    return this.#places.findLast(({ seconds }) => seconds <= time + EARLY) ?? null;
  }

  /**
   * @param {number} time seconds
   * @returns {Place | null} the next one
   */
  after(time) {
    return this.#places.find(({ seconds }) => seconds > time + EARLY) ?? null;
  }

  /**
   * @param {number} time seconds
   * @returns {Place | null} the one before that which is cited now
   */
  before(time) {
    const now = this.at(time);
    return this.#places.findLast(({ seconds }) => now && seconds < now.seconds) ?? null;
  }

  /**
   * @param {Element} moment
   * @returns {string} the id of the heading that it stands under; empty before the first
   */
  headingOf(moment) {
    return this.#headings.get(moment) ?? "";
  }
}
