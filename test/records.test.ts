import { describe, expect, test } from "vitest";
import { keysOf, parsedJson, recordOf, withSortedKeys } from "../src/records.ts";

test.each([[null], [undefined], [[1]], ["text"], [0]])("%j is not a record", (value) => {
  expect(recordOf(value)).toEqual({});
});

test("a record is returned itself, and its keys are those of its type", () => {
  const table = { b: 1, a: 2 };
  expect(recordOf(table)).toBe(table);
  expect(keysOf(table)).toEqual(["b", "a"]);
});

test("a text that is not JSON has no value", () => {
  expect([parsedJson("{"), parsedJson(""), parsedJson("null"), parsedJson("[1]")]).toEqual([
    undefined,
    undefined,
    null,
    [1],
  ]);
});

describe("JSON with sorted keys", () => {
  const textOf = (value: unknown) => JSON.stringify(value, withSortedKeys);

  test("does not depend on the order of keys, at any depth", () => {
    expect(textOf({ b: [{ y: 1, x: 2 }], a: { d: 3, c: 4 } })).toBe('{"a":{"c":4,"d":3},"b":[{"x":2,"y":1}]}');
  });

  test("depends on the order of lists and on every value", () => {
    expect(textOf([2, 1])).not.toBe(textOf([1, 2]));
    expect(textOf({ a: "1" })).not.toBe(textOf({ a: 1 }));
    expect(textOf({ a: undefined })).toBe(textOf({}));
  });
});
