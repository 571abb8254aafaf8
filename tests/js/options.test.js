import assert from "node:assert/strict";
import { test } from "node:test";
import { groupSuggestions, indexAfterKey } from "../../static/js/search/options.js";

const NONE = { notes: [], moments: [], channels: [], topics: [] };

test("the arrow keys wrap around, and the page keys go to the ends", () => {
  assert.equal(indexAfterKey("ArrowDown", -1, 3), 0);
  assert.equal(indexAfterKey("ArrowDown", 0, 3), 1);
  assert.equal(indexAfterKey("ArrowDown", 2, 3), 0);
  assert.equal(indexAfterKey("ArrowUp", 1, 3), 0);
  assert.equal(indexAfterKey("ArrowUp", 0, 3), 2);
  assert.equal(indexAfterKey("ArrowUp", -1, 3), 2);
  assert.equal(indexAfterKey("PageUp", 2, 3), 0);
  assert.equal(indexAfterKey("PageDown", 0, 3), 2);
  for (const key of ["Enter", "a", "Home", "toString"])
    assert.equal(indexAfterKey(key, 1, 3), null);
});

test("empty groups are omitted, and the search page is the last", () => {
  const page = { title: "A note", url: "/c/a" };
  const sentence = {
    title: "B",
    url: "/c/b?t=7",
    segments: [
      { text: "a ", is_match: false },
      { text: "match", is_match: true },
    ],
  };
  const groups = groupSuggestions({ ...NONE, notes: [page], moments: [sentence] }, "match");
  assert.deepEqual(
    groups.map(({ label }) => label),
    ["Notes", "Quotes", "Search"],
  );
  assert.deepEqual(groups[0].suggestions, [page]);
  assert.deepEqual(groups[1].suggestions, [sentence]);
});

test("channels come first if a name starts with the query", () => {
  const note = { title: "A note", url: "/c/a" };
  const channel = (/** @type {boolean} */ starts_with_query) => ({
    title: "kitchen",
    url: "/kitchen",
    starts_with_query,
  });
  const labels = (/** @type {boolean} */ startsWithQuery) =>
    groupSuggestions(
      { ...NONE, notes: [note], channels: [channel(startsWithQuery)], topics: [note] },
      "kit",
    ).map(({ label }) => label);
  assert.deepEqual(labels(true), ["Channels", "Notes", "Topics without a note", "Search"]);
  assert.deepEqual(labels(false), ["Notes", "Channels", "Topics without a note", "Search"]);
});

test("without suggestions, only the search page is offered", () => {
  const groups = groupSuggestions(NONE, "qqqq");
  assert.deepEqual(
    groups.map(({ label, suggestions }) => [label, suggestions[0].title]),
    [["Nothing found", "Search for “qqqq”"]],
  );
});

test("the link to the search page has the query as it was typed", () => {
  const [{ suggestions }] = groupSuggestions(NONE, " a&b ");
  const [{ title, url }] = suggestions;
  assert.equal(title, "Search for “a&b”");
  assert.ok(url.endsWith("search?q=%20a%26b%20"), url);
});
