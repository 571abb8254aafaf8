import assert from "node:assert/strict";
import { test } from "node:test";
import { formatTime, parseSeconds, watchUrl } from "../../static/js/ui/time.js";

test("times have the format of the server", () => {
  assert.equal(formatTime(0), "0:00");
  assert.equal(formatTime(218), "3:38");
  assert.equal(formatTime(3599), "59:59");
  assert.equal(formatTime(3723), "1:02:03");
  assert.equal(formatTime(360_000), "100:00:00");
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
