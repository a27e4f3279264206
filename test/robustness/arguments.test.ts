import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadReference } from "../../src/api/reference/reference.ts";
import type { Tool } from "../../src/core/tool.ts";
import { catalogue } from "../../src/tools/index.ts";
import { HOST, platformError } from "../support/workspace.ts";
import { type Bench, openBench } from "./bench.ts";
import { isJson, type Json, jsonSchemaOf } from "./from-schema.ts";
import { put, validArguments } from "./valid-arguments.ts";

const SEED = 20_260_101;
const MEGABYTE = "a".repeat(1_000_000);
/** Texts that are slow for an expression or a lexer that is not linear. */
const HOSTILE_MEGABYTES = [
  "(".repeat(1_000_000),
  "' -- /*\\".repeat(125_000),
  "/".repeat(1_000_000),
  "\u202e".repeat(500_000),
];
const ELSEWHERE = [
  "..",
  "/../../api/2.0/token/create",
  "/Volumes/a/b/c/../../../../x",
  "%2e%2e/%2e%2e/x",
  "a\\..\\b",
  "/Volumes/a/b/c/%2e%2e/x",
  "..;/x",
  "?x=1#y",
];
const OF_TYPE: Json = { string: "x", number: 7.5, boolean: true, array: [[]], object: { stray: 1 }, null: null };

interface Told {
  readonly refused: boolean;
  readonly text: string;
  readonly requests: number;
}

/** One call. The server must not fail on any arguments. */
async function tell(bench: Bench, tool: Tool, args: unknown): Promise<Told> {
  bench.clear();
  const outcome = await bench.call(tool, args);
  if (!("result" in outcome)) throw new Error(`${tool.name} asked for input`);
  for (const { url } of bench.sent) {
    // Nothing an argument holds leads to another path (X04).
    const [path] = url.slice(HOST.length).split("?");
    expect(new URL(url).pathname, tool.name).toBe(path);
    expect(new URL(url).origin, tool.name).toBe(HOST);
  }
  expect(bench.bugs, tool.name).toEqual([]);
  return {
    refused: outcome.result.isError === true,
    text: JSON.stringify(outcome.result.content),
    requests: bench.sent.length,
  };
}

const notThere = () => platformError(404, "RESOURCE_DOES_NOT_EXIST", "no such thing");

/** The arguments with `value` in place of `name`'s, or without it. */
const changed = (args: Json, name: string, value: unknown): Json => Object(put(args, [name], value));
const without = (args: Json, name: string): Json =>
  Object.fromEntries(Object.entries(args).filter(([key]) => key !== name));

/** Every argument, what its schema says of it, and whether the tool can do without. */
function argumentsOf(tool: Tool): { name: string; schema: Json; needed: boolean }[] {
  const { properties, required } = jsonSchemaOf(tool.input);
  return Object.entries(isJson(properties) ? properties : {}).map(([name, schema]) => ({
    name,
    schema: isJson(schema) ? schema : {},
    needed: Array.isArray(required) && required.includes(name) && !(isJson(schema) && "default" in schema),
  }));
}

/** Types that an argument takes in addition to that of its schema: `pandas==2.2.0` for a library, a switch for its text. */
const ALSO_TAKEN: Readonly<Record<string, string>> = { libraries: "string", value: "boolean" };

/** Whether a value of another type has one reading, so that it is accepted (`core/calls/coerce.ts`). */
function hasOneReading(name: string, type: string, given: string, { items }: Json): boolean {
  if (ALSO_TAKEN[name] === given) return true;
  if (type === "string") return given === "number";
  if (type !== "array" || !isJson(items)) return false;
  return items.type === given || (items.type === "string" && given === "number");
}

/** Values that break the argument's own schema, with what is wrong about them. A page above the largest is the largest. */
function wrongValues(name: string, schema: Json, needed: boolean): [what: string, value: unknown][] {
  const { type } = schema;
  if (typeof type !== "string") return [];
  const others = Object.entries(OF_TYPE).filter(
    ([other]) => other !== type && !hasOneReading(name, type, other, schema) && (needed || other !== "null"),
  );
  if (type !== "number" && type !== "integer") return others;
  const numbers = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const least = typeof schema.minimum === "number" ? [schema.minimum - 1] : [];
  const most = typeof schema.maximum === "number" && name !== "limit" ? [schema.maximum * 2 + 1] : [];
  return [
    ...others.filter(([other]) => other !== "number" || type === "integer"),
    ...[...numbers, ...least, ...most].map((value): [string, unknown] => [String(value), value]),
  ];
}

/** Property 16: one wrong thing in otherwise good arguments is refused by its name, and nothing is sent. */
describe("S14 one wrong thing among good arguments", () => {
  test("every tool has arguments it accepts", () => {
    const none = catalogue.filter((tool) => !validArguments(tool, 0) || !validArguments(tool, 1));
    expect(none.map(({ name }) => name)).toEqual([]);
  });

  test("refused by name, without a request to the workspace", async () => {
    const bench = openBench(notThere);
    const wrong: string[] = [];
    for (const tool of catalogue) {
      const args = validArguments(tool, 1) ?? {};
      const refuse = async (what: string, name: string, given: unknown) => {
        const { refused, text, requests } = await tell(bench, tool, given);
        if (!refused || requests > 0 || !text.includes(name) || text.length > 2_500) {
          wrong.push(`${tool.name}: ${name} ${what}: ${requests} requests, ${text.slice(0, 200)}`);
        }
      };
      await refuse("is unknown", "colour_of_it", { ...args, colour_of_it: 1 });
      for (const { name, schema, needed } of argumentsOf(tool)) {
        if (needed) await refuse("is missing", name, without(args, name));
        for (const [what, value] of wrongValues(name, schema, needed))
          await refuse(`is ${what}`, name, changed(args, name, value));
      }
    }
    expect(wrong).toEqual([]);
  });

  test.each([["text"], [7], [true], [[]], [[1]], [null]])("arguments that are not an object: %j", async (given) => {
    const bench = openBench(notThere);
    for (const tool of catalogue) {
      const { refused, requests } = await tell(bench, tool, given);
      if (given !== null) expect([tool.name, refused, requests]).toEqual([tool.name, true, 0]);
    }
  });
});

describe("arguments as hosts send them", () => {
  test.each([
    ["null", null],
    ["an empty text", ""],
  ])("%s for an optional argument is the same as leaving it out", async (_, empty) => {
    const bench = openBench(notThere);
    const refused: string[] = [];
    for (const tool of catalogue) {
      const optional = argumentsOf(tool).filter(({ needed }) => !needed);
      for (const { name } of optional) {
        const args = validArguments(tool, 0) ?? {};
        const { text } = await tell(bench, tool, changed(args, name, empty));
        // Of two arguments one may be needed: without either, the call is refused just so.
        const isRefusal =
          text.includes("Invalid arguments") && (await tell(bench, tool, without(args, name))).text !== text;
        if (isRefusal) refused.push(`${tool.name}.${name}: ${text.slice(0, 200)}`);
      }
    }
    expect(refused).toEqual([]);
  });
});

describe("implausible texts", () => {
  test("X04 a path that climbs, a NUL, half a character, nothing: refused, or sent where it belongs", async () => {
    const bench = openBench(notThere);
    let turn = 0;
    for (const tool of catalogue) {
      const args = validArguments(tool, 1) ?? {};
      for (const { name, schema } of argumentsOf(tool)) {
        if (schema.type !== "string") continue;
        // Each argument gets four of the paths in its turn.
        const paths = [0, 1, 2, 3].map((more) => ELSEWHERE[(turn + more) % ELSEWHERE.length]);
        turn += 4;
        for (const text of [...paths, "", "\0", "\ud800"]) await tell(bench, tool, changed(args, name, text));
      }
    }
  });

  test("X14 a megabyte in every text: no call takes long", async () => {
    await loadReference();
    const bench = openBench(notThere);
    let turn = 0;
    for (const tool of catalogue) {
      const args = validArguments(tool, 1) ?? {};
      for (const { name, schema } of argumentsOf(tool)) {
        if (schema.type !== "string") continue;
        for (const text of [MEGABYTE, HOSTILE_MEGABYTES[turn++ % HOSTILE_MEGABYTES.length]]) {
          // Without linear time a single one takes minutes, and the test times out.
          await tell(bench, tool, changed(args, name, text));
        }
      }
    }
  });
});

test("any JSON in any argument: refused or answered, never a failure of the server", async () => {
  const bench = openBench(notThere);
  const anything = fc.jsonValue({ maxDepth: 3, noUnicodeString: false });
  const values = fc.sample(anything, { seed: SEED, numRuns: 300 });
  let next = 0;
  for (const tool of catalogue) {
    const args = validArguments(tool, 1) ?? {};
    for (const { name } of argumentsOf(tool)) {
      for (let n = 0; n < 2; n++) await tell(bench, tool, changed(args, name, values[next++ % values.length]));
    }
  }
});
