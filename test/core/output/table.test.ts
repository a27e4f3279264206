import { expect, test } from "vitest";
import { table } from "../../../src/core/output/table.ts";

test("a header and one line per row; NULL differs from an empty string", () => {
  expect(
    table(
      ["id", "name"],
      [
        [1, "Oslo"],
        [2, null],
        [3, ""],
        [4, undefined],
      ],
    ),
  ).toBe("id | name\n1 | Oslo\n2 | NULL\n3 | \n4 | NULL");
});

test("no cell can break its line or column", () => {
  expect(table(["a|b"], [["x\ny\r\n\tz|"], [{ k: ["|"] }], [true]])).toBe(
    'a\\|b\nx\\ny\\r\\n\\tz\\|\n{"k":["\\|"]}\ntrue',
  );
});

test("what looks alike is told apart: NULL and its text, a line break and a backslash with n", () => {
  expect(table(["a"], [[null], ["NULL"], ["x\ny"], ["x\\ny"], ["C:\\dir"], [{ k: "x\ny" }]])).toBe(
    'a\nNULL\n"NULL"\nx\\ny\nx\\\\ny\nC:\\dir\n{"k":"x\\ny"}',
  );
});

test("every row has exactly the header's columns", () => {
  expect(table(["a", "b"], [[1], [1, 2, 3]])).toBe("a | b\n1 | NULL\n1 | 2");
});

test("a single value of several lines keeps them", () => {
  expect(table(["plan"], [["== Plan ==\n  Scan a|b\n"]])).toBe("plan\n== Plan ==\n  Scan a|b");
  expect(table(["a", "b"], [["x\ny", "z"]])).toBe("a | b\nx\\ny | z");
  expect(table(["a"], [["x\ny"], ["z"]])).toBe("a\nx\\ny\nz");
});
