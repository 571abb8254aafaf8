import assert from "node:assert/strict";
import { test } from "node:test";
import { Viewport } from "../../static/js/map/viewport.js";

const MAP = { width: 1000, height: 500, side: 10 };

/** A viewport of 500 × 500 pixels, so that the whole map has half its size and is centered. */
function createViewport({ reducedMotion = true } = {}) {
  const changes = { count: 0 };
  const viewport = new Viewport(
    MAP,
    () => changes.count++,
    () => reducedMotion,
  );
  viewport.resize(500, 500);
  return { viewport, changes };
}

test("at first the whole map is visible, and centered", () => {
  const { viewport } = createViewport();
  assert.equal(viewport.isFit, true);
  assert.equal(viewport.scale, 0.5);
  assert.deepEqual([viewport.x, viewport.y], [0, -250]);
});

test("zooming preserves the point below the pointer", () => {
  const { viewport } = createViewport();
  viewport.zoom(8);
  const before = viewport.toMap(400, 300);
  viewport.zoom(2, false, 400, 300);
  const after = viewport.toMap(400, 300);
  assert.ok(Math.abs(before.x - after.x) < 1e-9 && Math.abs(before.y - after.y) < 1e-9);
  assert.equal(viewport.isFit, false);
});

test("the scale is limited by the largest size of a note and by the size that fits", () => {
  const { viewport } = createViewport();
  viewport.zoom(1e9);
  assert.equal(viewport.scale * MAP.side, 240);
  viewport.zoom(1e-9);
  assert.equal(viewport.isFit, true);
});

test("panning stays within the map, and does nothing while the map fits", () => {
  const { viewport, changes } = createViewport();
  const { count } = changes;
  viewport.pan(50, 50);
  assert.equal(changes.count, count);
  viewport.zoom(4);
  viewport.pan(1e6, 1e6);
  assert.deepEqual([viewport.x, viewport.y], [0, 0]);
  viewport.pan(-1e6, -1e6);
  const { x, y } = viewport.toMap(500, 500);
  assert.deepEqual([x, y], [MAP.width, MAP.height]);
});

test("conversions between pixels and map units are inverse", () => {
  const { viewport } = createViewport();
  viewport.zoom(6);
  const box = { x: 480, y: 240, width: 10, height: 20 };
  const pixels = viewport.toPixels(box);
  const corner = viewport.toMap(pixels.x + pixels.width, pixels.y + pixels.height);
  assert.ok(Math.abs(corner.x - 490) < 1e-9 && Math.abs(corner.y - 260) < 1e-9);
  assert.equal(viewport.isVisible(pixels), true);
  assert.equal(viewport.isVisible({ x: 500, y: 0, width: 10, height: 10 }), false);
});

test("a box is revealed with a margin", () => {
  const { viewport } = createViewport();
  viewport.zoom(8);
  const box = { x: 0, y: 0, width: 10, height: 10 };
  assert.equal(viewport.isVisible(viewport.toPixels(box)), false);
  viewport.reveal(box);
  assert.equal(viewport.isVisible(viewport.toPixels(box)), true);
  const { x, y } = viewport;
  viewport.reveal({ x: 50, y: 50, width: 10, height: 10 });
  assert.deepEqual([viewport.x, viewport.y], [x, y], "it was visible already");
});

test("an animation ends at its target, and a second zoom starts from it", () => {
  const { viewport } = createViewport({ reducedMotion: false });
  viewport.zoom(2, true);
  viewport.zoom(2, true);
  assert.equal(viewport.scale, 0.5);
  viewport.animate(performance.now() + 10_000);
  assert.equal(viewport.scale, 2);
  viewport.fit();
  viewport.animate(performance.now() + 10_000);
  assert.equal(viewport.isFit, true);
});

test("after a resize, a map that fits still fits, and another position is preserved", () => {
  const { viewport } = createViewport();
  viewport.resize(1000, 1000);
  assert.equal(viewport.scale, 1);
  viewport.zoom(8, false, 0, 500);
  const { x, y, scale } = viewport;
  viewport.resize(900, 900);
  assert.deepEqual([viewport.x, viewport.y, viewport.scale], [x, y, scale]);
});

test("a view is the same in a viewport of another size", () => {
  const { viewport } = createViewport();
  viewport.show({ x: 300, y: 200, zoom: 8 });
  assert.deepEqual(viewport.view, { x: 300, y: 200, zoom: 8 });
  const other = createViewport().viewport;
  other.resize(1000, 700);
  other.show(viewport.view);
  assert.deepEqual(other.view, viewport.view);
});

test("a view outside the map is moved to its edge, and a scale is limited", () => {
  const { viewport } = createViewport();
  viewport.show({ x: 1e9, y: 0, zoom: 1e9 });
  assert.equal(viewport.scale * MAP.side, 240);
  const { x, y } = viewport.toMap(500, 0);
  assert.deepEqual([x, y], [MAP.width, 0]);
});

test("the view of a box shows all of it", () => {
  const { viewport } = createViewport();
  const box = { x: 200, y: 100, width: 100, height: 50 };
  viewport.show(viewport.viewOf(box));
  const { x, y, width, height } = viewport.toPixels(box);
  assert.deepEqual([x, y, width, height], [0, 125, 500, 250]);
});
