// The page `/map`: a treemap of all notes on a canvas, which can be zoomed and panned.

import { readNotes } from "../history/storage.js";
import { BASE_PATH } from "../ui/base-url.js";
import { createElement, createLink, find, findAll } from "../ui/dom.js";
import { Coloring, channelsOfNotes } from "./coloring.js";
import { readColors } from "./colors.js";
import { listenToMapKeys, listenToPointers, listenToWheel, listenToZoomButtons } from "./input.js";
import { TreemapLayout } from "./layout.js";
import { drawMap, showsVideoTitles } from "./render.js";
import { initMapSearch } from "./search.js";
import { formatView, parseView, setUrlParameters } from "./url.js";
import { Viewport } from "./viewport.js";

const MESSAGES = {
  label:
    "Map of all notes. Use the arrow keys to move between notes, Enter to open one, " +
    "plus and minus to zoom, 0 to show all.",
  hint: "Drag to move, scroll to zoom. Click a note to open it.",
  touchHint: "Tap to zoom in, then tap a note to open it.",
};

const HINT = matchMedia("(pointer: coarse)").matches ? MESSAGES.touchHint : MESSAGES.hint;

/** The URL changes after the map has not moved for so long. */
const URL_DELAY_MS = 200;

const REDUCED_MOTION = matchMedia("(prefers-reduced-motion: reduce)");

/** @typedef {import("./viewport.js").View} View */

/**
 * @param {View} view
 * @returns {View} the same on the transposed map
 */
function transposeView({ x, y, zoom }) {
  return { x: y, y: x, zoom };
}

/** @param {HTMLCanvasElement} canvas */
function contextOf(canvas) {
  const context = canvas.getContext("2d", { alpha: false });
  if (!context) throw new TypeError("the browser cannot draw on a canvas");
  return context;
}

class MapPage {
  #signal;
  #main = find(document, "main.map", HTMLElement);
  #element = find(this.#main, ".map-canvas", HTMLElement);
  #status = find(this.#main, ".map-status", HTMLElement);
  #canvas = document.createElement("canvas");
  #context = contextOf(this.#canvas);
  /** Announces the cell with the keyboard focus to screen readers. */
  #announcer = createElement("p", "visually-hidden");
  /** The link over the cell that is hovered. */
  #link = document.createElement("a");
  /** The cell below the mouse, or -1. */
  #hovered = -1;
  #frameRequest = 0;
  #urlTimer = 0;
  /** The paths of the notes that the reader has read. */
  #readPaths = new Set(readNotes().map(({ path }) => path));
  #layout;
  #viewport;
  /** @type {import("./render.js").Scene} */
  #scene;

  /**
   * @param {import("./layout.js").MapData} data
   * @param {AbortSignal} signal removes the listeners
   */
  constructor(data, signal) {
    this.#signal = signal;
    this.#canvas.tabIndex = 0;
    this.#canvas.setAttribute("role", "application");
    this.#canvas.setAttribute("aria-label", MESSAGES.label);
    this.#announcer.setAttribute("role", "status");
    find(this.#element, "svg", SVGSVGElement).replaceWith(this.#canvas);
    this.#element.append(this.#announcer);
    this.#status.textContent = HINT;
    this.#layout = new TreemapLayout(data);
    this.#viewport = new Viewport(
      this.#layout,
      () => this.#onMove(),
      () => REDUCED_MOTION.matches,
    );
    this.#scene = {
      layout: this.#layout,
      viewport: this.#viewport,
      colors: readColors(this.#canvas),
      coloring: new Coloring(this.#layout),
      cursor: -1,
      fontFamily: getComputedStyle(this.#status).fontFamily,
    };
    this.#listenToInput();
    this.#listenToStyle();
    this.#listenToColorMode();
    const results = find(this.#main, ".map-results", HTMLElement);
    const form = find(this.#main, "form", HTMLFormElement);
    initMapSearch(form, results, (cells) => this.#highlight(cells), signal);
  }

  #listenToInput() {
    /** @type {import("./input.js").MapActions} */
    const actions = {
      hover: (left, top) => {
        const { x, y } = this.#viewport.toMap(left, top);
        this.#hover(this.#layout.cellAt(x, y));
      },
      leave: () => this.#hover(-1),
      open: (cell) => this.#open(cell),
      moveCursor: (right, down) => this.#moveCursor(right, down),
      openCursor: () => {
        if (this.#scene.cursor >= 0) this.#open(this.#scene.cursor);
      },
    };
    listenToPointers(this.#element, this.#layout, this.#viewport, actions);
    listenToWheel(this.#element, this.#viewport, this.#signal);
    listenToMapKeys(this.#canvas, this.#viewport, actions);
    listenToZoomButtons(find(this.#main, ".map-zoom", HTMLElement), this.#viewport);
  }

  /** Draws again when the size or the colors change. */
  #listenToStyle() {
    const updateColors = () => {
      this.#scene.colors = readColors(this.#canvas);
      this.#redraw();
    };
    const sizeObserver = new ResizeObserver(() => this.#resize());
    const themeObserver = new MutationObserver(updateColors);
    sizeObserver.observe(this.#element);
    themeObserver.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"])
      matchMedia(query).addEventListener("change", updateColors, { signal: this.#signal });
    this.#signal.addEventListener("abort", () => {
      sizeObserver.disconnect();
      themeObserver.disconnect();
      cancelAnimationFrame(this.#frameRequest);
      clearTimeout(this.#urlTimer);
    });
    // A click may lead to another page.
    const signal = this.#signal;
    document.addEventListener("click", () => this.#saveInUrl(), { capture: true, signal });
  }

  /** Shows what the radio buttons choose, which the URL chooses at first. */
  #listenToColorMode() {
    const fieldset = find(this.#main, ".map-colors", HTMLFieldSetElement);
    const buttons = findAll(fieldset, "input", HTMLInputElement);
    const update = () => {
      const isRead = buttons.some(({ value, checked }) => value === "read" && checked);
      this.#scene.coloring.mode = isRead ? "read" : "channel";
      this.#showColors();
      if (!isRead) return;
      const channels = channelsOfNotes(this.#layout.channels, this.#readPaths, BASE_PATH);
      for (const channel of channels) this.#load(channel);
    };
    const chosen = new URLSearchParams(location.search).get("color");
    for (const button of buttons) if (button.value === chosen) button.checked = true;
    fieldset.addEventListener("change", () => {
      update();
      this.#saveInUrl();
    });
    update();
  }

  /** Draws the cells in their colors, and says what these mean. */
  #showColors() {
    const { subject } = this.#scene.coloring;
    for (const legend of findAll(this.#main, ".map-legend", HTMLElement))
      legend.hidden = legend.dataset.colors !== subject;
    this.#redraw();
  }

  /** @returns {View | null} as in the URL: of the map that is not transposed; null for all of it */
  get #view() {
    if (this.#viewport.width === 0) return parseView(new URLSearchParams(location.search));
    if (this.#viewport.isFit) return null;
    const { view } = this.#viewport;
    return this.#layout.isTransposed ? transposeView(view) : view;
  }

  #saveInUrl() {
    const { mode } = this.#scene.coloring;
    setUrlParameters({ ...formatView(this.#view), color: mode === "channel" ? "" : mode });
  }

  #resize() {
    const view = this.#view;
    const { clientWidth, clientHeight } = this.#element;
    if (clientHeight > clientWidth !== this.#layout.isTransposed) this.#layout.transpose();
    this.#canvas.width = Math.round(clientWidth * devicePixelRatio);
    this.#canvas.height = Math.round(clientHeight * devicePixelRatio);
    this.#viewport.resize(clientWidth, clientHeight);
    if (view) this.#viewport.show(this.#layout.isTransposed ? transposeView(view) : view);
  }

  #onMove() {
    clearTimeout(this.#urlTimer);
    this.#urlTimer = setTimeout(() => this.#saveInUrl(), URL_DELAY_MS);
    // While the whole map is visible, one finger scrolls the page.
    this.#canvas.classList.toggle("is-zoomed", !this.#viewport.isFit);
    this.#hover(-1);
    this.#redraw();
  }

  #redraw() {
    this.#frameRequest ||= requestAnimationFrame((now) => {
      this.#frameRequest = 0;
      this.#viewport.animate(now);
      const channels = drawMap(this.#context, this.#scene, devicePixelRatio);
      if (showsVideoTitles(this.#scene)) for (const channel of channels) this.#load(channel);
    });
  }

  /**
   * Loads the titles of a channel, and draws them.
   * @param {import("./layout.js").Channel} channel
   * @returns {Promise<boolean>} whether they are loaded
   */
  async #load(channel) {
    if (this.#layout.videoTitles[channel.index]) return true;
    const isLoaded = await this.#layout.loadChannel(channel).then(
      () => true,
      () => false,
    );
    if (!isLoaded) return false;
    this.#markRead(channel);
    if (!this.#signal.aborted) this.#redraw();
    return true;
  }

  /** @param {import("./layout.js").Channel} channel its titles are loaded */
  #markRead({ first, end }) {
    const { notes } = this.#layout;
    for (let cell = first; cell < end; cell++)
      this.#scene.coloring.read[cell] = Number(this.#readPaths.has(notes[cell]?.url));
  }

  /** @param {number[] | null} cells that match the search; null without a search */
  #highlight(cells) {
    const matches = cells && new Uint8Array(this.#layout.count);
    for (const cell of cells ?? []) if (matches) matches[cell] = 1;
    this.#scene.coloring.matches = matches;
    this.#showColors();
  }

  /**
   * Puts a link over the cell that is hovered, so that the note can be opened in all ways that a
   * link can.
   * @param {number} cell or -1
   */
  async #hover(cell) {
    if (cell === this.#hovered) return;
    this.#hovered = cell;
    // The pointer never leaves a link that is removed, and its preview card would stay.
    this.#link.dispatchEvent(new PointerEvent("pointerout", { bubbles: true }));
    this.#link.remove();
    this.#showStatus(cell >= 0 ? cell : this.#scene.cursor);
    if (cell < 0 || !(await this.#load(this.#layout.channelOf(cell)))) return;
    if (this.#hovered !== cell) return;
    this.#showStatus(cell);
    this.#link = this.#createLink(cell);
    this.#element.append(this.#link);
  }

  /** @param {number} cell its title is loaded */
  #createLink(cell) {
    const { x, y, width, height } = this.#viewport.toPixels(this.#layout.boxOf(cell));
    const { title, url } = this.#layout.notes[cell];
    const link = createLink(url, "");
    [link.className, link.tabIndex, link.draggable] = ["map-cell", -1, false];
    link.setAttribute("aria-label", title);
    [link.style.left, link.style.top] = [`${x}px`, `${y}px`];
    [link.style.width, link.style.height] = [`${width}px`, `${height}px`];
    return link;
  }

  /** @param {number} cell */
  #labelOf(cell) {
    const note = this.#layout.notes[cell];
    const { name } = this.#layout.channelOf(cell);
    const video = note?.videoTitle && `“${note.videoTitle}”`;
    return [note?.title, name, video].filter(Boolean).join(" · ");
  }

  /** @param {number} cell or -1 */
  #showStatus(cell) {
    this.#status.textContent = cell < 0 ? HINT : this.#labelOf(cell);
  }

  /**
   * @param {number} right 1, -1 or 0
   * @param {number} down 1, -1 or 0
   */
  async #moveCursor(right, down) {
    const [scene, layout, viewport] = [this.#scene, this.#layout, this.#viewport];
    const center = viewport.toMap(viewport.width / 2, viewport.height / 2);
    const cell =
      scene.cursor >= 0
        ? layout.neighborOf(scene.cursor, right, down)
        : Math.max(0, layout.cellAt(center.x, center.y));
    scene.cursor = cell;
    viewport.reveal(layout.boxOf(cell));
    this.#redraw();
    await this.#load(layout.channelOf(cell));
    // The cursor may have moved on.
    if (scene.cursor !== cell) return;
    this.#showStatus(cell);
    this.#announcer.textContent = this.#labelOf(cell);
  }

  /** @param {number} cell */
  async #open(cell) {
    const isLoaded = await this.#load(this.#layout.channelOf(cell));
    // The reader may have left the page.
    if (!isLoaded || this.#signal.aborted) return;
    const link = this.#createLink(cell);
    // The router follows links of the document.
    this.#element.append(link);
    link.click();
    link.remove();
  }
}

/** @param {AbortSignal} signal removes the listeners beyond the page's own elements */
export async function initMap(signal) {
  if (!document.querySelector("main.map .map-canvas")) return;
  const request = fetch(`${BASE_PATH}api/map`, { signal }).then((response) =>
    response.ok ? response.json() : null,
  );
  const data = await request.catch(() => null);
  // Without the data, the SVG of the HTML stays.
  if (data && !signal.aborted) new MapPage(data, signal);
}
