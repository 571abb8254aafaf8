// Pointers, wheel, keys and buttons of the map.

import { find } from "../ui/dom.js";
import { showsNoteTitles, withGutter } from "./render.js";

/** A pointer that moves less does not drag. */
const DRAG_THRESHOLD_PX = 5;
/** A tap zooms in until a channel fills the map, and then until notes have this size. */
const READABLE_NOTE_PX = 120;
/** A channel that can grow by less fills the map. */
const MIN_GROWTH = 1.25;
/** After the page was scrolled, the wheel keeps scrolling it for so long. */
const SCROLL_TIMEOUT_MS = 300;
const ZOOM_FACTOR = 1.8;
/**
 * The change of the scale per pixel of the wheel. A pinch on a touchpad is a wheel with Control, in
 * smaller steps.
 */
const WHEEL_ZOOM_RATE = 0.002;
const PINCH_ZOOM_RATE = 0.01;
const PIXELS_PER_WHEEL_LINE = 20;

/**
 * @typedef {object} MapActions
 * @property {(left: number, top: number) => void} hover at a point, in pixels
 * @property {() => void} leave
 * @property {(cell: number) => void} open
 * @property {(right: number, down: number) => void} moveCursor to the next cell in a direction
 * @property {() => void} openCursor
 */

/**
 * @param {Element} element
 * @param {{clientX: number, clientY: number}} event
 * @returns {[number, number]} the position of an event within an element, in pixels
 */
function positionIn(element, event) {
  const { left, top } = element.getBoundingClientRect();
  return [event.clientX - left - element.clientLeft, event.clientY - top - element.clientTop];
}

/**
 * Dragging pans, two fingers zoom, a click opens a note.
 * @param {HTMLElement} element
 * @param {import("./layout.js").TreemapLayout} layout
 * @param {import("./viewport.js").Viewport} viewport
 * @param {MapActions} actions
 */
export function listenToPointers(element, layout, viewport, actions) {
  /**
   * @type {Map<number, [number, number]>} the positions of the fingers, and of a mouse while its
   *   button is pressed
   */
  const pressed = new Map();
  /** @type {[number, number]} */
  let start = [0, 0];
  let isDragging = false;
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    if (pressed.size === 0) [start, isDragging] = [positionIn(element, event), false];
    pressed.set(event.pointerId, positionIn(element, event));
  });
  element.addEventListener("pointermove", (event) => {
    const position = positionIn(element, event);
    const [left, top] = position;
    const before = pressed.get(event.pointerId);
    if (!before) {
      if (event.pointerType !== "touch" && !event.buttons) actions.hover(left, top);
      return;
    }
    const isNear = Math.hypot(left - start[0], top - start[1]) < DRAG_THRESHOLD_PX;
    if (!isDragging && pressed.size === 1 && isNear) return;
    if (!isDragging) element.setPointerCapture(event.pointerId);
    isDragging = true;
    actions.leave();
    const other = [...pressed].find(([id]) => id !== event.pointerId)?.[1];
    pressed.set(event.pointerId, position);
    if (!other) {
      viewport.pan(left - before[0], top - before[1]);
      return;
    }
    const distance = (/** @type {[number, number]} */ [x, y]) =>
      Math.max(1, Math.hypot(x - other[0], y - other[1]));
    viewport.zoom(distance(position) / distance(before), false, ...other);
  });
  const release = (/** @type {PointerEvent} */ event) => pressed.delete(event.pointerId);
  element.addEventListener("pointerup", release);
  element.addEventListener("pointercancel", release);
  element.addEventListener("pointerleave", () => {
    if (pressed.size === 0) actions.leave();
  });
  listenToClicks(element, layout, viewport, actions, () => isDragging);
}

/**
 * Zooms in at a point, where titles are not readable yet: the first time until the channel fills
 * the map, the second time until titles are readable.
 * @param {import("./layout.js").TreemapLayout} layout
 * @param {import("./viewport.js").Viewport} viewport
 * @param {number} left in pixels
 * @param {number} top
 */
export function zoomToTitles(layout, viewport, left, top) {
  const { x, y } = viewport.toMap(left, top);
  const channel = layout.channelAt(x, y);
  const view = channel && viewport.viewOf(withGutter(channel.box, layout));
  if (view && view.zoom > viewport.view.zoom * MIN_GROWTH) viewport.show(view, true);
  else viewport.zoom(READABLE_NOTE_PX / (layout.side * viewport.scale), true, left, top);
}

/**
 * @param {HTMLElement} element
 * @param {import("./layout.js").TreemapLayout} layout
 * @param {import("./viewport.js").Viewport} viewport
 * @param {MapActions} actions
 * @param {() => boolean} wasDragged
 */
function listenToClicks(element, layout, viewport, actions, wasDragged) {
  const cellAt = (/** @type {number} */ left, /** @type {number} */ top) => {
    const { x, y } = viewport.toMap(left, top);
    return layout.cellAt(x, y);
  };
  const onClick = (/** @type {PointerEvent} */ event) => {
    // A drag ends with a click. A click by Enter has no pointer.
    if (wasDragged() && event.detail > 0) {
      event.preventDefault();
      return;
    }
    // Below a mouse there is a link.
    if (!(event.target instanceof HTMLCanvasElement)) return;
    const [left, top] = positionIn(element, event);
    if (event.pointerType === "touch" && !showsNoteTitles({ layout, viewport })) {
      zoomToTitles(layout, viewport, left, top);
      return;
    }
    const cell = cellAt(left, top);
    if (cell >= 0) actions.open(cell);
  };
  element.addEventListener("click", onClick, { capture: true });
  element.addEventListener("dblclick", (event) => {
    const [left, top] = positionIn(element, event);
    if (event.target instanceof HTMLCanvasElement && cellAt(left, top) < 0)
      viewport.zoom(ZOOM_FACTOR, true, left, top);
  });
}

/**
 * The wheel zooms. While the page is being scrolled, and when zooming out of the whole map, it
 * scrolls.
 * @param {HTMLElement} element
 * @param {import("./viewport.js").Viewport} viewport
 * @param {AbortSignal} signal removes the listeners
 */
export function listenToWheel(element, viewport, signal) {
  let scrolledAt = -Infinity;
  const onPageWheel = (/** @type {WheelEvent} */ event) => {
    if (!(event.target instanceof Node && element.contains(event.target)))
      scrolledAt = event.timeStamp;
  };
  document.addEventListener("wheel", onPageWheel, { passive: true, signal });
  const onMapWheel = (/** @type {WheelEvent} */ event) => {
    const hasModifier = event.ctrlKey || event.metaKey;
    const isBeyondFit = event.deltaY > 0 && viewport.isFit;
    const isScrolling = event.timeStamp - scrolledAt < SCROLL_TIMEOUT_MS;
    if (!hasModifier && (isBeyondFit || isScrolling)) {
      scrolledAt = event.timeStamp;
      return;
    }
    event.preventDefault();
    const isInLines = event.deltaMode === WheelEvent.DOM_DELTA_LINE;
    const pixels = event.deltaY * (isInLines ? PIXELS_PER_WHEEL_LINE : 1);
    const rate = event.ctrlKey ? PINCH_ZOOM_RATE : WHEEL_ZOOM_RATE;
    viewport.zoom(Math.exp(-pixels * rate), false, ...positionIn(element, event));
  };
  element.addEventListener("wheel", onMapWheel, { passive: false });
}

/**
 * @param {HTMLElement} canvas
 * @param {import("./viewport.js").Viewport} viewport
 * @param {MapActions} actions
 */
export function listenToMapKeys(canvas, viewport, actions) {
  const zoomIn = () => viewport.zoom(ZOOM_FACTOR, true);
  const keys = new Map([
    ["+", zoomIn],
    ["=", zoomIn],
    ["-", () => viewport.zoom(1 / ZOOM_FACTOR, true)],
    ["0", () => viewport.fit()],
    ["Enter", () => actions.openCursor()],
    ["ArrowLeft", () => actions.moveCursor(-1, 0)],
    ["ArrowRight", () => actions.moveCursor(1, 0)],
    ["ArrowUp", () => actions.moveCursor(0, -1)],
    ["ArrowDown", () => actions.moveCursor(0, 1)],
  ]);
  canvas.addEventListener("keydown", (event) => {
    const run = keys.get(event.key);
    if (!run || event.ctrlKey || event.metaKey || event.altKey) return;
    run();
    event.preventDefault();
  });
}

/**
 * @param {Element} buttons
 * @param {import("./viewport.js").Viewport} viewport
 */
export function listenToZoomButtons(buttons, viewport) {
  const onClick = (/** @type {string} */ selector, /** @type {() => void} */ listener) =>
    find(buttons, selector, HTMLButtonElement).addEventListener("click", listener);
  onClick(".zoom-in", () => viewport.zoom(ZOOM_FACTOR, true));
  onClick(".zoom-out", () => viewport.zoom(1 / ZOOM_FACTOR, true));
  onClick(".zoom-fit", () => viewport.fit());
}
