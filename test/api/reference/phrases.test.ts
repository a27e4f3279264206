import { expect, test } from "vitest";
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
