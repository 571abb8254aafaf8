import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { TreemapLayout } from "../../static/js/map/layout.js";

/**
 * Two adjacent channels: one with a row of two notes above a row of one, one with two videos.
 */
function createLayout() {
  return new TreemapLayout({
    size: [200, 120],
    gutters: [20, 10],
    channels: [
      {
        name: "left",
        url: "/left",
        area: [0, 20, 90, 100],
        groups: [[0, 30, 90, 90, 2, 3]],
      },
      {
        name: "right",
        url: "/right",
        area: [110, 20, 90, 100],
        groups: [
          [110, 30, 90, 40, 1, 1],
          [110, 80, 90, 40, 1, 1],
        ],
      },
    ],
  });
}

const { fetch } = globalThis;
afterEach(() => {
  globalThis.fetch = fetch;
});

test("cells fill their group row by row", () => {
  const layout = createLayout();
  assert.equal(layout.count, 5);
  assert.deepEqual(layout.boxOf(0), { x: 0, y: 30, width: 45, height: 45 });
  assert.deepEqual(layout.boxOf(2), { x: 0, y: 75, width: 45, height: 45 });
  assert.deepEqual(layout.boxOf(4), { x: 110, y: 80, width: 90, height: 40 });
});

test("a point has a cell, except in a gutter", () => {
  const layout = createLayout();
  assert.equal(layout.cellAt(10, 40), 0);
  assert.equal(layout.cellAt(50, 40), 1);
  assert.equal(layout.cellAt(50, 90), -1, "the last row is not full");
  assert.equal(layout.cellAt(100, 50), -1, "between the channels");
  assert.equal(layout.cellAt(10, 25), -1, "above the group");
  assert.equal(layout.cellAt(199, 119), 4);
  assert.equal(layout.cellAt(-1, 50), -1);
});

test("a point has a channel, except in its gutter", () => {
  const layout = createLayout();
  assert.equal(layout.channelAt(10, 25)?.name, "left", "above a group");
  assert.equal(layout.channelAt(100, 50), undefined);
});

test("a cell has a channel, and the map has no other cells", () => {
  const layout = createLayout();
  assert.deepEqual(
    [0, 2, 3, 4].map((cell) => layout.channelOf(cell).name),
    ["left", "left", "right", "right"],
  );
  assert.throws(() => layout.channelOf(5), RangeError);
});

test("neighbors are found across gutters, but not beyond the edge", () => {
  const layout = createLayout();
  assert.equal(layout.neighborOf(0, 1, 0), 1);
  assert.equal(layout.neighborOf(1, 1, 0), 3);
  assert.equal(layout.neighborOf(3, 0, 1), 4);
  assert.equal(layout.neighborOf(3, -1, 0), 1);
  assert.equal(layout.neighborOf(0, -1, 0), 0);
  assert.equal(layout.neighborOf(0, 0, -1), 0);
});

test("a transposed map has the same cells with x and y exchanged", () => {
  const layout = createLayout();
  layout.transpose();
  assert.deepEqual([layout.width, layout.height, layout.isTransposed], [120, 200, true]);
  assert.deepEqual(layout.boxOf(4), { x: 80, y: 110, width: 40, height: 90 });
  assert.equal(layout.cellAt(40, 50), 1);
  layout.transpose();
  assert.deepEqual(layout.boxOf(4), createLayout().boxOf(4));
});

test("an empty map has no cells", () => {
  const layout = new TreemapLayout({ size: [100, 50], gutters: [1, 1], channels: [] });
  assert.equal(layout.count, 0);
  assert.equal(layout.cellAt(5, 5), -1);
});

test("titles are loaded once, and again after an error", async () => {
  const layout = createLayout();
  const [, right] = layout.channels;
  const body = { videos: ["First", null], notes: [["A note", "/right/a"]] };
  let requests = 0;
  globalThis.fetch = async () => {
    requests++;
    return requests === 1 ? new Response("", { status: 503 }) : Response.json(body);
  };
  await assert.rejects(layout.loadChannel(right));
  await Promise.all([layout.loadChannel(right), layout.loadChannel(right)]);
  assert.equal(requests, 2);
  assert.deepEqual(layout.notes[3], { title: "A note", url: "/right/a", videoTitle: "First" });
  assert.equal(layout.notes[4], undefined, "the server has truncated the list");
  assert.deepEqual(layout.videoTitles[right.index], ["First", null]);
});
