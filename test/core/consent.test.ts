import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { type Caller, callTool, type NeedsInput, type Runtime } from "../../src/core/call.ts";
import { belongs, CONFIRM, createConsentLedger, digestArguments, openState } from "../../src/core/confirm.ts";
import type { Context } from "../../src/core/context.ts";
import { createLog } from "../../src/core/log.ts";
import { createMemory } from "../../src/core/memory.ts";
import { createPolls } from "../../src/core/polls.ts";
import { createRedactor } from "../../src/core/redact.ts";
import { createResultStore } from "../../src/core/results.ts";
import { defineToolset } from "../../src/core/tool.ts";
import { HOST } from "../support/workspace.ts";

const redact = createRedactor();
const refuse = () => {
  throw new Error("no request belongs here");
};
const client: Runtime["client"] = {
  host: HOST,
  get: refuse,
  post: refuse,
  put: refuse,
  patch: refuse,
  delete: refuse,
  bytes: refuse,
  download: refuse,
  bind: () => client,
};
const runtime = (): Runtime => ({
  client,
  settings: {
    host: HOST,
    cloud: "AZURE",
    authType: "pat",
    toolsets: [],
    access: "destructive",
    confirm: "ask",
    waitBudgetMs: 1000,
    outputBudgetChars: 40_000,
  },
  redact,
  log: createLog(() => {}, redact),
  results: createResultStore(),
  memory: createMemory(),
  polls: createPolls(),
  consents: createConsentLedger(),
  detached: new Set(),
});

let ran = 0;
const tool = defineToolset({ id: "t", title: "T", summary: "t", default: true }).tool({
  name: "delete_it",
  title: "Delete it",
  description: "Deletes.",
  access: "destructive",
  input: z.strictObject({ id: z.string().describe("Id") }),
  output: z.object({}),
  run: async () => {
    ran += 1;
    return {};
  },
});

const caller = (over: Partial<Caller> = {}): Caller => ({
  scope: "anna",
  signal: new AbortController().signal,
  supports: () => true,
  answers: {},
  state: undefined,
  ...over,
});
const accepted = { [CONFIRM]: { action: "accept", content: { confirm: true } } };

async function ask(shared: Runtime, id: string): Promise<NeedsInput> {
  const outcome = await callTool(shared, tool, { id }, caller());
  if (!("needs" in outcome)) throw new Error("was not asked");
  return outcome.needs;
}

describe("consent", () => {
  test("X09 is good once: the same answer played back is refused", async () => {
    const shared = runtime();
    const { state } = await ask(shared, "a");
    ran = 0;
    const first = await callTool(shared, tool, { id: "a" }, caller({ state, answers: accepted }));
    const second = await callTool(shared, tool, { id: "a" }, caller({ state, answers: accepted }));
    expect("result" in first && first.result.isError).toBeUndefined();
    expect("result" in second && second.result.isError).toBe(true);
    expect(ran).toBe(1);
  });

  test("X09 a consent carried on to a second question is good once, too", async () => {
    const shared = runtime();
    const asking = { ...tool, run: async (ctx: Context) => ({ ...ctx.ask({ more: { method: "roots/list" } }) }) };
    const first = await callTool(shared, asking, { id: "a" }, caller());
    if (!("needs" in first)) throw new Error("was not asked");
    const second = await callTool(shared, asking, { id: "a" }, caller({ state: first.needs.state, answers: accepted }));
    if (!("needs" in second)) throw new Error("was not asked for more");
    expect(second.needs.state).toMatchObject({ granted: true });
    const answers = { more: { roots: [] } };
    const done = await callTool(shared, asking, { id: "a" }, caller({ state: second.needs.state, answers }));
    const replayed = await callTool(shared, asking, { id: "a" }, caller({ state: second.needs.state, answers }));
    expect("result" in done && done.result.isError).toBeUndefined();
    expect("result" in replayed && replayed.result.isError).toBe(true);
  });

  test.each([
    ["other arguments", { id: "b" }, {}],
    ["another caller", { id: "a" }, { scope: "bert" }],
  ])("X09 does not carry over to %s", async (_, args, over) => {
    const shared = runtime();
    const { state } = await ask(shared, "a");
    ran = 0;
    const outcome = await callTool(shared, tool, args, caller({ state, answers: accepted, ...over }));
    expect("result" in outcome && outcome.result.isError).toBe(true);
    expect(ran).toBe(0);
  });

  test("X09 an answer without the state it belongs to is only asked again", async () => {
    ran = 0;
    const outcome = await callTool(runtime(), tool, { id: "a" }, caller({ answers: accepted }));
    expect("needs" in outcome).toBe(true);
    expect(ran).toBe(0);
  });

  test("X09 property: any change of any argument breaks the bond; key order does not", () => {
    const json = fc.jsonValue({ maxDepth: 3 });
    const plain = fc.dictionary(fc.string({ maxLength: 5 }), json, { maxKeys: 4, noNullPrototype: true });
    fc.assert(
      fc.property(plain, plain, (a, b) => {
        const state = openState("delete_it", a, "anna");
        const shuffled = Object.fromEntries(Object.entries(a).reverse());
        expect(belongs(state, "delete_it", shuffled, "anna")).toBe(true);
        expect(belongs(state, "delete_it", b, "anna")).toBe(digestArguments(a) === digestArguments(b));
        expect(belongs(state, "delete_other", a, "anna")).toBe(false);
        expect(belongs(state, "delete_it", a, "bert")).toBe(false);
      }),
    );
  });
});
