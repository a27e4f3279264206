import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { describeTool } from "../../src/core/described.ts";
import type { Tool } from "../../src/core/tool.ts";
import { catalogue } from "../../src/tools/index.ts";
import {
  advertisedArguments,
  chooseExample,
  committedExamples,
  EXAMPLES_FILE,
  type Example,
  example,
  isAmong,
} from "../support/record/examples.ts";
import { ranWhole, readRecord, root } from "../support/record/record.ts";

const called = z.array(example.extend({ tool: z.string() })).parse(readRecord("stories"));
const whole = ranWhole("test/e2e/stories");

const examplesOf = (tool: Tool): readonly Example[] =>
  called
    .filter((each) => each.tool === tool.name)
    .map(({ args, answer }) => ({ args: advertisedArguments(tool, args), answer }));

if (process.env.RECORD === "examples") {
  // A tool that this run has not called keeps its example, so that one story can be recorded alone.
  const before = committedExamples();
  const chosen = catalogue.map((tool) => [tool.name, chooseExample(examplesOf(tool)) ?? before[tool.name]] as const);
  const missing = chosen.filter(([, found]) => found === undefined).map(([name]) => name);
  if (missing.length > 0) throw new Error(`No story has called ${missing.join(", ")}.`);
  writeFileSync(`${root}/${EXAMPLES_FILE}`, `${JSON.stringify(Object.fromEntries(chosen), null, 1)}\n`);
}

describe("the example of a tool in the documentation; `npm run record:examples` writes it", () => {
  const committed = committedExamples();

  test("exists for every tool, and for no other", () => {
    expect(Object.keys(committed).sort()).toEqual(catalogue.map(({ name }) => name).sort());
  });

  test.each(catalogue.map((tool) => [tool.name, tool] as const))("%s: a story makes this call", (name, tool) => {
    const shown = committed[name];
    if (!shown) throw new Error(`${name} has no example.`);
    const advertised = Object.keys(describeTool(tool).inputSchema.properties ?? {});
    expect(Object.keys(shown.args).filter((key) => !advertised.includes(key))).toEqual([]);
    if (whole) expect(isAmong(shown, examplesOf(tool))).toBe(true);
  });
});
