import { describe, expect, test } from "vitest";
import * as z from "zod";
import { parseArguments } from "../../../src/core/calls/arguments.ts";
import { ANY_OBJECT, READINGS } from "../../../src/core/params.ts";
import { defineToolset } from "../../../src/core/tool.ts";
import { catalogue } from "../../../src/tools/index.ts";

const { tool } = defineToolset({ id: "t", title: "T", summary: "t", default: true });
const shaped = (shape: string) => z.string().register(READINGS, { reading: "sql-name", shape });
const made = (input: z.ZodObject, aliases: Record<string, string> = {}) =>
  tool({
    name: "get_it",
    title: "Get it",
    description: "Gets.",
    access: "read",
    aliases,
    input,
    output: z.object({}),
    run: async () => ({}),
  });

const TABLE = made(
  z.strictObject({ full_name: shaped("catalog.schema.table").optional(), column_name: z.string().optional() }),
  {
    table_name: "full_name",
    name: "full_name",
  },
);
const SCHEMA = made(z.strictObject({ full_name: shaped("catalog.schema") }));
const MODEL = made(z.strictObject({ name: shaped("catalog.schema.model") }), { model_name: "name", full_name: "name" });
const ANY = made(z.strictObject({ full_name: shaped(ANY_OBJECT), securable_type: z.string().optional() }));
const PARTS = made(z.strictObject({ catalog_name: z.string(), schema_name: z.string() }), { name: "schema_name" });

const read = (of: typeof TABLE, given: unknown): unknown => {
  const parsed = parseArguments(of, given);
  return "problem" in parsed ? parsed.problem : parsed.args;
};

describe("a full name in parts", () => {
  test.each([
    [{ catalog_name: "main", schema_name: "sales", table_name: "orders" }],
    [{ catalog: "main", schema: "sales", table: "orders" }],
    [{ catalog_name: "main", schema_name: "sales", full_name: "orders" }],
    [{ catalog_name: "main", schema_name: "sales", name: "orders" }],
    [{ catalog_name: "main", name: "sales.orders" }],
    [{ catalog_name: "main", schema_name: "sales", table_name: "main.sales.orders" }],
    [{ catalog_name: "`main`", schema_name: "sales", table_name: "`orders`" }],
    [{ full_name: "main.sales.orders", schema: "sales" }],
  ])("%j is main.sales.orders", (given) => {
    expect(read(TABLE, given)).toEqual({ full_name: "main.sales.orders" });
  });

  test("an argument of the tool's own does not belong to the name", () => {
    expect(read(TABLE, { catalog: "main", schema: "sales", table: "orders", column_name: "id" })).toEqual({
      full_name: "main.sales.orders",
      column_name: "id",
    });
  });

  test("a schema, and a model of either registry", () => {
    expect(read(SCHEMA, { catalog_name: "main", schema_name: "sales" })).toEqual({ full_name: "main.sales" });
    expect(read(SCHEMA, { catalog_name: "main", full_name: "sales" })).toEqual({ full_name: "main.sales" });
    expect(read(MODEL, { catalog_name: "main", schema_name: "ml", model_name: "churn" })).toEqual({
      name: "main.ml.churn",
    });
    expect(read(MODEL, { model_name: "churn" })).toEqual({ name: "churn" });
  });

  test.each([
    [{ catalog_name: "main" }, "main"],
    [{ catalog: "main", schema: "sales" }, "main.sales"],
    [{ catalog: "main", schema: "sales", volume_name: "files" }, "main.sales.files"],
    [{ catalog: "main", schema: "sales", table: "orders", column: "id" }, "main.sales.orders.id"],
    [{ catalog: "main", schema: "sales", full_name: "orders" }, "main.sales.orders"],
    [{ catalog: "main", full_name: "main.sales" }, "main.sales"],
    [{ full_name: "main.sales.orders", table_name: "orders" }, "main.sales.orders"],
  ])("of an object of any kind: %j is %s", (given, full_name) => {
    expect(read(ANY, given)).toEqual({ full_name });
  });

  test.each([
    ["a part is missing", TABLE, { catalog_name: "main", table_name: "orders" }, 'unknown: "catalog_name"'],
    ["another schema", TABLE, { full_name: "main.sales.orders", schema_name: "hr" }, 'unknown: "schema_name"'],
    ["another catalog", ANY, { full_name: "main.sales", catalog_name: "dev" }, 'unknown: "catalog_name"'],
    ["only the catalog", SCHEMA, { catalog_name: "main" }, "full_name: is required"],
    ["a number", SCHEMA, { catalog_name: 1, schema_name: "sales" }, 'unknown: "catalog_name", "schema_name"'],
  ])("refused: %s", (_, of, given, words) => {
    expect(read(of, given)).toContain(words);
  });

  test("a tool that takes the parts also takes the full name and short names", () => {
    const parts = { catalog_name: "main", schema_name: "sales" };
    expect(read(PARTS, { full_name: "main.sales" })).toEqual(parts);
    expect(read(PARTS, { catalog: "main", schema: "sales" })).toEqual(parts);
    expect(read(PARTS, { catalog: "main", name: "sales" })).toEqual(parts);
    expect(read(PARTS, { full_name: "main.sales", catalog_name: "dev" })).toContain('unknown: "full_name"');
    expect(read(PARTS, { full_name: "main" })).toContain('unknown: "full_name"');
    expect(read(PARTS, { catalog: "main", catalog_name: "main", schema_name: "sales" })).toContain(
      'unknown: "catalog"',
    );
  });
});

describe("every tool that takes a full name takes its parts", () => {
  const shapeOf = (name: string, schema: z.core.$ZodType | undefined): string | undefined => {
    const { def } = (schema as z.core.$ZodTypes)._zod;
    if (def.type === "optional") return shapeOf(name, def.innerType);
    const { description } = z.globalRegistry.get(schema as z.ZodType) ?? {};
    return /^catalog(\.\w+)+$/.exec(description ?? "")?.[0];
  };
  const named = catalogue.flatMap((one) =>
    Object.entries(one.input.shape).flatMap(([argument, schema]) => {
      const shape = ["full_name", "name", "index_name"].includes(argument) ? shapeOf(argument, schema) : undefined;
      return shape === undefined ? [] : [{ one, argument, shape }];
    }),
  );

  test("the catalogue has more than thirty of them", () => expect(named.length).toBeGreaterThan(30));

  test.each(named.map(({ one, argument, shape }) => [one.name, shape, argument, one] as const))(
    "%s: %s",
    (_, shape, argument, one) => {
      const parts = shape.split(".");
      const given = Object.fromEntries(parts.map((part) => [`${part}_name`, `a_${part}`]));
      const read = parseArguments(one, given);
      const full = parts.map((part) => `a_${part}`).join(".");
      if ("args" in read) expect(read.args[argument]).toBe(full);
      else expect(read.problem).not.toMatch(new RegExp(`unknown|\\b${argument}:`));
    },
  );
});
