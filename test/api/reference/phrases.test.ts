import { expect, test } from "vitest";
import objectNames from "../../../src/api/reference/object-names.json" with { type: "json" };
import { objectNamesOf } from "../../../src/api/reference/object-names.ts";
import { phrases } from "../../../src/api/reference/phrases/phrases.ts";
import { loadReference } from "../../../src/api/reference/reference.ts";

const { all, operations } = await loadReference();

test("every operation has phrases of its own", () =>
  expect(all.filter((operation) => operation.phrases.length === 0).map(({ id }) => id)).toEqual([]));

test("no phrases are those of an unknown operation", () =>
  expect(Object.keys(phrases).filter((id) => !operations.has(id))).toEqual([]));

test("a phrase is a few plain words, without identifiers or addresses", () => {
  const texts = all.flatMap((operation) => operation.phrases);
  expect(texts.filter((text) => text.trim() !== text || text === "" || /[_{}<>]|https?:/.test(text))).toEqual([]);
});

test("every entry of everyday names is for an object that operations have", () => {
  const used = new Set(all.map(({ id }) => objectNamesOf(id).join("; ")));
  expect(Object.entries(objectNames).filter(([, names]) => !used.has(names))).toEqual([]);
});

test("the names of an object are those of the longest noun", () => {
  expect(objectNamesOf("jobs.getRun")).toContain("run history of a job");
  expect(objectNamesOf("jobs.getRunOutput")).toContain("result of a task");
  expect(objectNamesOf("jobs.get")).toContain("workflow");
});
