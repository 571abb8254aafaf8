import assert from "node:assert/strict";
import { test } from "node:test";
import { formatView, parseView } from "../../static/js/map/url.js";

test("a view survives the URL", () => {
  const view = { x: 1234.5, y: 0, zoom: 12.25 };
  assert.deepEqual(parseView(new URLSearchParams(formatView(view))), view);
  assert.equal(parseView(new URLSearchParams(formatView(null))), null);
});

test("invalid parameters are ignored", () => {
  for (const query of [
    "",
    "x=1&y=2",
    "x=1&y=2&zoom=",
    "x=1&y=2&zoom=1",
    "x=1&y=2&zoom=0.5",
    "x=-1&y=2&zoom=3",
    "x=1&y=NaN&zoom=3",
    "x=1e5&y=2&zoom=3",
    "x=1&y=2&zoom=Infinity",
    `x=1&y=${"9".repeat(400)}&zoom=3`,
    "x=0x10&y=2&zoom=3",
  ])
    assert.equal(parseView(new URLSearchParams(query)), null, query);
});
