import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";

const ROOT = join(import.meta.dirname, "../../static/js");
/** Matches static and dynamic imports. Imports of types are in comments, which are removed. */
const IMPORT = /(?:^import\s|\sfrom\s|\bimport\()\s*"(\.[^"]+)"/gm;
const COMMENT = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;

/** @typedef {Map<string, Set<string>>} Graph */

/** @returns {Graph} the imports of each script */
function importsOfScripts() {
  const files = readdirSync(ROOT, { recursive: true, encoding: "utf8" });
  const scripts = files.filter((file) => file.endsWith(".js"));
  return new Map(
    scripts.map((script) => {
      const code = readFileSync(join(ROOT, script), "utf8").replaceAll(COMMENT, "");
      const paths = [...code.matchAll(IMPORT)].map(([, path]) => join(dirname(script), path));
      return [script, new Set(paths)];
    }),
  );
}

/**
 * @param {Graph} graph
 * @returns {string[] | null} the nodes of a cycle; null if there is none
 */
function findCycle(graph) {
  /** @type {Set<string>} */
  const finished = new Set();
  /** @type {(node: string, path: string[]) => string[] | null} */
  const visit = (node, path) => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (finished.has(node)) return null;
    for (const next of graph.get(node) ?? []) {
      const cycle = visit(next, [...path, node]);
      if (cycle) return cycle;
    }
    finished.add(node);
    return null;
  };
  for (const node of graph.keys()) {
    const cycle = visit(node, []);
    if (cycle) return cycle;
  }
  return null;
}

test("a cycle is found", () => {
  const graph = new Map([
    ["a", new Set(["b"])],
    ["b", new Set(["c"])],
    ["c", new Set(["b"])],
  ]);
  assert.deepEqual(findCycle(graph), ["b", "c", "b"]);
});

test("every import names a script", () => {
  const imports = importsOfScripts();
  assert.ok((imports.get("main.js")?.size ?? 0) > 3);
  for (const [script, paths] of imports)
    for (const path of paths) assert.ok(imports.has(path), `${script} imports ${path}`);
});

test("scripts have no static or dynamic import cycles", () => {
  assert.equal(findCycle(importsOfScripts()), null);
});

test("folders have no import cycles", () => {
  /** @type {Graph} */
  const folders = new Map();
  for (const [script, paths] of importsOfScripts()) {
    const folder = dirname(script);
    const others = [...paths].map((path) => dirname(path)).filter((other) => other !== folder);
    folders.set(folder, new Set([...(folders.get(folder) ?? []), ...others]));
  }
  assert.equal(findCycle(folders), null);
});
