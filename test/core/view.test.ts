import { describe, expect, expectTypeOf, test } from "vitest";
import * as z from "zod";
import { text } from "../../src/core/fields.ts";
import { defineToolset } from "../../src/core/tool.ts";
import { evenIfEmpty, view } from "../../src/core/view.ts";

interface Scope {
  readonly name: string;
  readonly backend_type?: string | null;
}

const fields = { name: z.string(), backend: text };
const scopeView = view(fields, ({ name, backend_type }: Scope) => ({ name, backend: backend_type }));

describe("a view", () => {
  test("fills its fields and leaves out optional ones that are empty", () => {
    expect(scopeView({ name: "s", backend_type: "AZURE" })).toEqual({ name: "s", backend: "AZURE" });
    expect(scopeView({ name: "", backend_type: null })).toEqual({ name: "" });
  });

  test("sends an empty optional field where that differs from an absent one", () => {
    const rowsView = view({ rows: evenIfEmpty(z.array(z.string()).optional()) }, (rows: string[] | null) => ({ rows }));
    expect(rowsView([])).toEqual({ rows: [] });
    expect(rowsView(null)).toEqual({});
  });

  test("can be extended", () => {
    const larger = view({ ...scopeView.fields, keys: z.array(z.string()) }, (scope: Scope) => ({
      ...scopeView(scope),
      keys: [],
    }));
    expect(larger({ name: "s" })).toEqual({ name: "s", keys: [] });
    expect(larger.schema.parse({ name: "s", keys: ["k"] })).toEqual({ name: "s", keys: ["k"] });
  });
});

// Code that must not compile. The tests ask the argument's type whether a call type-checks, so that this file compiles.
describe("schema and function cannot drift apart", () => {
  type FillOf = Parameters<typeof view<typeof fields, [Scope], { name: string; backend: string | undefined }>>[1];
  const spread = (scope: Scope) => ({ ...{ name: scope.name, backend: undefined, surplus: 1 } });

  test("a function that fills exactly the fields is taken", () => {
    expectTypeOf<(scope: Scope) => { name: string; backend: string | undefined }>().toExtend<FillOf>();
  });

  test("a field renamed, added or dropped on one side only is not", () => {
    expectTypeOf<(scope: Scope) => { name: string; owner: string }>().not.toExtend<FillOf>();
    expectTypeOf<(scope: Scope) => { name: string }>().not.toExtend<FillOf>();
    expectTypeOf<(scope: Scope) => { name: string; backend?: string }>().not.toExtend<FillOf>();
  });

  test("a surplus that a spread brings along is not, at any depth", () => {
    type Surplus = Parameters<typeof view<typeof fields, [Scope], ReturnType<typeof spread>>>[1];
    expectTypeOf(spread).not.toExtend<Surplus>();
    const listed = { scopes: z.array(scopeView.schema) };
    type Listed = { scopes: { name: string; backend: undefined; surplus: number }[] };
    type Nested = Parameters<typeof view<typeof listed, [], Listed>>[1];
    expectTypeOf<() => Listed>().not.toExtend<Nested>();
  });

  test("the same holds for what a tool returns", () => {
    const toolset = defineToolset({ id: "t", title: "T", summary: "T.", default: true });
    const input = z.strictObject({});
    const output = z.object(fields);
    type RunOf<T extends { name: string; backend: string | null | undefined }> = Parameters<
      typeof toolset.tool<typeof input, typeof output, T>
    >[0]["run"];
    type Good = { name: string; backend: string | null };
    type Bad = Good & { surplus: number };
    expectTypeOf<() => Promise<Good>>().toExtend<RunOf<Good>>();
    expectTypeOf<() => Promise<Bad>>().not.toExtend<RunOf<Bad>>();
  });
});
