// The part of the map that is visible: a position and a scale.

const ANIMATION_MS = 220;
/** The size of an average note at the largest scale. */
const MAX_NOTE_PX = 240;
/** The space between a cell that was revealed and the edge of the viewport. */
const REVEAL_MARGIN_PX = 24;
/** Rounding makes a scale that fits the map a little larger. */
const FIT_TOLERANCE = 0.999;

/**
 * @typedef {object} Position
 * @property {number} x of the left upper corner, in map units
 * @property {number} y
 * @property {number} unitsPerPixel
 */

/**
 * @typedef {object} View what is visible, for a viewport of any size
 * @property {number} x of the center, in map units
 * @property {number} y
 * @property {number} zoom relative to the scale at which the whole map is visible
 */

/** @typedef {import("./layout.js").Box} Box */

export class Viewport {
  /** @type {Position} */
  #position = { x: 0, y: 0, unitsPerPixel: 1 };
  /** @type {{from: Position, to: Position, start: number} | null} */
  #animation = null;
  #layout;
  #onChange;
  #prefersReducedMotion;
  /** `unitsPerPixel` at the largest scale, and when the whole map is visible. */
  #minUnits = 1;
  #maxUnits = 1;
  /** The size in pixels; 0 before the first `resize`. */
  width = 0;
  height = 0;

  /**
   * @param {{width: number, height: number, side: number}} layout of the map
   * @param {() => void} onChange is called when the map must be drawn again
   * @param {() => boolean} prefersReducedMotion
   */
  constructor(layout, onChange, prefersReducedMotion) {
    this.#layout = layout;
    this.#onChange = onChange;
    this.#prefersReducedMotion = prefersReducedMotion;
  }

  /** Pixels per map unit. */
  get scale() {
    return 1 / this.#position.unitsPerPixel;
  }

  get x() {
    return this.#position.x;
  }

  get y() {
    return this.#position.y;
  }

  /** @returns {View} */
  get view() {
    const { x, y } = this.toMap(this.width / 2, this.height / 2);
    return { x, y, zoom: this.#maxUnits / this.#position.unitsPerPixel };
  }

  /**
   * @param {View} view
   * @param {boolean} [animated]
   */
  show({ x, y, zoom }, animated = false) {
    const unitsPerPixel = this.#clampScale(this.#maxUnits / zoom);
    const [left, top] = [(this.width / 2) * unitsPerPixel, (this.height / 2) * unitsPerPixel];
    this.#moveTo({ x: x - left, y: y - top, unitsPerPixel }, animated);
  }

  /**
   * @param {Box} box of the map
   * @returns {View} the largest one in which the whole box is visible
   */
  viewOf({ x, y, width, height }) {
    const unitsPerPixel = this.#clampScale(Math.max(width / this.width, height / this.height));
    return { x: x + width / 2, y: y + height / 2, zoom: this.#maxUnits / unitsPerPixel };
  }

  /** Whether the whole map is visible. */
  get isFit() {
    return this.#position.unitsPerPixel >= this.#maxUnits * FIT_TOLERANCE;
  }

  /**
   * @param {number} width in pixels
   * @param {number} height
   */
  resize(width, height) {
    const wasFit = this.width === 0 || this.isFit;
    [this.width, this.height] = [width, height];
    this.#maxUnits = Math.max(this.#layout.width / width, this.#layout.height / height);
    this.#minUnits = Math.min(this.#maxUnits, this.#layout.side / MAX_NOTE_PX);
    this.#moveTo(wasFit ? { x: 0, y: 0, unitsPerPixel: this.#maxUnits } : this.#position);
    this.#onChange();
  }

  /** @param {number} unitsPerPixel */
  #clampScale(unitsPerPixel) {
    return Math.min(this.#maxUnits, Math.max(this.#minUnits, unitsPerPixel));
  }

  /**
   * @param {Position} position
   * @returns {Position} the nearest one without empty space; a map that is smaller than the
   *   viewport is centered
   */
  #clamp(position) {
    const unitsPerPixel = this.#clampScale(position.unitsPerPixel);
    const clampAxis = (/** @type {number} */ start, /** @type {number} */ max) =>
      max < 0 ? max / 2 : Math.min(Math.max(0, start), max);
    const { width, height } = this.#layout;
    return {
      x: clampAxis(position.x, width - this.width * unitsPerPixel),
      y: clampAxis(position.y, height - this.height * unitsPerPixel),
      unitsPerPixel,
    };
  }

  /**
   * @param {Position} to
   * @param {boolean} [animated]
   */
  #moveTo(to, animated = false) {
    const position = this.#clamp(to);
    if (animated && !this.#prefersReducedMotion()) {
      this.#animation = { from: this.#position, to: position, start: performance.now() };
    } else {
      const { x, y, unitsPerPixel } = this.#position;
      [this.#position, this.#animation] = [position, null];
      // Panning a map that is completely visible changes nothing.
      if (x === position.x && y === position.y && unitsPerPixel === position.unitsPerPixel) return;
    }
    this.#onChange();
  }

  /**
   * Advances the animation. Call it before each drawing.
   * @param {number} now in milliseconds
   */
  animate(now) {
    if (!this.#animation) return;
    const { from, to, start } = this.#animation;
    const progress = Math.min(1, Math.max(0, (now - start) / ANIMATION_MS));
    const eased = 1 - (1 - progress) ** 3;
    // Position and scale change at the same rate, so that the fixed point of a zoom does not move.
    const between = (/** @type {keyof Position} */ name) =>
      from[name] + (to[name] - from[name]) * eased;
    const unitsPerPixel = between("unitsPerPixel");
    this.#position = { x: between("x"), y: between("y"), unitsPerPixel };
    if (progress === 1) [this.#position, this.#animation] = [to, null];
    else this.#onChange();
  }

  /**
   * @param {number} left in pixels
   * @param {number} top
   * @returns {{x: number, y: number}} the point of the map that is visible there
   */
  toMap(left, top) {
    const { x, y, unitsPerPixel } = this.#position;
    return { x: x + left * unitsPerPixel, y: y + top * unitsPerPixel };
  }

  /**
   * @param {Box} box of the map
   * @returns {Box} where it is visible, in pixels
   */
  toPixels(box) {
    const { x, y, unitsPerPixel } = this.#position;
    return {
      x: (box.x - x) / unitsPerPixel,
      y: (box.y - y) / unitsPerPixel,
      width: box.width / unitsPerPixel,
      height: box.height / unitsPerPixel,
    };
  }

  /**
   * Zooms in or out around a point, which stays where it is.
   * @param {number} factor
   * @param {boolean} [animated]
   * @param {number} [left] in pixels
   * @param {number} [top]
   */
  zoom(factor, animated = false, left = this.width / 2, top = this.height / 2) {
    // From the end of an animation, so that two presses of a button zoom twice.
    const from = (animated && this.#animation?.to) || this.#position;
    const unitsPerPixel = this.#clampScale(from.unitsPerPixel / factor);
    const difference = from.unitsPerPixel - unitsPerPixel;
    const to = { x: from.x + left * difference, y: from.y + top * difference, unitsPerPixel };
    this.#moveTo(to, animated);
  }

  /** Shows the whole map. */
  fit() {
    this.#moveTo({ x: 0, y: 0, unitsPerPixel: this.#maxUnits }, true);
  }

  /**
   * @param {number} right how far the map moves, in pixels
   * @param {number} down
   */
  pan(right, down) {
    const { x, y, unitsPerPixel } = this.#position;
    this.#moveTo({ x: x - right * unitsPerPixel, y: y - down * unitsPerPixel, unitsPerPixel });
  }

  /** @param {Box} box pans until it is visible, with a margin */
  reveal(box) {
    const { x, y, unitsPerPixel } = this.#animation?.to ?? this.#position;
    const margin = REVEAL_MARGIN_PX * unitsPerPixel;
    /** @type {(start: number, size: number, boxStart: number, boxSize: number) => number} */
    const revealAxis = (start, size, boxStart, boxSize) =>
      Math.min(
        boxStart - margin,
        Math.max(start, boxStart + boxSize + margin - size * unitsPerPixel),
      );
    const to = {
      x: revealAxis(x, this.width, box.x, box.width),
      y: revealAxis(y, this.height, box.y, box.height),
      unitsPerPixel,
    };
    if (to.x !== x || to.y !== y) this.#moveTo(to, true);
  }

  /** @param {Box} box in pixels: whether a part of it is visible */
  isVisible({ x, y, width, height }) {
    return x < this.width && y < this.height && x + width > 0 && y + height > 0;
  }
}
