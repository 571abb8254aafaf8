import assert from "node:assert/strict";
import { test } from "node:test";
import { Coloring } from "../../static/js/map/coloring.js";
import { HUE_COUNT } from "../../static/js/map/colors.js";
import { zoomToTitles } from "../../static/js/map/input.js";
import { TreemapLayout } from "../../static/js/map/layout.js";
import { drawMap, showsNoteTitles } from "../../static/js/map/render.js";
import { Viewport } from "../../static/js/map/viewport.js";

const NOTES_PER_CHANNEL = 64;

/** Five rows of five channels in a square, each of one video with 8 × 8 notes. */
function createLayout() {
  const layout = new TreemapLayout({
    size: [6000, 6000],
    gutters: [54, 20],
    channels: Array.from({ length: 25 }, (_, index) => {
      const [left, top] = [(index % 5) * 1200 + 20, Math.floor(index / 5) * 1200 + 60];
      return {
        name: `Channel with number ${index}`,
        url: `/${index}`,
        area: [left, top, 1160, 1120],
        groups: [[left, top + 20, 1160, 1100, 8, NOTES_PER_CHANNEL]],
      };
    }),
  });
  for (let cell = 0; cell < layout.count; cell++)
    layout.notes[cell] = { title: `Note ${cell}`, url: `/${cell}`, videoTitle: null };
  return layout;
}

/** A canvas on which each character is half as wide as the font size. */
class FakeContext {
  canvas = { width: 0, height: 0 };
  font = "";
  /** @type {{text: string, x: number, y: number, width: number, size: number}[]} */
  texts = [];
  get #size() {
    return Number(/(\d+)px/.exec(this.font)?.[1]);
  }
  measureText(/** @type {string} */ text) {
    return { width: (text.length * this.#size) / 2 };
  }
  fillText(/** @type {string} */ text, /** @type {number} */ x, /** @type {number} */ y) {
    this.texts.push({ text, x, y, ...this.measureText(text), size: this.#size });
  }
  setTransform() {}
  fillRect() {}
}

/** @param {number} size of the viewport in pixels */
function createMap(size) {
  const layout = createLayout();
  const viewport = new Viewport(
    layout,
    () => {},
    () => true,
  );
  viewport.resize(size, size);
  const shade = { fill: "", text: "" };
  const hues = new Array(HUE_COUNT).fill(shade);
  const draw = () => {
    const context = new FakeContext();
    const colors = { ink: "", paper: "", hues, read: shade, unread: shade };
    const scene = {
      layout,
      viewport,
      colors: { ...colors, match: shade, noMatch: shade },
      coloring: new Coloring(layout),
      cursor: -1,
      fontFamily: "Test",
    };
    drawMap(/** @type {any} */ (context), scene, 1);
    return context.texts;
  };
  return { layout, viewport, draw };
}

test("every channel has its name at first, which is smaller or cut if its area is small", () => {
  for (const [size, fontSize, name] of /** @type {const} */ ([
    [1000, 13, "Channel with number 7"],
    [700, 12, "Channel with number 7"],
    [640, 11, "Channel with number 7"],
    [360, 11, "Channel"],
    [180, 11, "Chan…"],
  ])) {
    const { layout, viewport, draw } = createMap(size);
    const texts = draw();
    const box = viewport.toPixels(layout.channels[7].box);
    const lines = texts.filter(
      ({ x, y }) => x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height,
    );
    assert.equal(lines[0]?.text, name, `at ${size} px`);
    assert.ok(
      lines.every((line) => line.size === fontSize && line.x + line.width < box.x + box.width),
    );
    assert.equal(texts.filter(({ text }) => text.startsWith("Ch")).length, 25, `at ${size} px`);
  }
  assert.deepEqual(createMap(100).draw(), [], "nothing is legible");
});

test("at a large scale, visible notes have titles, and visible channels names", () => {
  const { layout, viewport, draw } = createMap(1000);
  viewport.show({ x: 1200, y: 1230, zoom: 6 });
  const texts = draw().map(({ text }) => text);
  const names = texts.filter((text) => text.startsWith("Channel"));
  assert.deepEqual(
    names,
    [0, 1, 5, 6].map((index) => layout.channels[index].name),
  );
  const visible = Array.from({ length: layout.count }, (_, cell) => cell).filter((cell) =>
    viewport.isVisible(viewport.toPixels(layout.boxOf(cell))),
  );
  assert.deepEqual(
    texts.filter((text) => text.startsWith("Note")),
    visible.map((cell) => `Note ${cell}`),
  );
});

test("the name of a channel stays in view while its gutter is not", () => {
  const { layout, viewport, draw } = createMap(1000);
  const { x, y, width, height } = layout.channels[7].box;
  viewport.show({ x: x + width / 2, y: y + height / 2, zoom: 10 });
  const names = draw().filter(({ text }) => text === layout.channels[7].name);
  assert.equal(names.length, 1);
  assert.ok(names[0].y > 0 && names[0].y < 20);
});

test("two taps lead from the whole map to titles", () => {
  const { layout, viewport } = createMap(360);
  zoomToTitles(layout, viewport, 100, 100);
  const { x, y, width, height } = viewport.toPixels(layout.channels[6].box);
  assert.ok(x > 0 && y > 0 && x + width < 360 && y + height < 360, "the channel is visible");
  assert.ok(width > 300, "and fills the map");
  assert.equal(showsNoteTitles({ layout, viewport }), false);
  const before = viewport.toMap(200, 250);
  zoomToTitles(layout, viewport, 200, 250);
  assert.equal(showsNoteTitles({ layout, viewport }), true);
  const after = viewport.toMap(200, 250);
  assert.ok(Math.hypot(before.x - after.x, before.y - after.y) < 1e-6);
});

test("a tap between channels zooms in, too", () => {
  const { layout, viewport } = createMap(360);
  zoomToTitles(layout, viewport, 0, 0);
  assert.equal(showsNoteTitles({ layout, viewport }), true);
});
