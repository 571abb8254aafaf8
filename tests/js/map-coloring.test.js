import assert from "node:assert/strict";
import { test } from "node:test";
import { Coloring, assignHues, channelsOfNotes } from "../../static/js/map/coloring.js";
import { HUE_COUNT } from "../../static/js/map/colors.js";
import { TreemapLayout } from "../../static/js/map/layout.js";

/** Columns and rows of squares with a gap of 2 between them. */
function createBoxes(columns = 10, rows = 8) {
  return Array.from({ length: columns * rows }, (_, index) => ({
    x: (index % columns) * 12,
    y: Math.floor(index / columns) * 12,
    width: 10,
    height: 10,
  }));
}

test("neighbors differ in hue, and all hues are used about as often", () => {
  const boxes = createBoxes();
  const hues = assignHues(boxes, 3);
  for (const [index, box] of boxes.entries()) {
    const neighbors = hues.filter((_, other) => {
      const { x, y } = boxes[other];
      return other !== index && Math.abs(x - box.x) <= 12 && Math.abs(y - box.y) <= 12;
    });
    assert.ok(!neighbors.includes(hues[index]), `box ${index} among ${neighbors}`);
  }
  const uses = Array.from({ length: HUE_COUNT }, (_, hue) => hues.filter((one) => one === hue));
  assert.ok(
    uses.every(({ length }) => length >= 3 && length <= 12),
    `${uses}`,
  );
});

test("channels that are no neighbors have hues of their own as long as there are any", () => {
  const boxes = createBoxes(HUE_COUNT, 1).map((box) => ({ ...box, x: 10 * box.x }));
  assert.equal(new Set(assignHues(boxes, 3)).size, HUE_COUNT);
});

test("read notes are looked up in their channels; those at the top may be in any", () => {
  const channel = (/** @type {string} */ url) => ({ url });
  const channels = ["/notes/kitchen", "/notes/kit", "/notes/#other_notes"].map(channel);
  /** @type {(...paths: string[]) => string[]} */
  const urlsOf = (...paths) =>
    channelsOfNotes(/** @type {any} */ (channels), paths, "/notes/").map(({ url }) => url);
  assert.deepEqual(urlsOf("/notes/kitchen/knives", "/other/kit/x"), ["/notes/kitchen"]);
  assert.deepEqual(urlsOf("/notes/gone/knives"), []);
  assert.deepEqual(urlsOf("/notes/kit/x", "/notes/top").length, 3);
});

test("a search replaces the chosen colors", () => {
  const layout = new TreemapLayout({
    size: [100, 50],
    gutters: [1, 1],
    channels: [
      { name: "a", url: "/a", area: [0, 0, 50, 50], groups: [[0, 0, 50, 50, 1, 2]] },
      { name: "b", url: "/b", area: [50, 0, 50, 50], groups: [[50, 0, 50, 50, 1, 1]] },
    ],
  });
  const coloring = new Coloring(layout);
  const shade = (/** @type {string} */ fill) => ({ fill, text: "" });
  const [read, unread, match, noMatch] = ["read", "unread", "match", "noMatch"].map(shade);
  const hues = Array.from({ length: HUE_COUNT }, (_, hue) => shade(`${hue}`));
  const colors = { ink: "", paper: "", hues, read, unread, match, noMatch };
  const fills = () => {
    const { shades, shadeOf } = coloring.shadesIn(colors);
    return [...shadeOf].map((index) => shades[index].fill);
  };
  const [first, second, other] = fills();
  assert.ok(first === second && first !== other);
  coloring.mode = "read";
  coloring.read[1] = 1;
  assert.deepEqual([coloring.subject, ...fills()], ["read", "unread", "read", "unread"]);
  coloring.matches = Uint8Array.of(0, 0, 1);
  assert.deepEqual([coloring.subject, ...fills()], ["search", "noMatch", "noMatch", "match"]);
  coloring.matches = null;
  assert.equal(coloring.subject, "read");
});
