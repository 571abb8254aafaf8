import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { toMarkdown } from "../../static/js/history/markdown.js";
import {
  parseReadNote,
  parseSavedMoment,
  readNotes,
  removeMoment,
  saveMoment,
  saveReadNote,
  savedMoments,
} from "../../static/js/history/storage.js";
import { setSingleKeyShortcuts, singleKeyShortcutsEnabled } from "../../static/js/ui/settings.js";

/** An in-memory `localStorage`, which Node does not have. */
class MemoryStorage {
  /** @type {Map<string, string>} */
  #values = new Map();
  isBlocked = false;

  #check() {
    if (this.isBlocked) throw new Error("storage is blocked");
  }

  /** @param {string} key */
  getItem(key) {
    this.#check();
    return this.#values.get(key) ?? null;
  }

  /** @param {string} key @param {string} value */
  setItem(key, value) {
    this.#check();
    this.#values.set(key, value);
  }

  /** @param {string} key */
  removeItem(key) {
    this.#check();
    this.#values.delete(key);
  }
}

let storage = new MemoryStorage();
beforeEach(() => {
  storage = new MemoryStorage();
  Object.defineProperty(globalThis, "localStorage", { value: storage, configurable: true });
  const location = { origin: "https://notes.example" };
  Object.defineProperty(globalThis, "location", { value: location, configurable: true });
});

const MOMENT = { path: "/c/a", title: "A", seconds: 218, said: "One *sentence*." };

test("single-key shortcuts are enabled until the reader disables them", () => {
  assert.equal(singleKeyShortcutsEnabled(), true);
  setSingleKeyShortcuts(false);
  assert.equal(singleKeyShortcutsEnabled(), false);
  setSingleKeyShortcuts(true);
  assert.equal(singleKeyShortcutsEnabled(), true);
  storage.setItem("cueleaf-keys", "[null]");
  assert.equal(singleKeyShortcutsEnabled(), true, "an invalid value is ignored");
});

test("a blocked storage causes no errors", () => {
  storage.isBlocked = true;
  setSingleKeyShortcuts(false);
  saveMoment(MOMENT);
  assert.equal(singleKeyShortcutsEnabled(), true);
  assert.deepEqual(savedMoments(), []);
});

test("a moment is saved once, the newest first, and can be removed", () => {
  saveMoment({ ...MOMENT, said: "" });
  saveMoment({ ...MOMENT, seconds: 230 });
  saveMoment(MOMENT);
  assert.deepEqual(
    savedMoments().map(({ seconds, said }) => [seconds, said]),
    [
      [218, MOMENT.said],
      [230, MOMENT.said],
    ],
  );
  removeMoment(MOMENT);
  assert.deepEqual(
    savedMoments().map(({ seconds }) => seconds),
    [230],
  );
});

test("a note that is read again comes first", () => {
  for (const path of ["/c/a", "/c/b", "/c/a"]) saveReadNote(path, path);
  assert.deepEqual(
    readNotes().map(({ path }) => path),
    ["/c/a", "/c/b"],
  );
});

test("invalid values in storage are dropped", () => {
  const paths = [
    null,
    "",
    "x",
    "//example.org/x",
    "/\\example.org/x",
    "javascript:alert(1)",
    "/x?t=1",
  ];
  for (const path of paths) {
    assert.equal(parseSavedMoment({ ...MOMENT, path }), null, String(path));
    assert.equal(parseReadNote({ path, title: "A", at: 1 }), null, String(path));
  }
  for (const seconds of [-1, 1.5, "1", 1e9, null, undefined])
    assert.equal(parseSavedMoment({ ...MOMENT, seconds }), null, String(seconds));
  for (const uncertain of [
    null,
    7,
    "1-2",
    [],
    [1],
    [2, 1],
    [1, 2, 3],
    ["1", "2"],
    [-1, 1],
    [1, 1e9],
  ])
    assert.equal(parseSavedMoment({ ...MOMENT, uncertain }), null, JSON.stringify(uncertain));
  assert.deepEqual(parseSavedMoment({ ...MOMENT, uncertain: [200, 500] })?.uncertain, [200, 500]);
  for (const value of [null, 7, "x", [], [[]], {}]) assert.equal(parseSavedMoment(value), null);
  assert.equal(parseReadNote({ path: "/c/a", title: "A", at: 1e300 }), null);
  assert.deepEqual(parseSavedMoment({ ...MOMENT, more: "more" }), MOMENT);
  for (const text of ["{", "7", "null", '{"length": 3}']) {
    storage.setItem("cueleaf-kept", text);
    assert.deepEqual(savedMoments(), [], text);
  }
});

test("moments are exported in a section for each note", () => {
  const moments = [
    MOMENT,
    { ...MOMENT, path: "/c/b", title: "[B]" },
    { ...MOMENT, seconds: 3723 },
    { ...MOMENT, seconds: 1470, uncertain: /** @type {[number, number]} */ ([1200, 1799]) },
  ];
  assert.equal(
    toMarkdown(moments, "https://notes.example"),
    `# Saved moments

## [A](https://notes.example/c/a)

- [3:38](https://notes.example/c/a?t=218) One \\*sentence\\*.
- [1:02:03](https://notes.example/c/a?t=3723) One \\*sentence\\*.
- [20–29 min](https://notes.example/c/a?t=1470) One \\*sentence\\*.

## [\\[B\\]](https://notes.example/c/b)

- [3:38](https://notes.example/c/b?t=218) One \\*sentence\\*.
`,
  );
});
