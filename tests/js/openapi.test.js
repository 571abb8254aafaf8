import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { Validator } from "@seriousme/openapi-schema-validator";

test("the description of the API is valid OpenAPI 3.1", async () => {
  const file = new URL("../../src/pages/json/openapi.json", import.meta.url);
  const validator = new Validator();
  const result = await validator.validate(JSON.parse(await readFile(file, "utf8")));
  assert.deepEqual(result.errors ?? [], []);
  assert.equal(result.valid, true);
  assert.equal(validator.version, "3.1");
});
