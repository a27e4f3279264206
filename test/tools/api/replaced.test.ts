import { expect, test } from "vitest";
import { asChange, lostEntries } from "../../../src/tools/api/replaced.ts";

const words = (current: object, changes: object) =>
  lostEntries({ ...current }, { ...changes }).map(({ text }) => text.sentence);

test("entries of lists that are lost are shown with their credentials masked", () => {
  const env = [{ name: "DB_PASSWORD", value: "hunter22" }];
  expect(words({ env }, { env: [] })[0]).not.toContain("hunter22");
  expect(words({ libraries: [{ pypi: { package: "a" } }] }, { libraries: [] })[0]).toContain("pypi");
  const lists = {
    parameters: [
      { name: "api_key", default: "sk-123" },
      { name: "month", default: "1" },
    ],
  };
  const lost = words(lists, { parameters: [] });
  expect(lost.join()).not.toContain("sk-123");
  expect(lost[1]).toContain("month");
});

test("a replacement as a change: fields that differ, and null for those left out", () => {
  expect(asChange({ a: 1, b: [1], c: "x", d: "" }, { a: 2, c: "x" }, ["a", "b", "c", "d"])).toEqual({ a: 2, b: null });
});
