// What a mouse, fingers, a wheel and keys do to the map.

/** A finger that moves less taps, in pixels. */
const TAP = 5;
/** A note that is smaller cannot be aimed at with a finger: a tap comes nearer first. */
const AIMED = 24;
/** A page that was scrolled so short a time ago is being scrolled still, in milliseconds. */
const SCROLLING = 300;
const STEP = 1.8;

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @typedef {object} Deeds
 * @property {(left: number, top: number) => void} hover at a pixel
 * @property {() => void} leave
 * @property {(cell: number) => void} open
 * @property {(right: number, down: number) => void} walk
 * @property {() => void} enter opens where the keyboard is
 */

/** @param {Element} town @param {{clientX: number, clientY: number}} event */
function placeIn(town, event) {
  const { left, top } = town.getBoundingClientRect();
  return [event.clientX - left - town.clientLeft, event.clientY - top - town.clientTop];
}

/**
 * Dragging pans, two fingers zoom, a click opens.
 * @param {HTMLElement} element the town
 * @param {import("./layout.js").Town} town
 * @param {import("./viewport.js").View} view
 * @param {Deeds} deeds
 */
export function listenToPointers(element, town, view, deeds) {
  /** @type {Map<number, number[]>} where each finger is that is down, and the mouse while its button is */
  const down = new Map();
  let start = [0, 0];
  let isDragging = false;
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    if (down.size === 0) [start, isDragging] = [placeIn(element, event), false];
    down.set(event.pointerId, placeIn(element, event));
  });
  element.addEventListener("pointermove", (event) => {
    const [left, top] = placeIn(element, event);
    const before = down.get(event.pointerId);
    if (!before)
      return event.pointerType === "touch" || event.buttons ? undefined : deeds.hover(left, top);
    if (!isDragging && down.size === 1 && Math.hypot(left - start[0], top - start[1]) < TAP) return;
    if (!isDragging) element.setPointerCapture(event.pointerId);
    isDragging = true;
    deeds.leave();
    const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
    down.set(event.pointerId, [left, top]);
    if (!other) return view.pan(left - before[0], top - before[1]);
    const apart = ([x, y]) => Math.max(1, Math.hypot(x - other[0], y - other[1]));
    view.zoom(apart([left, top]) / apart(before), false, other[0], other[1]);
  });
  for (const end of ["pointerup", "pointercancel"])
    element.addEventListener(end, (event) => down.delete(event.pointerId));
  element.addEventListener("pointerleave", () => down.size === 0 && deeds.leave());
  listenToClicks(element, town, view, deeds, () => isDragging);
}

/**
 * @param {HTMLElement} element @param {import("./layout.js").Town} town @param {import("./viewport.js").View} view
 * @param {Deeds} deeds @param {() => boolean} wasDragged
 */
function listenToClicks(element, town, view, deeds, wasDragged) {
  const cellAt = (/** @type {MouseEvent} */ event) => {
    const [left, top] = placeIn(element, event);
    const { x, y } = view.at(left, top);
    return { left, top, cell: town.at(x, y) };
  };
  element.addEventListener(
    "click",
    (event) => {
      // The end of a drag is a click, too. One by Enter has no pointer, and no drag before it.
      if (wasDragged() && event.detail > 0) return event.preventDefault();
      // A mouse has a link under it.
      if (!(event.target instanceof HTMLCanvasElement)) return;
      const { left, top, cell } = cellAt(event);
      if (cell < 0) return;
      const isSmall = town.side * view.scale < AIMED;
      if (event.pointerType === "touch" && isSmall) view.zoom(STEP ** 2, true, left, top);
      else deeds.open(cell);
    },
    { capture: true },
  );
  element.addEventListener("dblclick", (event) => {
    if (event.target instanceof HTMLCanvasElement && cellAt(event).cell < 0)
      view.zoom(STEP, true, ...placeIn(element, event));
  });
}

/**
 * The wheel zooms, but a page that is being scrolled goes on, and where all is seen turning it back scrolls.
 * @param {HTMLElement} element @param {import("./viewport.js").View} view @param {AbortSignal} signal
 */
export function listenToWheel(element, view, signal) {
  let scrolled = -Infinity;
  document.addEventListener(
    "wheel",
    (event) => {
      if (!element.contains(/** @type {Node} */ (event.target))) scrolled = event.timeStamp;
    },
    { passive: true, signal },
  );
  element.addEventListener(
    "wheel",
    (event) => {
      const isAsked = event.ctrlKey || event.metaKey;
      const isBack = event.deltaY > 0 && view.isWhole;
      if (!isAsked && (isBack || event.timeStamp - scrolled < SCROLLING)) {
        scrolled = event.timeStamp;
        return;
      }
      event.preventDefault();
      const turned = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 20 : 1);
      // Two fingers on a touchpad tell themselves as a wheel with Control, and in smaller steps.
      view.zoom(
        Math.exp(-turned * (event.ctrlKey ? 0.01 : 0.002)),
        false,
        ...placeIn(element, event),
      );
    },
    { passive: false },
  );
}

/** @param {HTMLElement} canvas @param {import("./viewport.js").View} view @param {Deeds} deeds */
export function listenToMapKeys(canvas, view, deeds) {
  const keys = {
    "+": () => view.zoom(STEP, true),
    "=": () => view.zoom(STEP, true),
    "-": () => view.zoom(1 / STEP, true),
    0: () => view.whole(),
    Enter: deeds.enter,
  };
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = Object.hasOwn(ARROWS, event.key) ? ARROWS[event.key] : null;
    if (arrow) deeds.walk(arrow[0], arrow[1]);
    else if (Object.hasOwn(keys, event.key)) keys[event.key]();
    else return;
    event.preventDefault();
  });
}

/** @param {Element} buttons @param {import("./viewport.js").View} view */
export function listenToZoomButtons(buttons, view) {
  const deeds = {
    "zoom-in": () => view.zoom(STEP, true),
    "zoom-out": () => view.zoom(1 / STEP, true),
    "zoom-fit": () => view.whole(),
  };
  for (const [name, deed] of Object.entries(deeds))
    buttons.querySelector(`.${name}`).addEventListener("click", deed);
}
