import { type Sandbox, type SandboxOptions, startSandbox } from "../../sandbox/index.ts";
import { patCredentials } from "../../src/api/auth/methods/pat.ts";
import { createClient } from "../../src/api/http/create-client.ts";

import type { Settings } from "../../src/core/calls/context.ts";
import { type ConsentLedger, createConsentLedger } from "../../src/core/consent/ledger.ts";
import { createLog } from "../../src/core/log.ts";
import { createMemory } from "../../src/core/memory.ts";
import { createRedactor } from "../../src/core/output/redact.ts";
import { createResultStore } from "../../src/core/output/results.ts";
import { createPolls } from "../../src/core/waiting/polls.ts";
import { prompts } from "../../src/prompts/index.ts";
import { resources } from "../../src/resources/index.ts";
import { createServerFactory, type ServerFactory } from "../../src/server.ts";
import { catalogue } from "../../src/tools/index.ts";
import { described } from "./described.ts";
import { quickClock } from "./quick-clock.ts";
import { seededDay } from "./seeded-day.ts";

export interface SandboxServer {
  readonly sandbox: Sandbox;
  readonly makeServer: ServerFactory;
  close(): Promise<void>;
}

/** The whole server in this process, with every tool, in front of a quick sandbox workspace. */
export async function openSandboxServer({
  sandbox: options,
  settings,
  consents = createConsentLedger(),
  mode = "typed",
}: {
  sandbox?: SandboxOptions;
  settings?: Partial<Settings>;
  consents?: ConsentLedger;
  mode?: "typed" | "code";
}): Promise<SandboxServer> {
  const sandbox = await startSandbox({ speed: 50, rateLimit: 10_000, now: seededDay(), ...options });
  const redact = createRedactor([sandbox.token]);
  const client = createClient({
    host: sandbox.url,
    credentials: patCredentials(sandbox.token, "DATABRICKS_TOKEN"),
    userAgent: "test/1",
    insecureLoopback: true,
    tuning: { clock: quickClock, rate: { perSecond: 1000 } },
  });
  const runtime = {
    client,
    settings: {
      host: sandbox.url,
      cloud: "AWS",
      authType: "pat",
      toolsets: [],
      access: "destructive",
      confirm: "ask",
      waitBudgetMs: 15_000,
      outputBudgetChars: 40_000,
      ...settings,
    },
    redact,
    log: createLog(() => {}, redact, "error"),
    results: createResultStore({ redact }),
    memory: createMemory(),
    polls: createPolls(quickClock),
    consents,
    detached: new Set<Promise<unknown>>(),
  } as const;
  return {
    sandbox,
    makeServer: createServerFactory({
      version: "0.0.0-test",
      workspaces: [{ name: "default", runtime }],
      tools: catalogue,
      resources,
      prompts,
      mode,
      described: described(catalogue),
    }),
    async close() {
      await client.close();
      await sandbox.close();
    },
  };
}
