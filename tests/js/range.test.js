import assert from "node:assert/strict";
import { test } from "node:test";
import { Range } from "../../static/js/player/range.js";

/**
 * @param {Range} range
 * @param {number[]} times
 */
const actions = (range, times) => times.map((time) => range.actionAt(time));

test("a range plays to its end and then pauses", () => {
  const range = new Range(218, 250, false);
  assert.deepEqual(actions(range, [218.1, 249.9, 250.1]), ["play", "play", "pause"]);
});

test("a repeated range begins again at its end", () => {
  const range = new Range(218, 220, true);
  const round = ["play", "play", "repeat"];
  assert.deepEqual(actions(range, [218, 219.9, 220]), round);
  // The position from before the seek arrives once more.
  assert.deepEqual(actions(range, [220.2, 218, 219.9, 220.1]), ["play", ...round]);
});

test("a position from before the range began is ignored", () => {
  const range = new Range(218, 220, false);
  assert.deepEqual(actions(range, [222, 215, 217.4, 220]), ["play", "play", "play", "pause"]);
});

test("a position outside ends the range", () => {
  for (const outside of [216.9, 0, 253.1, 1000]) {
    const range = new Range(218, 250, false);
    assert.deepEqual(actions(range, [218, outside]), ["play", "leave"], `${outside}`);
  }
});

test("at twice the speed, a late position is still the end", () => {
  const range = new Range(218, 250, false);
  assert.deepEqual(actions(range, [249, 251.9]), ["play", "pause"]);
});
