import { expect, test } from "vitest";
import * as z from "zod";
import { checkInSlices } from "../../../../src/api/http/slices/check.ts";
import { createPace } from "../../../../src/api/http/slices/pace.ts";

const rows = Array.from({ length: 20_000 }, (_, at) => ({ path: `/Users/ana/${at}`, object_type: "NOTEBOOK", at }));
const row = z.object({ path: z.string(), at: z.number() });

/** A pace that counts its rests. */
function counted() {
  let rests = 0;
  const pace = createPace(async () => void rests++);
  return { pace, rests: () => rests };
}

test.each([
  ["a list", z.array(row), rows],
  ["a field", z.object({ objects: z.array(row).optional(), total: z.number() }), { total: 1, objects: rows }],
  [
    "fields that the schema does not have",
    z.looseObject({ objects: z.array(row).nullish(), a: z.string() }),
    { z: 1, a: "", objects: rows, b: rows.slice(0, 9) },
  ],
  [
    "a field in an object",
    z.object({ result: z.looseObject({ rows: z.array(z.looseObject({})) }) }),
    { result: { rows } },
  ],
  ["what is changed afterwards", z.object({ rows: z.array(row) }).transform(({ rows }) => rows.length), { rows }],
  ["what is changed before", z.preprocess((value) => ({ value }), z.object({ value: z.array(row) })), rows],
  ["a list of lists", z.array(z.array(row)), [rows, rows.slice(0, 10)]],
] as const)("R11 %s is checked in slices, with the same result", async (_, schema, value) => {
  const { pace, rests } = counted();
  const checked = await checkInSlices(schema, value, pace);
  const whole = z.parse(schema, value);
  expect(checked).toEqual(whole);
  expect(Object.keys(Object(checked))).toEqual(Object.keys(Object(whole)));
  expect(rests()).toBeGreaterThan(5);
});

test.each([
  ["an item", z.object({ objects: z.array(row) }), { objects: [...rows, { path: 1, at: 1 }] }],
  ["another field", z.object({ objects: z.array(row), total: z.number() }), { objects: rows }],
  ["a field that is not allowed", z.strictObject({ objects: z.array(row) }), { objects: rows, more: 1 }],
  ["a rule of the list", z.object({ objects: z.array(row).max(10) }), { objects: rows }],
  ["a rule of the object", z.object({ objects: z.array(row) }).refine(() => false), { objects: rows }],
  [
    "a rule of what it becomes",
    z
      .array(row)
      .transform((list) => list)
      .refine(() => false),
    rows,
  ],
  ["a list in place of an object", z.object({ objects: row }), { objects: rows }],
] as const)("R11 %s that does not match is the same error", async (_, schema, value) => {
  const { error } = z.safeParse(schema, value);
  await expect(checkInSlices(schema, value, counted().pace)).rejects.toMatchObject({ issues: error?.issues });
});

test("a small value is checked at once", async () => {
  const { pace, rests } = counted();
  await checkInSlices(z.array(row), rows.slice(0, 100), pace);
  expect(rests()).toBe(0);
});
