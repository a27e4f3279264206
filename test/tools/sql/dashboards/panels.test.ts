import { describe, expect, test } from "vitest";
import { drawWidgetRows } from "../../../../src/tools/sql/dashboards/panels.ts";

/** The words for a chart of rows of `x` and `y`. */
const factsOf = (type: string, scale: string, xType: string, rows: (readonly [string, string])[]) =>
  drawWidgetRows(
    {
      type,
      title: "",
      place: { x: 0, y: 0, width: 1, height: 1 },
      encodings: {
        x: [{ field: "x", label: "x", scale }],
        y: [{ field: "y", label: "y" }],
        color: [],
        value: [],
        angle: [],
        columns: [],
      },
      query: { problem: "none" },
    },
    {
      columns: [
        { name: "x", type: xType },
        { name: "y", type: "DOUBLE" },
      ],
      rows,
      total: rows.length,
      more: false,
    },
  ).facts;

describe("a chart in words", () => {
  test("follows the order of a time axis, not of the rows", () => {
    const rows = [
      ["2025-03-01", "30"],
      ["2025-01-01", "10"],
      ["2025-02-01", "20"],
    ] as const;
    expect(factsOf("line", "temporal", "DATE", [...rows])).toBe(
      "y: 3 points, x 2025-01-01 … 2025-03-01, from 10 to 30 (at 2025-03-01), last 30",
    );
  });

  test("follows the numbers of a value axis", () => {
    const rows = [
      ["10", "1"],
      ["9", "2"],
    ] as const;
    expect(factsOf("scatter", "quantitative", "INT", [...rows])).toBe(
      "y: 2 points, x 9 … 10, from 1 to 2 (at 9), last 1",
    );
  });

  test("has no last value for names", () => {
    const rows = [
      ["open", "5"],
      ["done", "7"],
    ] as const;
    expect(factsOf("bar", "categorical", "STRING", [...rows])).toBe("y: 2 points, by x, from 5 to 7 (at done)");
  });
});
