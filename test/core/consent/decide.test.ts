import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { ApiError } from "../../../src/api/http/errors.ts";
import { callTool } from "../../../src/core/calls/call.ts";
import type { Context } from "../../../src/core/calls/context.ts";
import type { NeedsInput } from "../../../src/core/calls/create-context.ts";
import { type CallFacts, say, whole } from "../../../src/core/consent/facts.ts";
import { createConsentLedger, isStateOf, newCallState } from "../../../src/core/consent/ledger.ts";
import { CONFIRM } from "../../../src/core/consent/question.ts";
import { digestArguments } from "../../../src/core/digest.ts";
import { ToolError } from "../../../src/core/errors.ts";
import { createLog } from "../../../src/core/log.ts";
import { createMemory } from "../../../src/core/memory.ts";
import { createRedactor } from "../../../src/core/output/redact.ts";
import { createResultStore } from "../../../src/core/output/results.ts";
import type { Caller, Runtime } from "../../../src/core/runtime.ts";
import { defineToolset, type Tool } from "../../../src/core/tool.ts";
import { createPolls } from "../../../src/core/waiting/polls.ts";
import { textOf } from "../../support/harness.ts";
import { HOST } from "../../support/workspace.ts";

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
  stream: refuse,
  bind: () => client,
};
const MINUTE = 60_000;

/** A runtime whose consent clock the test sets, and the outcomes in its audit log. */
function clocked() {
  let now = 1_000_000;
  const outcomes: unknown[] = [];
  const log = createLog((line) => outcomes.push(JSON.parse(line).outcome), redact);
  const shared = { ...runtime(), log, consents: createConsentLedger({ now: () => now }) };
  const pass = (ms: number) => {
    now += ms;
  };
  return { shared, outcomes, pass };
}

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
  test("X09 can be used once: a replayed answer is refused", async () => {
    const shared = runtime();
    const { state } = await ask(shared, "a");
    ran = 0;
    const first = await callTool(shared, tool, { id: "a" }, caller({ state, answers: accepted }));
    const second = await callTool(shared, tool, { id: "a" }, caller({ state, answers: accepted }));
    expect("result" in first && first.result.isError).toBeUndefined();
    expect("result" in second && second.result.isError).toBe(true);
    expect(ran).toBe(1);
  });

  test("X09 a consent kept through a second question can also be used once", async () => {
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

  test("X09 does not carry over to another workspace", async () => {
    const { state } = await ask(runtime(), "a");
    const elsewhere = runtime();
    const other = { ...elsewhere, settings: { ...elsewhere.settings, host: "https://other.cloud.databricks.com" } };
    ran = 0;
    const outcome = await callTool(other, tool, { id: "a" }, caller({ state, answers: accepted }));
    expect("result" in outcome && outcome.result.isError).toBe(true);
    expect(ran).toBe(0);
  });

  test.each([
    ["a yes", accepted],
    ["a no", { [CONFIRM]: { action: "decline" } }],
    ["no answer", {}],
  ])("X09 after five minutes %s is too late", async (_, answers) => {
    const { shared, outcomes, pass } = clocked();
    const { state } = await ask(shared, "a");
    pass(5 * MINUTE);
    ran = 0;
    const outcome = await callTool(shared, tool, { id: "a" }, caller({ state, answers }));
    expect("result" in outcome && textOf(outcome.result)).toMatch(
      /^Not done: the user did not answer within five minutes/,
    );
    expect("result" in outcome && outcome.result.isError).toBe(true);
    expect(ran).toBe(0);
    expect(outcomes).toEqual(["asked", "timed-out"]);
  });

  test("X09 just before five minutes a yes is accepted", async () => {
    const { shared, pass } = clocked();
    const { state } = await ask(shared, "a");
    pass(5 * MINUTE - 1);
    ran = 0;
    await callTool(shared, tool, { id: "a" }, caller({ state, answers: accepted }));
    expect(ran).toBe(1);
  });

  test("X09 property: a yes is valid for five minutes, for one call, caller and workspace, and once", async () => {
    const when = fc.integer({ min: 0, max: 10 * MINUTE });
    await fc.assert(
      fc.asyncProperty(when, fc.boolean(), fc.boolean(), fc.boolean(), async (ms, sameArgs, sameCaller, sameHost) => {
        const { shared, pass } = clocked();
        const { state } = await ask(shared, "a");
        pass(ms);
        const settings = { ...shared.settings, host: sameHost ? HOST : "https://other.cloud.databricks.com" };
        const call = () =>
          callTool(
            { ...shared, settings },
            tool,
            { id: sameArgs ? "a" : "b" },
            caller({ state, answers: accepted, scope: sameCaller ? "anna" : "bert" }),
          );
        ran = 0;
        await call();
        await call();
        expect(ran).toBe(ms < 5 * MINUTE && sameArgs && sameCaller && sameHost ? 1 : 0);
      }),
    );
  });

  test("X09 a used answer stays refused for as long as its state is valid", async () => {
    const { shared, pass } = clocked();
    const { state } = await ask(shared, "a");
    await callTool(shared, tool, { id: "a" }, caller({ state, answers: accepted }));
    ran = 0;
    for (let minute = 1; minute < 30; minute++) {
      pass(MINUTE);
      const replayed = await callTool(shared, tool, { id: "a" }, caller({ state, answers: accepted }));
      expect("result" in replayed && replayed.result.isError).toBe(true);
    }
    expect(ran).toBe(0);
  });

  test("X10 declined, dismissed, timed out and cannot ask are different results and log outcomes", async () => {
    const { shared, outcomes, pass } = clocked();
    let call = 0;
    const finish = async (answers: Record<string, unknown>, wait = 0) => {
      const id = `a${call++}`;
      const { state } = await ask(shared, id);
      pass(wait);
      const outcome = await callTool(shared, tool, { id }, caller({ state, answers }));
      return "result" in outcome ? textOf(outcome.result) : "";
    };
    const texts = [
      await finish({ [CONFIRM]: { action: "decline" } }),
      await finish({ [CONFIRM]: { action: "cancel" } }),
      await finish(accepted, 5 * MINUTE),
      await finish({}),
    ];
    const mute = await callTool(shared, tool, { id: "a" }, caller({ supports: () => false }));
    texts.push("result" in mute ? textOf(mute.result) : "");
    expect(outcomes.filter((outcome) => outcome !== "asked")).toEqual([
      "declined",
      "dismissed",
      "timed-out",
      "cannot-ask",
      "cannot-ask",
    ]);
    expect(new Set(texts).size).toBe(5);
    // First what happened, then the next step.
    for (const text of texts) expect(text).toMatch(/^(Not done|Refused): [^.]+\. (Do not retry|Ask|Mention|Use) /);
  });

  test.each([
    ["decline", "declined", "declined this, or a call with the same question", 5],
    ["cancel", "dismissed", "the same call asks again after a minute", 1],
  ])("a %s holds for the identical call, for minutes and for its caller", async (action, outcome, text, minutes) => {
    const { shared, outcomes, pass } = clocked();
    const { state } = await ask(shared, "a");
    await callTool(shared, tool, { id: "a" }, caller({ state, answers: { [CONFIRM]: { action } } }));
    pass(minutes * MINUTE - 1);
    const again = await callTool(shared, tool, { id: "a" }, caller());
    expect("result" in again && textOf(again.result)).toContain(text);
    expect(outcomes.at(-1)).toBe(outcome);
    expect("needs" in (await callTool(shared, tool, { id: "b" }, caller()))).toBe(true);
    expect("needs" in (await callTool(shared, tool, { id: "a" }, caller({ scope: "berta" })))).toBe(true);
    pass(1);
    expect("needs" in (await callTool(shared, tool, { id: "a" }, caller()))).toBe(true);
  });

  describe("what the user was asked about", () => {
    const facts = (over: Partial<CallFacts> = {}): CallFacts => ({
      effect: "Delete",
      objects: [{ kind: "job", name: "scratch", id: 1, details: { state: "IDLE" } }],
      consequences: [{ reason: "loss", text: say`Its ${3} runs are lost, and ${"12"} with them.` }],
      ...over,
    });
    /** Whether the call runs if its facts are these when the answer arrives. */
    async function runsWith(later: CallFacts): Promise<boolean> {
      ran = 0;
      const told = [facts(), later];
      const asking: Tool = { ...tool, affects: async () => told.shift() ?? later };
      const shared = runtime();
      const first = await callTool(shared, asking, { id: "a" }, caller());
      if (!("needs" in first)) throw new Error("asks nothing");
      const answered = caller({ state: first.needs.state, answers: accepted });
      const second = await callTool(shared, asking, { id: "a" }, answered);
      if (ran === 0) expect("result" in second && textOf(second.result)).toContain("has changed");
      return ran === 1;
    }

    test("X09 is what runs: counts and states may differ, names, IDs, effects and plans may not", async () => {
      const [object] = facts().objects;
      const same = {
        objects: [{ ...object, kind: "job", details: { state: "RUNNING" } }],
        consequences: [{ reason: "loss" as const, text: say`Its ${4} runs are lost, and ${"12"} with them.` }],
      };
      expect(await runsWith(facts(same))).toBe(true);
      for (const other of [
        { objects: [{ kind: "job", name: "scratch", id: 2 }] },
        { objects: [{ kind: "job", name: "nightly", id: 1 }] },
        { effect: "Replace" },
        { consequences: [{ reason: "loss" as const, text: say`Its ${3} runs are lost, and ${"13"} with them.` }] },
        { code: { title: "plan", text: "x" } },
        { basis: ["another plan"] },
      ])
        expect(await runsWith(facts(other)), JSON.stringify(other)).toBe(false);
    });

    test("X09 is the code that was shown, with its line breaks: after one, a comment has ended", async () => {
      const code = (text: string) => ({ code: { title: "script", text } });
      const told = [facts(code("# tidy up rm -rf /data")), facts(code("# tidy up\nrm -rf /data"))];
      const asking: Tool = { ...tool, affects: async () => told.shift() ?? facts() };
      const shared = runtime();
      ran = 0;
      const first = await callTool(shared, asking, { id: "a" }, caller());
      if (!("needs" in first)) throw new Error("asks nothing");
      await callTool(shared, asking, { id: "a" }, caller({ state: first.needs.state, answers: accepted }));
      expect(ran).toBe(0);
    });

    test("stays what a protection does not match", async () => {
      ran = 0;
      const names = ["scratch", "nightly"];
      const asking: Tool = {
        ...tool,
        affects: async () => facts({ consequences: [], objects: [{ kind: "job", name: names.shift() ?? "nightly" }] }),
        run: async (ctx) => {
          ctx.ask({ name: { method: "elicitation/create" } });
          ran++;
          return {};
        },
      };
      const shared = { ...runtime(), settings: { ...runtime().settings, protect: ["nightly"] } };
      const first = await callTool(shared, asking, { id: "a" }, caller());
      if (!("needs" in first)) throw new Error("asks nothing");
      const answers = { name: { action: "accept", content: {} } };
      const second = await callTool(shared, asking, { id: "a" }, caller({ state: first.needs.state, answers }));
      expect("result" in second && textOf(second.result)).toContain("--protect nightly");
      expect(ran).toBe(0);
    });

    test("does not run after a no to the same question, which was open at the same time", async () => {
      ran = 0;
      const shared = runtime();
      const asking: Tool = { ...tool, affects: async () => facts() };
      const [one, two] = await Promise.all(["a", "b"].map((id) => callTool(shared, asking, { id }, caller())));
      if (!one || !two || !("needs" in one) || !("needs" in two)) throw new Error("asks nothing");
      const no = { [CONFIRM]: { action: "decline" } };
      await callTool(shared, asking, { id: "a" }, caller({ state: one.needs.state, answers: no }));
      const other = await callTool(shared, asking, { id: "b" }, caller({ state: two.needs.state, answers: accepted }));
      expect("result" in other && textOf(other.result)).toContain("a call with the same question");
      expect(ran).toBe(0);
    });

    test("is not asked again at once in other words", async () => {
      const { shared, pass } = clocked();
      const asking: Tool = { ...tool, affects: async () => facts() };
      const first = await callTool(shared, asking, { id: "scratch" }, caller());
      if (!("needs" in first)) throw new Error("asks nothing");
      const declined = { state: first.needs.state, answers: { [CONFIRM]: { action: "decline" } } };
      await callTool(shared, asking, { id: "scratch" }, caller(declined));
      const again = await callTool(shared, asking, { id: "SCRATCH" }, caller());
      expect("result" in again && textOf(again.result)).toContain("a call with the same question");
      pass(MINUTE);
      expect("needs" in (await callTool(shared, asking, { id: "SCRATCH" }, caller()))).toBe(true);
      expect("needs" in (await callTool(shared, asking, { id: "scratch" }, caller()))).toBe(false);
    });
  });

  describe("without questions", () => {
    const silent = (settings: Partial<Runtime["settings"]> = {}): Runtime => ({
      ...runtime(),
      settings: { ...runtime().settings, confirm: "never", ...settings },
    });
    const facts: CallFacts = { effect: "Delete", objects: [], consequences: [] };
    const outcomeOf = async (shared: Runtime, affects: NonNullable<Tool["affects"]>) => {
      ran = 0;
      const outcome = await callTool(shared, { ...tool, affects }, { id: "a" }, caller());
      return "result" in outcome ? textOf(outcome.result) : "asked";
    };

    test("a tool still refuses what its facts show to be a mistake", async () => {
      const refusing = async () => Promise.reject(new ToolError("It has indexes. Nothing was sent."));
      expect(await outcomeOf(silent(), refusing)).toContain("It has indexes.");
      expect(ran).toBe(0);
    });

    test("a call runs if its facts cannot be read, unless they decide whether it may", async () => {
      const unread = async () =>
        Promise.reject(new ApiError({ kind: "permission", outcome: "not-executed", message: "no" }));
      await outcomeOf(silent(), unread);
      expect(ran).toBe(1);
      for (const settings of [{ access: "write" as const }, { protect: ["x"] }]) {
        const writing: Tool = { ...tool, access: { least: "write", most: "destructive", of: () => "write" } };
        ran = 0;
        await callTool(silent(settings), { ...writing, affects: unread }, { id: "a" }, caller());
        expect(ran).toBe(0);
      }
    });

    test.each(["ask", "never"] as const)(
      "R2 facts that need more access than is allowed are refused: %s",
      async (confirm) => {
        const writing: Tool = { ...tool, access: { least: "write", most: "destructive", of: () => "write" } };
        const affects = async () => ({ ...facts, access: "destructive" as const });
        for (const [access, runs] of [
          ["write", 0],
          ["destructive", 1],
        ] as const) {
          ran = 0;
          await callTool(silent({ confirm, access }), { ...writing, affects }, { id: "a" }, caller());
          expect(ran, access).toBe(runs);
        }
      },
    );
  });

  test("a question whose setting cannot be shown whole is not asked", async () => {
    const long = say`It sets x to ${whole("x".repeat(9000))}.`;
    const affects = async () => ({
      effect: "Change",
      objects: [],
      consequences: [{ reason: "identity" as const, text: long }],
    });
    const outcome = await callTool(runtime(), { ...tool, affects }, { id: "a" }, caller());
    expect("result" in outcome && textOf(outcome.result)).toContain("a question must show everything");
  });

  test("X09 an answer without its state is asked for again", async () => {
    ran = 0;
    const outcome = await callTool(runtime(), tool, { id: "a" }, caller({ answers: accepted }));
    expect("needs" in outcome).toBe(true);
    expect(ran).toBe(0);
  });

  test("X09 property: a state is bound to every argument, but not to the order of keys", () => {
    const json = fc.jsonValue({ maxDepth: 3 });
    const plain = fc.dictionary(fc.string({ maxLength: 5 }), json, { maxKeys: 4, noNullPrototype: true });
    fc.assert(
      fc.property(plain, plain, (a, b) => {
        const subject = { tool: "delete_it", args: a, scope: "anna", host: HOST };
        const state = newCallState(subject, { expires: Date.now(), nonce: "n1" });
        const shuffled = Object.fromEntries(Object.entries(a).reverse());
        expect(isStateOf(state, { ...subject, args: shuffled })).toBe(true);
        expect(isStateOf(state, { ...subject, args: b })).toBe(digestArguments(a) === digestArguments(b));
        expect(isStateOf(state, { ...subject, tool: "delete_other" })).toBe(false);
        expect(isStateOf(state, { ...subject, scope: "bert" })).toBe(false);
        expect(isStateOf(state, { ...subject, host: "https://other.cloud.databricks.com" })).toBe(false);
      }),
    );
  });
});
