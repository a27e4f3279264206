import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { joinCells } from "../../../../src/api/workspace/cells/cell-file.ts";
import { applySlots, type CellEdit, editProblem, planEdits } from "../../../../src/api/workspace/cells/edits.ts";
import { readJupyter } from "../../../../src/api/workspace/cells/jupyter.ts";
import { readSource } from "../../../../src/api/workspace/cells/source.ts";
import { LANGUAGES, type NotebookLanguage } from "../../../../src/api/workspace/workspace.ts";
import { cell, cellSource } from "../../../support/cells.ts";

const COMMENT: Readonly<Record<NotebookLanguage, string>> = { PYTHON: "#", SQL: "--", SCALA: "//", R: "#" };

describe("edits", () => {
  const five = ["a", "b", "c", "d", "e"];
  const text = `# Databricks notebook source\n${five.join("\n\n# COMMAND ----------\n\n")}\n`;
  const edited = (...edits: CellEdit[]) => {
    const slots = planEdits(edits, five.length);
    if ("problem" in slots) return slots.problem;
    return readSource(joinCells(readSource(text, "PYTHON"), slots), "PYTHON")
      .cells.map(({ source }) => source)
      .join("");
  };

  test.each<[string, CellEdit[]]>([
    ["aBcde", [{ replace: 1, source: "B" }]],
    ["acde", [{ delete: 1 }]],
    ["abXcde", [{ insert: 2, source: "X" }]],
    [
      "abcdeXY",
      [
        { insert: 5, source: "X" },
        { insert: 5, source: "Y" },
      ],
    ],
    ["eabcd", [{ move: 4, to: 0 }]],
    ["bcdea", [{ move: 0, to: 5 }]],
    [
      "dXBe",
      [{ move: 3, to: 0 }, { delete: 0 }, { insert: 1, source: "X" }, { replace: 1, source: "B" }, { delete: 2 }],
    ],
    ["", [0, 1, 2, 3, 4].map((cell) => ({ delete: cell }))],
    ["abcde", [{ move: 2, to: 2 }]],
  ])("%s", (expected, edits) => expect(edited(...edits)).toBe(expected));

  test.each<[string, CellEdit]>([
    ["Cell 5 does not exist. The notebook has cells 0 to 4.", { delete: 5 }],
    ["Cell 6 does not exist. The notebook has cells 0 to 4.", { insert: 6, source: "" }],
    ["Cell 9 does not exist. The notebook has cells 0 to 4.", { move: 0, to: 9 }],
  ])("%s", (problem, edit) => expect(edited(edit)).toBe(problem));

  test("refuses two edits of one cell", () => {
    expect(edited({ delete: 1 }, { move: 1, to: 0 })).toBe("Cell 1 has two edits. Only one edit per cell is allowed.");
  });

  test.each<[CellEdit, string]>([
    [{}, "exactly one"],
    [{ delete: 1, insert: 2 }, "exactly one"],
    [{ insert: 1 }, "insert requires source"],
    [{ replace: 1 }, "replace requires source or title"],
    [{ delete: 1, source: "x" }, "delete does not accept source"],
    [{ move: 1 }, "move requires `to`"],
    [{ delete: 1, to: 2 }, "only move accepts it"],
  ])("%j: %s", (edit, words) => expect(editProblem(edit)).toContain(words));

  test("cells without an edit keep their bytes and order, in every language", () => {
    const file = fc.tuple(fc.constantFrom(...LANGUAGES), fc.array(cellSource, { minLength: 1, maxLength: 8 }));
    fc.assert(
      fc.property(file, fc.infiniteStream(fc.nat(7)), cell, ([language, cells], numbers, fresh) => {
        const comment = COMMENT[language];
        const read = (source: string) => readSource(source, language);
        const before = read(
          `${comment} Databricks notebook source\n${cells.join(`\n\n${comment} COMMAND ----------\n\n`)}\n`,
        );
        const count = before.bodies.length;
        const [replaced = 0, at = 0] = [...numbers.take(2)].map((one) => one % count);
        const slots = planEdits(
          [
            { replace: replaced, ...fresh },
            { insert: at, ...fresh },
          ],
          count,
        );
        if ("problem" in slots) throw new Error(slots.problem);
        const made = applySlots(before, slots, read);
        if (!("text" in made)) throw new Error(`cell ${made.unwritable}`);
        const kept = read(made.text).bodies.filter((_, index) => typeof slots[index] === "number");
        expect(kept).toEqual(before.bodies.filter((_, index) => index !== replaced));
      }),
    );
  });

  test("the same holds for JUPYTER notebooks", () => {
    const cells = fc.array(fc.record({ cell_type: fc.constantFrom("code", "markdown"), source: fc.string() }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(cells, fc.nat(2), fc.nat(7), cell, (given, indent, number, fresh) => {
        const before = readJupyter(JSON.stringify({ nbformat: 4, cells: given, after: [] }, null, indent));
        if (!before) throw new Error("not read");
        const at = number % given.length;
        const slots = planEdits(
          [
            { replace: at, ...fresh },
            { insert: given.length, ...fresh },
            { insert: 0, ...fresh },
          ],
          given.length,
        );
        if ("problem" in slots) throw new Error(slots.problem);
        const after = readJupyter(joinCells(before, slots));
        expect(after?.bodies.filter((_, index) => typeof slots[index] === "number")).toEqual(
          before.bodies.filter((_, index) => index !== at),
        );
        const { title, source } = fresh;
        expect(after?.cells[0]).toEqual({ source, ...(title ? { title } : {}) });
      }),
    );
  });
});
