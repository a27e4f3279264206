import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isJSONRPCErrorResponse, isJSONRPCResultResponse } from "@modelcontextprotocol/server";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { lightFailures, quickGuards, smallZod, withoutAjv } from "../../scripts/build/plugins.ts";

// The build replaces parts of zod and of the SDK that run for every message. They must find what the packages find.

interface Built {
  readonly z: typeof z;
  readonly isResult: (value: unknown) => boolean;
  readonly isError: (value: unknown) => boolean;
}

const folder = mkdtempSync(join(tmpdir(), "checks-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let built: Built;
beforeAll(async () => {
  const outfile = join(folder, "checks.mjs");
  await build({
    stdin: {
      contents: `export * as z from "zod";
export { isJSONRPCErrorResponse as isError, isJSONRPCResultResponse as isResult } from "@modelcontextprotocol/server";`,
      resolveDir: fileURLToPath(new URL("../..", import.meta.url)),
    },
    bundle: true,
    platform: "node",
    format: "esm",
    outfile,
    plugins: [withoutAjv, smallZod, lightFailures, quickGuards],
  });
  built = await import(outfile);
});

const response = { jsonrpc: "2.0", id: 1 };
const MESSAGES: readonly unknown[] = [
  { ...response, result: {} },
  { ...response, result: { tools: [], _meta: { a: 1 } } },
  { ...response, result: undefined },
  { ...response, result: null },
  { ...response, result: {}, error: { code: 1, message: "x" } },
  { jsonrpc: "2.0", result: {} },
  { ...response, id: null, result: {} },
  { ...response, error: { code: 1, message: "x" } },
  { ...response, error: { code: 1, message: "x", data: [] } },
  { jsonrpc: "2.0", error: { code: 1, message: "x" } },
  { ...response, error: { code: "1" } },
  { ...response, error: null },
  { ...response, method: "ping" },
  { jsonrpc: "2.0", method: "notifications/initialized" },
  {},
  [],
  "result",
  0,
  null,
  undefined,
];

test("messages are recognized as the SDK recognizes them", () => {
  expect(MESSAGES.map(built.isResult)).toEqual(MESSAGES.map(isJSONRPCResultResponse));
  expect(MESSAGES.map(built.isError)).toEqual(MESSAGES.map(isJSONRPCErrorResponse));
  expect(MESSAGES.filter(built.isResult)).toHaveLength(2);
});

test("a failed check has the same error as in the package", async () => {
  const failures = async ({ object, string, number }: typeof z) => {
    const schema = object({ name: string(), size: number().int().max(9) });
    const given = { size: 10.5, more: 1 };
    const [one, other] = [schema.safeParse(given), await schema.safeParseAsync(given)];
    expect(one.error).toBe(one.error);
    return [one, other].map(({ success, error }) => ({
      success,
      issues: error?.issues,
      name: error?.constructor.name,
    }));
  };
  const expected = await failures(z);
  expect(await failures(built.z)).toEqual(expected);
  expect(expected[0]).toMatchObject({ success: false, issues: [{ path: ["name"] }, { path: ["size"] }] });
});

test("the error of a failed check can be replaced", () => {
  const failed = built.z.string().safeParse(1);
  const other = new built.z.ZodError([]);
  failed.error = other as never;
  expect(failed.error).toBe(other);
});

test("a compiled schema checks as the schema does", () => {
  const schema = built.z.compile(built.z.object({ size: built.z.number() }));
  expect([{ size: 1 }, {}].map((given) => schema.safeParse(given).success)).toEqual([true, false]);
});
