import { AsyncLocalStorage } from "node:async_hooks";
import { onTestFinished, vi } from "vitest";
import type * as z from "zod";
import { patCredentials } from "../../src/api/auth/methods/pat.ts";
import type { Client } from "../../src/api/http/client.ts";
import { systemClock } from "../../src/api/http/clock.ts";
import { createClient } from "../../src/api/http/create-client.ts";
import { type CallOutcome, callTool } from "../../src/core/calls/call.ts";
import type { Settings } from "../../src/core/calls/context.ts";
import { createLog } from "../../src/core/log.ts";
import { createRedactor } from "../../src/core/output/redact.ts";
import { createResultStore } from "../../src/core/output/results.ts";
import type { Caller, Runtime } from "../../src/core/runtime.ts";
import type { Tool } from "../../src/core/tool.ts";
import { runtimeFor } from "../support/runtime.ts";
import { type Verb, withVerbs } from "../support/verbs.ts";
import { HOST, TOKEN } from "../support/workspace.ts";

/** A request as it would have left; `schema` is what its caller reads the answer by. */
export interface Sent {
  readonly method: string;
  /** The address as built, before `URL` would fold anything in it. */
  readonly url: string;
  readonly schema: z.ZodType | undefined;
  /** It changes something, as its caller says. */
  readonly changes: boolean;
  /** It may be sent a second time, as its caller says. */
  readonly repeatable: boolean;
}

export interface Bench {
  /** Everything sent since the last `clear`. */
  readonly sent: readonly Sent[];
  /** Errors of ours, as the log told them: there must be none. */
  readonly bugs: string[];
  /** Progress messages. */
  readonly told: string[];
  clear(): void;
  call(tool: Tool, args: unknown): Promise<CallOutcome>;
}

/** The purpose of the request that leaves. One for all: Node 20 visits every storage for each new promise. */
const reading = new AsyncLocalStorage<Pick<Sent, "schema" | "changes" | "repeatable">>();

/**
 * The pipeline of every call over the real client, whose `fetch` is answered here: no rate, no waiting, no network.
 * Ends with the test.
 */
export function openBench(answer: (sent: Sent, n: number) => Response, settings: Partial<Settings> = {}): Bench {
  const sent: Sent[] = [];
  const bugs: string[] = [];
  const told: string[] = [];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit = {}) => {
    const request = {
      schema: undefined,
      changes: false,
      repeatable: false,
      ...reading.getStore(),
      method: init.method ?? "GET",
      url,
    };
    return answer(request, sent.push(request) - 1);
  });
  const redact = createRedactor([TOKEN]);
  const api = createClient({
    host: HOST,
    credentials: patCredentials(TOKEN, "DATABRICKS_TOKEN"),
    userAgent: "test/1",
    tuning: { clock: { ...systemClock, sleep: async () => {} }, rate: { perSecond: 100_000, holdMs: 1 } },
  });
  onTestFinished(() => api.close());
  const watched = (client: Client): Client => {
    const verb =
      (method: Verb): Client["get"] =>
      (operation, path, schema, options) => {
        const changes = method !== "get" && options?.replay !== "read";
        const repeatable = options?.replay === "safe" || options?.replay === "keyed";
        return reading.run({ schema, changes, repeatable }, () => client[method](operation, path, schema, options));
      };
    return {
      ...withVerbs(client, verb),
      bind: (call) => watched(client.bind(call)),
    };
  };
  const open = (): Runtime =>
    runtimeFor(watched(api), {
      settings: { host: HOST, confirm: "never", waitBudgetMs: 0, ...settings },
      redact,
      log: createLog((line) => line.includes('"event":"bug"') && bugs.push(line.trim()), redact),
      results: createResultStore(),
    });
  let runtime = open();
  return {
    sent,
    bugs,
    told,
    clear() {
      sent.length = 0;
      runtime = open();
    },
    call: (tool, args) =>
      callTool(runtime, tool, args, { ...caller(), progress: ({ message }) => void told.push(message) }),
  };
}

const caller = (): Caller => ({
  scope: "test",
  signal: new AbortController().signal,
  supports: () => true,
  answers: {},
  state: undefined,
});
