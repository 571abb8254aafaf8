// The page `/map`: the whole archive as a town that is zoomed and panned. Channels are its quarters, notes its houses.

import { BASE } from "../ui/base-url.js";
import { coloursOf } from "./colors.js";
import { draw, namesVideos } from "./render.js";
import { listenToMapKeys, listenToPointers, listenToWheel, listenToZoomButtons } from "./input.js";
import { markFound } from "./search.js";
import { Town } from "./layout.js";
import { View } from "./viewport.js";

const HINT = matchMedia("(pointer: coarse)").matches
  ? "Tap to come nearer, and then a note to open it. Two fingers zoom."
  : "Click a note to open it. Drag and turn the wheel, or use the arrow keys and + and −.";

const LABEL =
  "Map of all notes. Arrow keys go from note to note, Enter opens one, plus and minus zoom, 0 shows all.";

class MapPage {
  #signal;
  /** @type {HTMLElement} */
  #element = document.querySelector("main.map .map-canvas");
  #canvas = document.createElement("canvas");
  #context = this.#canvas.getContext("2d", { alpha: false });
  /** The cell under the mouse, or -1. */
  #hovered = -1;
  #where = document.querySelector("main.map .map-status");
  #status = document.createElement("p");
  #link = document.createElement("a");
  #drawing = 0;
  #town;
  #view;
  /** @type {import("./render.js").Scene} */
  #scene;

  /** @param {any} data what `/api/map` tells @param {AbortSignal} signal */
  constructor(data, signal) {
    this.#signal = signal;
    this.#canvas.tabIndex = 0;
    this.#canvas.setAttribute("role", "application");
    this.#canvas.setAttribute("aria-label", LABEL);
    this.#status.className = "visually-hidden";
    this.#status.setAttribute("role", "status");
    this.#element.querySelector("svg").replaceWith(this.#canvas);
    this.#element.append(this.#status);
    this.#where.textContent = HINT;
    this.#town = new Town(data);
    this.#view = new View(this.#town, () => this.#moved());
    const font = getComputedStyle(this.#where).fontFamily;
    const [town, view, colours] = [this.#town, this.#view, coloursOf(this.#canvas)];
    this.#scene = { town, view, colours, found: null, cursor: -1, font };
    this.#listen();
  }

  #listen() {
    const deeds = {
      hover: (/** @type {number} */ left, /** @type {number} */ top) => {
        const { x, y } = this.#view.at(left, top);
        this.#hover(this.#town.at(x, y));
      },
      leave: () => this.#hover(-1),
      open: (/** @type {number} */ cell) => this.#open(cell),
      walk: (/** @type {number} */ right, /** @type {number} */ down) => this.#walk(right, down),
      enter: () => this.#scene.cursor >= 0 && this.#open(this.#scene.cursor),
    };
    listenToPointers(this.#element, this.#town, this.#view, deeds);
    listenToWheel(this.#element, this.#view, this.#signal);
    listenToMapKeys(this.#canvas, this.#view, deeds);
    listenToZoomButtons(document.querySelector("main.map .map-zoom"), this.#view);
    const repaint = () => {
      this.#scene.colours = coloursOf(this.#canvas);
      this.#redraw();
    };
    const sized = new ResizeObserver(() => this.#fit());
    const themed = new MutationObserver(repaint);
    sized.observe(this.#element);
    themed.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    for (const media of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
      matchMedia(media).addEventListener("change", repaint, { signal: this.#signal });
    }
    this.#signal.addEventListener("abort", () => {
      sized.disconnect();
      themed.disconnect();
      cancelAnimationFrame(this.#drawing);
    });
    const [form, told] = ["form", ".map-results"].map((name) =>
      document.querySelector(`main.map ${name}`),
    );
    markFound(form, told, (cells) => this.#mark(cells), this.#signal);
  }

  #fit() {
    const { clientWidth, clientHeight } = this.#element;
    if (clientHeight > clientWidth !== this.#town.turned) this.#town.turn();
    this.#canvas.width = Math.round(clientWidth * devicePixelRatio);
    this.#canvas.height = Math.round(clientHeight * devicePixelRatio);
    this.#view.fit(clientWidth, clientHeight);
  }

  #moved() {
    // One finger scrolls the page until there is something to pan.
    this.#canvas.classList.toggle("is-zoomed", !this.#view.isWhole);
    this.#hover(-1);
    this.#redraw();
  }

  #redraw() {
    this.#drawing ||= requestAnimationFrame((now) => {
      this.#drawing = 0;
      this.#view.step(now);
      const channels = draw(this.#context, this.#scene, devicePixelRatio);
      if (namesVideos(this.#scene)) for (const channel of channels) this.#learn(channel);
    });
  }

  /** @param {import("./layout.js").Channel} channel */
  async #learn(channel) {
    if (this.#town.videos[channel.number]) return true;
    const isLearnt = await this.#town.learn(channel).then(
      () => true,
      () => false,
    );
    if (isLearnt && !this.#signal.aborted) this.#redraw();
    return isLearnt;
  }

  /** @param {number[] | null} cells */
  #mark(cells) {
    this.#scene.found = cells && new Uint8Array(this.#town.count);
    for (const cell of cells ?? []) this.#scene.found[cell] = 1;
    this.#redraw();
  }

  /** A real link lies over the note that is hovered, so that it can be opened in all ways of a link. @param {number} cell */
  async #hover(cell) {
    if (cell === this.#hovered) return;
    this.#hovered = cell;
    // A link that is taken away under the mouse is never left, and its card would stay.
    this.#link.dispatchEvent(new PointerEvent("pointerout", { bubbles: true }));
    this.#link.remove();
    this.#tell(cell >= 0 ? cell : this.#scene.cursor);
    if (cell < 0 || !(await this.#learn(this.#town.channelOf(cell))) || this.#hovered !== cell)
      return;
    this.#tell(cell);
    this.#link = this.#linkTo(cell);
    this.#element.append(this.#link);
  }

  /** @param {number} cell */
  #linkTo(cell) {
    const { x, y, width, height } = this.#view.seen(this.#town.box(cell));
    const link = document.createElement("a");
    const { title, url } = this.#town.names[cell];
    [link.href, link.className, link.tabIndex, link.draggable] = [url, "map-cell", -1, false];
    link.setAttribute("aria-label", title);
    Object.assign(link.style, {
      left: `${x}px`,
      top: `${y}px`,
      width: `${width}px`,
      height: `${height}px`,
    });
    return link;
  }

  /** @param {number} cell */
  #nameOf(cell) {
    const channel = this.#town.channelOf(cell)?.name;
    const name = this.#town.names[cell];
    return [name?.title, channel, name?.video && `“${name.video}”`].filter(Boolean).join(" · ");
  }

  /** @param {number} cell */
  #tell(cell) {
    this.#where.textContent = cell < 0 ? HINT : this.#nameOf(cell);
  }

  /** @param {number} right @param {number} down */
  async #walk(right, down) {
    const scene = this.#scene;
    const { town, view } = scene;
    const middle = view.at(view.width / 2, view.height / 2);
    const cell =
      scene.cursor >= 0
        ? town.beside(scene.cursor, right, down)
        : Math.max(0, town.at(middle.x, middle.y));
    scene.cursor = cell;
    view.reveal(town.box(cell));
    this.#redraw();
    await this.#learn(town.channelOf(cell));
    // Who went on meanwhile hears of the next one.
    if (scene.cursor !== cell) return;
    this.#tell(cell);
    this.#status.textContent = this.#nameOf(cell);
  }

  /** @param {number} cell */
  async #open(cell) {
    const isLearnt = await this.#learn(this.#town.channelOf(cell));
    // Who left the page meanwhile wants no other.
    if (!isLearnt || this.#signal.aborted) return;
    const link = this.#linkTo(cell);
    // In the page, so that whoever follows links hears of it.
    this.#element.append(link);
    link.click();
    link.remove();
  }
}

/** @param {AbortSignal} signal ends what the page does beyond its own elements */
export async function showMap(signal) {
  if (!document.querySelector("main.map .map-canvas")) return;
  const asked = fetch(`${BASE}api/map`, { signal }).then((answer) =>
    answer.ok ? answer.json() : null,
  );
  const data = await asked.catch(() => null);
  // Without its data the page stays as it came: whole.
  if (data && !signal.aborted) new MapPage(data, signal);
}
