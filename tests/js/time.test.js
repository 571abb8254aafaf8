import assert from "node:assert/strict";
import { test } from "node:test";
import {
  formatGuess,
  formatMoment,
  formatTime,
  parseSeconds,
  parseSpan,
  watchUrl,
} from "../../static/js/ui/time.js";

test("times have the format of the server", () => {
  assert.equal(formatTime(0), "0:00");
  assert.equal(formatTime(218), "3:38");
  assert.equal(formatTime(3599), "59:59");
  assert.equal(formatTime(3723), "1:02:03");
  assert.equal(formatTime(360_000), "100:00:00");
});

test("uncertain moments have the format of the server", () => {
  assert.equal(formatMoment(218, null), "3:38");
  assert.equal(formatMoment(1470, [1200, 1799]), "20–29 min");
  assert.equal(formatMoment(5070, [4800, 5399]), "1:20–1:29 h");
  assert.equal(formatMoment(3570, [3300, 3899]), "0:55–1:04 h");
  assert.equal(formatMoment(120, [0, 301]), "0–5 min");
  assert.equal(formatMoment(1429, [1380, 1500]), "≈ 24 min");
  assert.equal(formatMoment(1429, [1380, 1501]), "23–25 min");
  assert.equal(formatMoment(5040, [5000, 5080]), "≈ 1:24 h");
});

test("best guesses have the format of the server", () => {
  assert.equal(formatGuess(1470), "≈ 25 min");
  assert.equal(formatGuess(3569), "≈ 59 min");
  assert.equal(formatGuess(3570), "≈ 1:00 h");
});

test("only a span of whole seconds is parsed", () => {
  assert.deepEqual(parseSpan("1200-1799"), [1200, 1799]);
  for (const text of [null, undefined, "", "1200", "1200-", "a-b", "1-2-3", "1.5-2"])
    assert.equal(parseSpan(text), null, String(text));
});

test("only whole seconds are parsed", () => {
  assert.equal(parseSeconds("218"), 218);
  assert.equal(parseSeconds("0"), 0);
  assert.equal(parseSeconds("9999999"), 9_999_999);
  for (const text of [null, undefined, "", "3:38", "1.5", "-1", " 7", "1e3", "10000000", "NaN"])
    assert.equal(parseSeconds(text), null, String(text));
});

test("a link to YouTube has the second, if there is one", () => {
  assert.equal(watchUrl("E1cxZuHrwZc", null), "https://www.youtube.com/watch?v=E1cxZuHrwZc");
  assert.equal(watchUrl("a&b", 218), "https://www.youtube.com/watch?v=a%26b&t=218s");
});
