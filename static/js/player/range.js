// A range of a video: it plays to its end and then pauses, or it is repeated.

/** A seek may stop shortly before its target. */
const START_TOLERANCE_SECONDS = 1;
/**
 * The player reports the position at least once a second, and may play at twice the speed. If the
 * position is farther beyond the end, the reader has moved it.
 */
const END_TOLERANCE_SECONDS = 3;

export class Range {
  #start;
  #end;
  #isRepeated;
  /** Whether the video is in the range: after a seek, its position may still be the old one. */
  #hasBegun = false;

  /**
   * @param {number} start seconds
   * @param {number} end seconds, after the start
   * @param {boolean} isRepeated
   */
  constructor(start, end, isRepeated) {
    this.#start = start;
    this.#end = end;
    this.#isRepeated = isRepeated;
  }

  get start() {
    return this.#start;
  }

  get end() {
    return this.#end;
  }

  /**
   * @param {number} time the position of the video in seconds
   * @returns {"play" | "pause" | "repeat" | "leave"} what happens there: play on; pause, and the
   *   range is over; play from the start; or the reader has left the range, and it is over
   */
  actionAt(time) {
    const isAfterStart = time >= this.#start - START_TOLERANCE_SECONDS;
    if (!this.#hasBegun) {
      this.#hasBegun = isAfterStart && time < this.#end;
      return "play";
    }
    if (!isAfterStart || time > this.#end + END_TOLERANCE_SECONDS) return "leave";
    if (time < this.#end) return "play";
    this.#hasBegun = !this.#isRepeated;
    return this.#isRepeated ? "repeat" : "pause";
  }
}
