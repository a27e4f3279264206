import { describe, expect, test } from "vitest";
import * as z from "zod";
import { coerceArguments } from "../../../src/core/calls/coerce.ts";
import { limit, READINGS } from "../../../src/core/params.ts";

const input = z.strictObject({
  id: z.string().regex(/^\d+$/, "must be the digits of an id").optional(),
  catalog: z.string().optional(),
  limit: z.number().int().min(1).default(25),
  rows: limit(20, 100),
  most: z.number().max(5).optional(),
  ratio: z.number().optional(),
  force: z.boolean().optional(),
  language: z.enum(["python", "sql"]).optional(),
  names: z.array(z.string()).optional(),
  ids: z.array(z.string().regex(/^\d+$/)).optional(),
  tasks: z.array(z.looseObject({ task_key: z.string() })).optional(),
  params: z.record(z.string(), z.string()).optional(),
  settings: z.record(z.string(), z.unknown()).optional(),
  parameters: z.array(z.strictObject({ name: z.string(), value: z.string().nullable() })).optional(),
  full_name: z.string().register(READINGS, { reading: "sql-name" }).optional(),
  path: z.string().register(READINGS, { reading: "volume-path" }).describe("Path").optional(),
});

const read = (args: object): unknown => coerceArguments(input, args).value;

describe("one reading", () => {
  test.each([
    ["null for an optional", { id: null, limit: null, names: null }, {}],
    ["an empty text for an optional that takes none", { id: "", language: "", limit: "", names: "" }, {}],
    ["an empty text that is a value", { catalog: "" }, { catalog: "" }],
    ["a page beyond the largest", { rows: 500 }, { rows: 100 }],
    ["digits for a number", { limit: "2", ratio: "0.5" }, { limit: 2, ratio: 0.5 }],
    ["a number for digits", { id: 620114587321, ids: [1, "2"] }, { id: "620114587321", ids: ["1", "2"] }],
    ["the name of a boolean", { force: "true" }, { force: true }],
    ["an enum value in another case", { language: "Python" }, { language: "python" }],
    ["one text for a list of them", { names: "x" }, { names: ["x"] }],
    ["one object for a list of them", { tasks: { task_key: "a" } }, { tasks: [{ task_key: "a" }] }],
    ["JSON text for a list", { tasks: '[{"task_key":"a"}]' }, { tasks: [{ task_key: "a" }] }],
    ["JSON text for an object", { settings: '{"a":{"b":1}}' }, { settings: { a: { b: 1 } } }],
    ["numbers and booleans in a map of texts", { params: { a: 1, b: true } }, { params: { a: "1", b: "true" } }],
    [
      "null where null is a value",
      { parameters: [{ name: "p", value: null }] },
      { parameters: [{ name: "p", value: null }] },
    ],
    [
      "a map for a list of names and values",
      { parameters: { p: 1, q: "x" } },
      {
        parameters: [
          { name: "p", value: "1" },
          { name: "q", value: "x" },
        ],
      },
    ],
    [
      "one name and value for a list of them",
      { parameters: { name: "p", value: "1" } },
      { parameters: [{ name: "p", value: "1" }] },
    ],
    ["JSON text of a map for such a list", { parameters: '{"p":1}' }, { parameters: [{ name: "p", value: "1" }] }],
    [
      "a list of keys and values for a map",
      {
        params: [
          { key: "a", value: 1 },
          { key: "b", value: "2" },
        ],
      },
      { params: { a: "1", b: "2" } },
    ],
    ["a back-quoted name", { full_name: "`a`.`b-c`.d" }, { full_name: "a.b-c.d" }],
    ["a volume by its DBFS address", { path: "dbfs:/Volumes/a/b/c" }, { path: "/Volumes/a/b/c" }],
  ])("%s", (_, given, meant) => {
    expect(read(given)).toEqual(meant);
    expect(input.safeParse(read(given)).success).toBe(true);
  });
});

describe("more than one reading, or none", () => {
  test.each([
    ["text that is no number", { limit: "two" }],
    ["a number beyond a maximum, where no page is meant", { most: 6 }],
    ["a page of no whole number", { rows: 100.5 }],
    ["digits beyond 2^53 for a number", { ratio: "9007199254740993" }],
    ["a boolean for a text", { catalog: true }],
    ["a number for a boolean", { force: 1 }],
    ["another word for an enum", { language: "pyspark" }],
    ["JSON text of another kind", { settings: "[1]", tasks: '{"name":"a"}' }],
    ["an unknown field", { limt: 2 }],
    ["a name without a value", { parameters: { name: "p" } }],
    [
      "a key that is given twice",
      {
        params: [
          { key: "a", value: "1" },
          { key: "a", value: "2" },
        ],
      },
    ],
    ["a list for a map", { params: [{ key: "a", value: "1", type: "INT" }, "b"] }],
    ["a back-quoted part with a dot in it", { full_name: "a.`b.c`" }],
  ])("%s stays as it was", (_, given) => expect(read(given)).toEqual(given));
});

test("integers that lost digits on the way are named by their path, wherever they are not meant as numbers", () => {
  const lost = 2 ** 53 + 2;
  const given = {
    id: lost,
    ratio: lost,
    tasks: [{ task_key: "a", run_job_task: { job_id: lost } }],
    settings: { n: [lost] },
  };
  expect(coerceArguments(input, given).unsafe).toEqual(["id", "tasks[0].run_job_task.job_id", "settings.n[0]"]);
});
