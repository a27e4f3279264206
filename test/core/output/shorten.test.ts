import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { prefix, shorten } from "../../../src/core/output/shorten.ts";

describe("shorten", () => {
  test("does not change values that fit", () => {
    const value = { a: [1, 2, 3], b: "text" };
    expect(shorten(value, 1000)).toEqual({ value, cuts: [] });
  });

  test("keeps small fields and shortens the large one, with counts", () => {
    const rows = Array.from({ length: 100 }, (_, index) => [index, "x".repeat(20)]);
    const { value, cuts } = shorten({ state: "SUCCEEDED", rows, total: 100 }, 500);
    expect(value).toMatchObject({ state: "SUCCEEDED", total: 100 });
    expect(cuts).toHaveLength(1);
    expect(cuts[0]).toMatchObject({ path: "rows", total: 100, unit: "items", whole: rows });
    expect(cuts[0]?.kept).toBeGreaterThan(5);
    expect((value as { rows: unknown[] }).rows).toEqual(rows.slice(0, cuts[0]?.kept));
  });

  test("a first item larger than the budget is itself shortened", () => {
    const { value, cuts } = shorten({ rows: ["y".repeat(5000), "z"] }, 300);
    expect((value as { rows: string[] }).rows[0]).toMatch(/^y{50,}$/);
    expect(cuts.map((cut) => cut.path)).toEqual(["rows[0]", "rows"]);
  });

  test("names in a shortened item stay whole: a part of one would look like another name", () => {
    const task = {
      task_key: "load_orders",
      notebook_task: { notebook_path: "/Users/ana@example.com/etl/load_orders" },
    };
    const { value, cuts } = shorten({ about: "a".repeat(500), tasks: [task, task, task] }, 200);
    expect(value).toMatchObject({ tasks: [task] });
    expect(cuts.map(({ path }) => path).sort()).toEqual(["about", "tasks"]);
  });

  test("a map with many names fits all the same", () => {
    const map = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`k${index}`, "v".repeat(60)]));
    expect(JSON.stringify(shorten({ map }, 8000).value).length).toBeLessThanOrEqual(8000);
  });

  test("property: the result fits, every field is a prefix, and counts are exact", () => {
    const leaf = fc.oneof(fc.string({ maxLength: 400, unit: "binary" }), fc.integer(), fc.boolean());
    const tree = fc.dictionary(fc.string({ maxLength: 8 }), fc.oneof(leaf, fc.array(leaf, { maxLength: 60 })), {
      maxKeys: 5,
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(tree, fc.integer({ min: 300, max: 2000 }), (input, budget) => {
        const { value, cuts } = shorten(input, budget);
        expect(JSON.stringify(value).length).toBeLessThanOrEqual(Math.max(budget, 300));
        for (const cut of cuts) {
          expect(cut.kept).toBeLessThan(cut.total);
          expect(cut.whole.length).toBe(cut.total);
        }
        if (cuts.length === 0) expect(value).toEqual(input);
      }),
      { numRuns: 500 },
    );
  });

  test("property: a prefix never splits a code point", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 50 }), fc.nat(60), (text, length) => {
        const kept = prefix(text, length);
        expect(text.startsWith(kept)).toBe(true);
        expect(kept.length).toBeLessThanOrEqual(length);
        expect(kept.length).toBeGreaterThanOrEqual(Math.min(text.length, length) - 1);
        expect(/[\ud800-\udbff]$/.test(kept) && !/[\ud800-\udbff]$/.test(text)).toBe(false);
      }),
    );
  });
});
