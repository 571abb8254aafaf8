import assert from "node:assert/strict";
import { test } from "node:test";
import { MomentIndex } from "../../static/js/note/moment-index.js";

/**
 * @param {number} seconds
 * @param {number | null} altSeconds
 * @param {import("../../static/js/ui/time.js").Span | null} span
 * @returns {import("../../static/js/note/moment-index.js").Moment}
 */
function moment(seconds, altSeconds = null, span = null) {
  // The index does not use the links, and Node has no DOM.
  const link = /** @type {HTMLAnchorElement} */ (/** @type {unknown} */ ({}));
  return { link, seconds, altSeconds, span };
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

test("an uncertain moment is current within its span where nothing exact has begun", () => {
  const uncertain = moment(1500, null, [1200, 1800]);
  const index = new MomentIndex([moment(100), uncertain, moment(1600), moment(2000)], Infinity);
  const current = (/** @type {number} */ time) => secondsOf(index.currentAt(time, null));
  assert.equal(current(50), null);
  assert.equal(current(1199), 100, "before the span");
  assert.equal(current(1200), 1500, "the start of the span, before its best guess");
  assert.equal(current(1550), 1500);
  assert.equal(current(1600), 1600, "an exact one begins within the span");
  assert.equal(current(1750), 1600);
  assert.equal(current(1900), 1600, "after the span");
  assert.equal(current(2000), 2000);
  const later = new MomentIndex([moment(100), uncertain], Infinity);
  assert.equal(later.currentAt(1801, null), null, "the exact one was before it");
  const only = new MomentIndex([uncertain], Infinity);
  assert.equal(secondsOf(only.currentAt(1800, null)), 1500, "the end of the span");
  assert.equal(only.currentAt(1801, null), null, "unlike an exact one, it ends");
});

test("of several uncertain moments, the last one whose best guess has begun is current", () => {
  const moments = [moment(1500, null, [1200, 1800]), moment(1520, null, [1220, 1820])];
  const index = new MomentIndex(moments, Infinity);
  assert.equal(secondsOf(index.currentAt(1300, null)), 1500, "the next one");
  assert.equal(secondsOf(index.currentAt(1510, null)), 1500);
  assert.equal(secondsOf(index.currentAt(1520, null)), 1520);
  assert.equal(secondsOf(index.currentAt(1810, null)), 1520, "only its span has not ended");
});

test("an uncertain moment that was played is current until another begins", () => {
  const moments = [moment(1400), moment(1500, null, [1200, 1800]), moment(1600)];
  const index = new MomentIndex(moments, Infinity);
  assert.equal(secondsOf(index.currentAt(1500, null)), 1400, "an exact one has begun");
  assert.equal(secondsOf(index.currentAt(1500, 1500)), 1500);
  assert.equal(secondsOf(index.currentAt(1450, 1500)), 1400, "the reader has gone back");
  assert.equal(secondsOf(index.currentAt(1600, 1500)), 1600);
});

test("an exact moment at the best guess of an uncertain one makes that second exact", () => {
  for (const moments of [
    [moment(1500, null, [1200, 1800]), moment(1500)],
    [moment(1500), moment(1500, null, [1200, 1800])],
  ]) {
    const index = new MomentIndex(moments, Infinity);
    assert.equal(index.currentAt(1300, null), null);
    assert.equal(index.currentAt(1500, null)?.span, null);
    assert.equal(secondsOf(index.currentAt(1900, null)), 1500);
  }
});

test("exact moments are current until the next one begins", () => {
  const index = new MomentIndex([moment(218), moment(230)], Infinity);
  for (const time of [0, 217.6, 225, 229.6, 1e6])
    assert.equal(index.currentAt(time, null), index.at(time), String(time));
});

test("uncertain moments are next and previous at their best guesses", () => {
  const moments = [moment(100), moment(1500, null, [1200, 1800]), moment(1600)];
  const index = new MomentIndex(moments, Infinity);
  assert.equal(secondsOf(index.after(1300)), 1500);
  assert.equal(secondsOf(index.before(1700)), 1500);
});

test("a text without moments has no current one", () => {
  const index = new MomentIndex([], Infinity);
  assert.deepEqual([index.at(1), index.after(1), index.before(1)], [null, null, null]);
});
