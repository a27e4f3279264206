import { expect, test } from "vitest";
import { findLine, likePattern, nameScore } from "../../../src/api/workspace/name-match.ts";

test.each([
  ["orders", "Orders", "", 4],
  ["orders", "orders_daily", "", 3],
  ["daily orders", "orders_daily", "", 2],
  ["etl orders", "load_orders", "/Users/ana/etl/load_orders", 1],
  ["etl orders", "load_orders", "/Users/ana/load_orders", 0],
  [" ", "anything", "", 0],
])("the score of %s in %s", (query, name, about, score) => expect(nameScore(query, name, about)).toBe(score));

test("the line that contains the query, otherwise the one that contains all its words", () => {
  const text = "def parse(line):\n  return line.split()\nrows = parse_line(x)";
  expect(findLine("parse_line", text)).toEqual({ line: 3, text: "rows = parse_line(x)" });
  expect(findLine("line parse", text)).toEqual({ line: 1, text: "def parse(line):" });
  expect(findLine("absent", text)).toBeUndefined();
});

test("the LIKE pattern is the longest word of the query, without wildcards", () => {
  expect(likePattern("my orders")).toBe("%orders%");
  expect(likePattern("50%off")).toBe("%50off%");
  expect(likePattern("%")).toBe("%");
});
