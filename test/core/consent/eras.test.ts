import { describe, expect, test, vi } from "vitest";
import * as z from "zod";
import { say } from "../../../src/core/consent/facts.ts";
import { createConsentLedger } from "../../../src/core/consent/ledger.ts";
import { defineToolset } from "../../../src/core/tool.ts";
import { connect, type PersonAnswer, textOf, yes } from "../../support/harness.ts";
import { connectOverHttp } from "../../support/http-client.ts";
import { ask, META, rpc } from "../../support/http-peer.ts";

const MINUTE = 60_000;
const TIMED_OUT = /^Not done: the user did not answer within five minutes\. /;

/** A destructive tool that counts its runs. */
function destructive() {
  const done: string[] = [];
  const tool = defineToolset({ id: "t", title: "T", summary: "t", default: true }).tool({
    name: "delete_it",
    title: "Delete it",
    description: "Deletes.",
    access: "destructive",
    input: z.strictObject({ id: z.string().describe("Id") }),
    output: z.object({}),
    run: async (_, { id }) => {
      done.push(id);
      return {};
    },
  });
  return { tool, done };
}

/** A consent clock that the test sets. */
function clock() {
  let now = 1_000_000;
  const pass = (ms: number) => {
    now += ms;
  };
  return { consents: createConsentLedger({ now: () => now }), pass };
}

const outcomesOf = (lines: readonly string[]): unknown[] =>
  lines.map((line) => JSON.parse(line).outcome).filter((outcome) => outcome !== undefined);

/** The real server on a loopback port, and an official client of the given era that receives its questions. */
async function overHttp(mode: "legacy" | "auto", answer: () => PersonAnswer, consents = createConsentLedger()) {
  const { tool, done } = destructive();
  const { makeServer, lines, runtime } = await connect({ tools: [tool], resources: [], consents });
  const { client, url } = await connectOverHttp(makeServer, runtime.log, mode, answer);
  const call = () => client.callTool({ name: "delete_it", arguments: { id: "a" } });
  return { call, done, outcomes: () => outcomesOf(lines), era: client.getProtocolEra(), url };
}

describe.each([
  ["legacy", "legacy"],
  ["auto", "modern"],
] as const)("consent over HTTP, client %s", (mode, era) => {
  test.each([
    ["declined", { action: "decline" }],
    ["dismissed", { action: "cancel" }],
    ["ok", yes()],
  ] as const)("X08 %s", async (outcome, answer) => {
    const session = await overHttp(mode, () => answer);
    expect(session.era).toBe(era);
    const result = await session.call();
    expect(session.outcomes()).toEqual(["asked", outcome]);
    expect(session.done).toEqual(outcome === "ok" ? ["a"] : []);
    expect(result.isError ?? false).toBe(outcome !== "ok");
  });

  test("X09 a yes after more than five minutes has its own result, and nothing runs", async () => {
    const { consents, pass } = clock();
    const session = await overHttp(
      mode,
      () => {
        pass(5 * MINUTE + 1);
        return yes();
      },
      consents,
    );
    const result = await session.call();
    expect(result.isError).toBe(true);
    expect(textOf(result)).toMatch(TIMED_OUT);
    expect(session.done).toEqual([]);
    expect(session.outcomes()).toEqual(["asked", "timed-out"]);
  });
});

describe("a 2025-era client whose user does not answer", () => {
  test("X09 the call times out, and a late yes has no effect", async () => {
    const { tool, done } = destructive();
    let answer: (said: PersonAnswer) => void = () => {};
    const late = new Promise<PersonAnswer>((resolve) => {
      answer = resolve;
    });
    const consents = createConsentLedger({ answerMs: 100 });
    const { call, lines, questions, client } = await connect({
      tools: [tool],
      resources: [],
      consents,
      answer: () => late,
    });
    const result = await call("delete_it", { id: "a" });
    expect(questions).toHaveLength(1);
    expect(result.isError).toBe(true);
    expect(textOf(result)).toMatch(TIMED_OUT);
    answer(yes());
    await client.ping();
    expect(done).toEqual([]);
    expect(outcomesOf(lines)).toEqual(["asked", "timed-out"]);
  });

  test("the client receives progress while the call waits, so that it does not give up after a minute", async () => {
    const { tool, done } = destructive();
    const seen: { progress: number; message?: string | undefined }[] = [];
    let answer: (said: PersonAnswer) => void = () => {};
    const { client } = await connect({
      tools: [tool],
      resources: [],
      // A progress report every 0.1 s.
      consents: createConsentLedger({ answerMs: 3_000 }),
      answer: () =>
        new Promise<PersonAnswer>((resolve) => {
          answer = resolve;
        }),
    });
    await client.callTool(
      { name: "delete_it", arguments: { id: "a" } },
      {
        onprogress: (one) => {
          if (seen.push(one) === 3) answer(yes());
        },
      },
    );
    expect(done).toEqual(["a"]);
    expect(seen.length).toBeGreaterThanOrEqual(3);
    expect(seen.map(({ progress }) => progress)).toEqual(
      [...seen.map(({ progress }) => progress)].sort((a, b) => a - b),
    );
    expect(seen[0]).toMatchObject({ progress: 0.5, message: "Waiting for the user's answer" });
  });

  test("X10 a client that fails to ask receives that as a result", async () => {
    const { tool, done } = destructive();
    const { call, lines } = await connect({
      tools: [tool],
      resources: [],
      answer: () => {
        throw new Error("no window to show it in");
      },
    });
    const result = await call("delete_it", { id: "a" });
    expect(textOf(result)).toMatch(
      /^Refused: delete_it requires the user's confirmation here, and this client returned/,
    );
    expect(done).toEqual([]);
    expect(outcomesOf(lines)).toEqual(["asked", "cannot-ask"]);
  });
});

describe("identical calls of a 2025-era client at the same time", () => {
  /** Three calls. Their user gives these answers in turn, once all calls have arrived. */
  async function three(...answers: PersonAnswer[]) {
    const { tool, done } = destructive();
    let arrived = 0;
    const counted = {
      ...tool,
      affects: async () => {
        arrived++;
        return {
          effect: "Delete",
          objects: [{ kind: "job", name: "scratch" }],
          consequences: [{ reason: "loss" as const, text: say`It is lost.` }],
        };
      },
    };
    const answer = async () => {
      await vi.waitFor(() => expect(arrived).toBeGreaterThanOrEqual(3));
      return answers.shift() ?? { action: "cancel" as const };
    };
    const { call, questions, lines } = await connect({ tools: [counted], resources: [], answer });
    const results = await Promise.all([1, 2, 3].map(() => call("delete_it", { id: "a" })));
    return { texts: results.map(textOf), done, questions, call, outcomes: outcomesOf(lines) };
  }

  test("X09 a yes runs the call that was shown, once, and the others learn that", async () => {
    const { texts, done, questions, call } = await three(yes(), yes());
    expect(questions).toHaveLength(1);
    expect(done).toEqual(["a"]);
    expect(texts.filter((text) => text.includes("they agreed to that one"))).toHaveLength(2);
    // Meant to run twice: the user is asked again.
    await call("delete_it", { id: "a" });
    expect(questions).toHaveLength(2);
    expect(done).toEqual(["a", "a"]);
  });

  test.each(["decline", "cancel"] as const)("X10 %s holds for all of them", async (action) => {
    const { texts, done, questions } = await three({ action }, yes());
    expect(questions).toHaveLength(1);
    expect(done).toEqual([]);
    for (const text of texts) expect(text).toContain("Not done");
  });

  test("a call that is canceled leaves its question to the next one", async () => {
    const { tool, done } = destructive();
    const control = new AbortController();
    let asked = 0;
    const { client, questions } = await connect({
      tools: [tool],
      resources: [],
      answer: async () => {
        asked++;
        if (asked > 1) return yes();
        control.abort();
        return new Promise<never>(() => {});
      },
    });
    const call = { name: "delete_it", arguments: { id: "a" } };
    const first = client.callTool(call, { signal: control.signal }).catch(() => "canceled");
    const second = await client.callTool(call);
    expect(await first).toBe("canceled");
    expect(second.isError ?? false).toBe(false);
    expect(questions).toHaveLength(2);
    expect(done).toEqual(["a"]);
  });
});

describe("a returned state", () => {
  const headers = { "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call", "mcp-name": "delete_it" };
  const _meta = { ...META, "io.modelcontextprotocol/clientCapabilities": { elicitation: { form: {} } } };
  const params = { name: "delete_it", arguments: { id: "a" }, _meta };
  const inputResponses = { confirm: yes() };

  /** Asks, and answers with the state as changed by `alter`. */
  async function comeBack(alter: (state: string) => string, before = () => {}, consents = createConsentLedger()) {
    const session = await overHttp("auto", yes, consents);
    const asked = await ask(session.url, { headers, body: rpc("tools/call", params) });
    const requestState = alter(String(asked.json.result?.requestState));
    before();
    const body = rpc("tools/call", { ...params, requestState, inputResponses });
    const { json } = await ask(session.url, { headers, body });
    return { ...session, json };
  }

  test("X09 is accepted once if unchanged, also over another connection of the client", async () => {
    const { done, json } = await comeBack((state) => state);
    expect(json.error).toBeUndefined();
    expect(done).toEqual(["a"]);
  });

  test("X09 of another client is refused", async () => {
    const session = await overHttp("auto", yes);
    const asked = await ask(session.url, { headers, body: rpc("tools/call", params) });
    const { requestState } = asked.json.result ?? {};
    const other = { ..._meta, "io.modelcontextprotocol/clientInfo": { name: "other", version: "1" } };
    const body = rpc("tools/call", { ...params, _meta: other, requestState, inputResponses });
    const { json } = await ask(session.url, { headers, body });
    expect(json.result).toMatchObject({ isError: true, content: [{ text: expect.stringMatching(/another call/) }] });
    expect(session.done).toEqual([]);
  });

  test.each([
    ["garbled", () => "garbled"],
    [
      "with one letter changed",
      (state: string) => state.slice(0, 20) + (state[20] === "A" ? "B" : "A") + state.slice(21),
    ],
    ["with another seal", (state: string) => state.slice(0, state.lastIndexOf(".") + 1) + "A".repeat(43)],
  ])("X09 %s is refused", async (_, alter) => {
    const { done, json } = await comeBack(alter);
    expect(json.error).toMatchObject({ code: -32602 });
    expect(done).toEqual([]);
  });

  test("X09 times out after a day, as a result", async () => {
    const { consents, pass } = clock();
    const { done, json } = await comeBack(
      (state) => state,
      () => pass(24 * 60 * MINUTE),
      consents,
    );
    expect(json.error).toBeUndefined();
    expect(json.result).toMatchObject({ isError: true, content: [{ text: expect.stringMatching(TIMED_OUT) }] });
    expect(done).toEqual([]);
  });
});
