import { describe, expect, test } from "vitest";
import * as z from "zod";
import { parseArguments } from "../../../src/core/calls/arguments.ts";
import { defineToolset } from "../../../src/core/tool.ts";

const tool = defineToolset({ id: "t", title: "T", summary: "t", default: true }).tool({
  name: "get_it",
  title: "Get it",
  description: "Gets.",
  access: "read",
  aliases: {
    id: "job_id",
    state: (value) => ({ filter: { state: value } }),
    owner: (value) => ({ filter: { owner: value } }),
  },
  input: z.strictObject({
    limit: z.number().int().min(1).default(20),
    job_id: z.string(),
    filter: z.strictObject({ state: z.string(), owner: z.string().optional() }).optional(),
    values: z.array(z.strictObject({ name: z.string(), value: z.string().optional() })).optional(),
    tags: z.record(z.string(), z.string()).optional(),
  }),
  output: z.object({}),
  run: async () => ({}),
});

const problem = (raw: unknown): string => {
  const read = parseArguments(tool, raw);
  if (!("problem" in read)) throw new Error("was expected to be refused");
  return read.problem;
};

describe("arguments", () => {
  test("valid ones are parsed, with defaults", () => {
    expect(parseArguments(tool, { job_id: "7" })).toEqual({ args: { job_id: "7", limit: 20 } });
  });

  test.each([
    ["missing", {}, "job_id: is required."],
    ["no object at all", undefined, "job_id: is required."],
    ["an object for an id", { job_id: {} }, "job_id: Invalid input: expected string, received object"],
    [
      "an id that lost digits",
      { job_id: 2 ** 53 },
      "job_id: a number this large loses digits in JSON, put it in quotes",
    ],
    ["a text for an object", { job_id: "7", filter: "a" }, "filter: must be an object: {state, owner?}."],
    ["a number for a list", { job_id: "7", values: 5 }, "values: must be an array: [{name, value?}, …]."],
    ["a number for a map", { job_id: "7", tags: 5 }, "tags: must be an object: {key: text, …}."],
    ["out of range", { job_id: "7", limit: 0 }, "limit: Too small"],
    ["several", { job_id: {}, limit: "x" }, "limit: Invalid input: expected number, received string; job_id: Invalid"],
  ])("%s", (_, raw, words) => {
    expect(problem(raw)).toContain(`Invalid arguments for get_it; nothing was sent. ${words}`);
    expect(problem(raw)).not.toContain("It takes");
  });

  test("other forms are accepted if only one reading exists", () => {
    expect(parseArguments(tool, { job_id: 7, limit: "5", filter: null })).toEqual({ args: { job_id: "7", limit: 5 } });
  });

  test("the platform's other names are accepted, but not together with the argument itself", () => {
    expect(parseArguments(tool, { id: 7, state: "a" })).toEqual({
      args: { job_id: "7", limit: 20, filter: { state: "a" } },
    });
    expect(problem({ id: "7", job_id: "8" })).toContain('unknown: "id"');
  });

  test("aliases of fields of one object are put together, but none replaces another", () => {
    const filter = { state: "a", owner: "ana" };
    expect(parseArguments(tool, { id: "7", state: "a", owner: "ana" })).toEqual({
      args: { job_id: "7", limit: 20, filter },
    });
    expect(parseArguments(tool, { id: "7", filter: { state: "a" }, owner: "ana" })).toEqual({
      args: { job_id: "7", limit: 20, filter },
    });
    expect(problem({ id: "7", filter: { state: "a" }, state: "b" })).toContain('unknown: "state"');
    expect(problem({ job_id: "7", constructor: "x" })).toContain('unknown: "constructor"');
  });

  test("an unknown name is refused with the accepted names, required ones first", () => {
    expect(problem({ ident: "7" })).toBe(
      'Invalid arguments for get_it; nothing was sent. job_id: is required; unknown: "ident". ' +
        "Its arguments: job_id, limit?, filter?, values?, tags? (? marks optional ones).",
    );
  });

  test("an unknown nested name is reported with its path", () => {
    expect(problem({ job_id: "7", filter: { state: "a", stat: "b" } })).toContain('filter: unknown: "stat".');
  });

  test("with many unknown names the error stays short and includes the accepted names", () => {
    const flood = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`key_${index}`, 1]));
    expect(problem({ ...flood, job_id: "7" }).length).toBeLessThan(2000);
    expect(problem({ ...flood, job_id: "7" })).toContain("Its arguments: job_id");
  });
});

describe("flat fields of settings", () => {
  const flat = defineToolset({ id: "t", title: "T", summary: "t", default: true }).tool({
    name: "update_it",
    title: "Update it",
    description: "Updates.",
    access: "write",
    aliases: { size: (value) => ({ settings: { size: value } }), mins: (value) => ({ settings: { mins: value } }) },
    flat: z.object({ size: z.string(), mins: z.number().int().min(0) }),
    input: z.strictObject({ id: z.string(), settings: z.looseObject({}) }),
    output: z.object({}),
    run: async () => ({}),
  });

  test("are read by their own schema and put into settings, where null unsets", () => {
    const given = { id: "1", size: "Small", mins: "20", settings: { photon: true } };
    expect(parseArguments(flat, given)).toEqual({
      args: { id: "1", settings: { photon: true, size: "Small", mins: 20 } },
    });
    expect(parseArguments(flat, { id: "1", mins: null })).toEqual({ args: { id: "1", settings: { mins: null } } });
  });

  test.each([
    [{ id: "1", mins: -1 }, "mins: Too small"],
    [{ id: "1", mins: "soon" }, "mins: Invalid input"],
    [{ id: "1", size: "S", settings: { size: "L" } }, 'unknown: "size"'],
    [{ id: "1", other: 1 }, "Its arguments: id, settings, size?, mins? (? marks optional ones)"],
  ])("%j", (given, words) => {
    const read = parseArguments(flat, given);
    expect("problem" in read ? read.problem : "").toContain(words);
  });
});
