import { expect, test } from "vitest";
import { compareCells } from "../../../../src/api/workspace/cells/compare.ts";

const cells = (...sources: string[]) => sources.map((source) => ({ source }));
const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => `line ${from + at}`);

test("equal notebooks have no differences, regardless of their line ends", () => {
  expect(compareCells(cells("a\nb", "c"), cells("a\r\nb\n", "c"))).toEqual([]);
  expect(compareCells([], [])).toEqual([]);
});

test("a changed cell shows its lines with those around them", () => {
  const before = lines(1, 20).join("\n");
  const after = [...lines(1, 9), "new", ...lines(11, 20)].join("\n");
  expect(compareCells(cells("a", before), cells("a", after))).toEqual([
    {
      cell: 1,
      other_cell: 1,
      diff: "…\n  line 8\n  line 9\n- line 10\n+ new\n  line 11\n  line 12\n…",
    },
  ]);
});

test("cells of one notebook only are removed and added, and do not disturb the others", () => {
  expect(compareCells(cells("a", "b", "c"), cells("a", "c", "d"))).toEqual([
    { cell: 1, diff: "- b" },
    { other_cell: 2, diff: "+ d" },
  ]);
});

test("of several changed cells, similar ones belong together", () => {
  expect(compareCells(cells("a", "x = 1\ny = 2\nz = 3"), cells("a", "new", "x = 1\ny = 5\nz = 3"))).toEqual([
    { other_cell: 1, diff: "+ new" },
    { cell: 1, other_cell: 2, diff: "  x = 1\n- y = 2\n+ y = 5\n  z = 3" },
  ]);
  expect(compareCells(cells("old"), cells("one", "two"))).toEqual([
    { cell: 0, diff: "- old" },
    { other_cell: 0, diff: "+ one" },
    { other_cell: 1, diff: "+ two" },
  ]);
});

test("a title is part of its cell", () => {
  expect(compareCells([{ source: "a", title: "Load" }], cells("a"))).toEqual([
    { cell: 0, other_cell: 0, diff: "- title: Load\n  a" },
  ]);
});

test("large notebooks without a common line are compared in bounded time", () => {
  const large = (name: string) => cells(...Array.from({ length: 3000 }, (_, at) => `${name} ${at}\n${name}`));
  expect(compareCells(large("a"), [...large("b"), { source: "end" }])).toHaveLength(6001);
  const [one] = compareCells(cells(lines(1, 5000).join("\n")), cells(lines(6000, 11_000).join("\n")));
  expect(one?.diff.split("\n")).toHaveLength(10_001);
});
