// Which part of the map is seen: how near, and where.

const GLIDES = 220;
/** How large a note may become, in pixels. */
const NEAREST = 240;

const still = matchMedia("(prefers-reduced-motion: reduce)");

/** @typedef {{x: number, y: number, far: number}} Place the left upper corner of what is seen, and the length of a pixel */

export class View {
  /** @type {Place} */
  #now = { x: 0, y: 0, far: 1 };
  /** @type {{from: Place, to: Place, start: number} | null} */
  #gliding = null;
  #town;
  #changed;
  #farthest = 1;
  #nearest = 1;

  /**
   * @param {import("./layout.js").Town} town
   * @param {() => void} changed is called where there is something to draw
   */
  constructor(town, changed) {
    this.#town = town;
    this.#changed = changed;
  }

  get scale() {
    return 1 / this.#now.far;
  }

  get x() {
    return this.#now.x;
  }

  get y() {
    return this.#now.y;
  }

  /** Whether all of the map is seen. */
  get isWhole() {
    return this.#now.far >= this.#farthest * 0.999;
  }

  /** @param {number} width in pixels @param {number} height */
  fit(width, height) {
    const wasWhole = !this.width || this.isWhole;
    [this.width, this.height] = [width, height];
    this.#farthest = Math.max(this.#town.width / width, this.#town.height / height);
    this.#nearest = Math.min(this.#farthest, this.#town.side / NEAREST);
    this.#go(wasWhole ? { x: 0, y: 0, far: this.#farthest } : this.#now);
    this.#changed();
  }

  /** @param {Place} to */
  #within({ x, y, far }) {
    far = Math.min(this.#farthest, Math.max(this.#nearest, far));
    // Where there is more room than map, the map stands in the middle.
    const into = (/** @type {number} */ at, /** @type {number} */ room) =>
      room < 0 ? room / 2 : Math.min(Math.max(0, at), room);
    const { width, height } = this.#town;
    return { x: into(x, width - this.width * far), y: into(y, height - this.height * far), far };
  }

  /** @param {Place} to @param {boolean} [gliding] */
  #go(to, gliding = false) {
    const place = this.#within(to);
    if (gliding && !still.matches)
      this.#gliding = { from: this.#now, to: place, start: performance.now() };
    else {
      const { x, y, far } = this.#now;
      [this.#now, this.#gliding] = [place, null];
      // Who drags what is whole already moves nothing.
      if (x === place.x && y === place.y && far === place.far) return;
    }
    this.#changed();
  }

  /** Goes on gliding; to be called before each drawing. @param {number} now in milliseconds */
  step(now) {
    if (!this.#gliding) return;
    const { from, to, start } = this.#gliding;
    const part = Math.min(1, Math.max(0, (now - start) / GLIDES));
    const eased = 1 - (1 - part) ** 3;
    // Corner and length of a pixel change alike, so that what stands still does so all the way.
    const between = (/** @type {"x" | "y" | "far"} */ side) =>
      from[side] + (to[side] - from[side]) * eased;
    this.#now = { x: between("x"), y: between("y"), far: between("far") };
    if (part === 1) [this.#now, this.#gliding] = [to, null];
    else this.#changed();
  }

  /** What is at a pixel. @param {number} left @param {number} top */
  at(left, top) {
    return { x: this.#now.x + left * this.#now.far, y: this.#now.y + top * this.#now.far };
  }

  /**
   * Comes nearer, or goes farther, while what is at a pixel stays there.
   * @param {number} factor
   * @param {boolean} [gliding]
   * @param {number} [left]
   * @param {number} [top]
   */
  zoom(factor, gliding = false, left = this.width / 2, top = this.height / 2) {
    // From where it glides to, so that two presses of a button are twice one.
    const from = gliding && this.#gliding ? this.#gliding.to : this.#now;
    const far = Math.min(this.#farthest, Math.max(this.#nearest, from.far / factor));
    this.#go(
      { x: from.x + left * (from.far - far), y: from.y + top * (from.far - far), far },
      gliding,
    );
  }

  whole() {
    this.#go({ x: 0, y: 0, far: this.#farthest }, true);
  }

  /** @param {number} right by how many pixels the map goes to the right @param {number} down */
  pan(right, down) {
    const { x, y, far } = this.#now;
    this.#go({ x: x - right * far, y: y - down * far, far });
  }

  /** Pans until a box is seen, with a margin. @param {import("./layout.js").Box} box */
  reveal(box) {
    const { x, y, far } = this.#gliding?.to ?? this.#now;
    const margin = 24 * far;
    /** @type {(at: number, seen: number, from: number, length: number) => number} */
    const into = (at, seen, from, length) =>
      Math.min(from - margin, Math.max(at, from + length + margin - seen * far));
    const to = {
      x: into(x, this.width, box.x, box.width),
      y: into(y, this.height, box.y, box.height),
      far,
    };
    if (to.x !== x || to.y !== y) this.#go(to, true);
  }

  /**
   * Where a box of the map is seen, in pixels.
   * @param {import("./layout.js").Box} box
   * @returns {import("./layout.js").Box}
   */
  seen(box) {
    const { x, y, far } = this.#now;
    return {
      x: (box.x - x) / far,
      y: (box.y - y) / far,
      width: box.width / far,
      height: box.height / far,
    };
  }

  /** Whether some of a box, in pixels, is in view. @param {import("./layout.js").Box} box */
  shows({ x, y, width, height }) {
    return x < this.width && y < this.height && x + width > 0 && y + height > 0;
  }
}
