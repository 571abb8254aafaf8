import assert from "node:assert/strict";
import { test } from "node:test";
import { MomentIndex } from "../../static/js/note/moment-index.js";

/**
 * @param {number} seconds
 * @param {number | null} altSeconds
 * @returns {import("../../static/js/note/moment-index.js").Moment}
 */
function moment(seconds, altSeconds = null) {
  // The index does not use the links, and Node has no DOM.
  const link = /** @type {HTMLAnchorElement} */ (/** @type {unknown} */ ({}));
  return { link, seconds, altSeconds, heading: "" };
}

/** @param {{seconds: number} | null} cited */
const secondsOf = (cited) => cited?.seconds ?? null;

test("the current moment is the last one that has begun", () => {
  const index = new MomentIndex([moment(230), moment(218), moment(251)], Infinity);
  assert.equal(secondsOf(index.at(100)), null);
  assert.equal(secondsOf(index.at(217.6)), 218, "a seek may stop early");
  assert.equal(secondsOf(index.at(229)), 218);
  assert.equal(secondsOf(index.at(1e6)), 251);
});

test("next and previous are relative to the current one", () => {
  const index = new MomentIndex([moment(218), moment(230), moment(251)], Infinity);
  assert.equal(secondsOf(index.after(-1)), 218);
  assert.equal(secondsOf(index.after(218)), 230);
  assert.equal(secondsOf(index.after(251)), null);
  assert.equal(secondsOf(index.before(235)), 218);
  assert.equal(secondsOf(index.before(220)), null);
  assert.equal(secondsOf(index.before(0)), null);
});

test("moments with the same time are grouped in the order of the text", () => {
  const [first, second] = [moment(10), moment(10)];
  const index = new MomentIndex([first, moment(5), second], Infinity);
  assert.deepEqual(index.at(10)?.moments, [first, second]);
});

test("a moment after the end of the video is replaced by its alternative", () => {
  const moments = [moment(13_080, 218), moment(300), moment(9000)];
  const index = new MomentIndex(moments, 600);
  assert.equal(secondsOf(index.at(250)), 218);
  assert.equal(secondsOf(index.at(9000)), 9000, "it has no alternative");
  assert.equal(secondsOf(new MomentIndex(moments, Infinity).at(250)), null);
});

test("a text without moments has no current one", () => {
  const index = new MomentIndex([], Infinity);
  assert.deepEqual([index.at(1), index.after(1), index.before(1)], [null, null, null]);
});
