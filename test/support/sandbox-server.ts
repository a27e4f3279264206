import { type Sandbox, type SandboxOptions, startSandbox } from "../../sandbox/index.ts";
import { patCredentials } from "../../src/api/auth/methods/pat.ts";
import { createClient } from "../../src/api/http/create-client.ts";
import type { Settings } from "../../src/core/calls/context.ts";
import { type ConsentLedger, createConsentLedger } from "../../src/core/consent/ledger.ts";
import { createRedactor } from "../../src/core/output/redact.ts";
import { prompts } from "../../src/prompts/index.ts";
import { resources } from "../../src/resources/index.ts";
import { createServerFactory, type ServerFactory } from "../../src/server.ts";
import { catalogue } from "../../src/tools/index.ts";
import { quickClock } from "./clocks/quick.ts";
import { seededDay } from "./clocks/seeded-day.ts";
import { described } from "./described.ts";
import { runtimeFor } from "./runtime.ts";

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
  const runtime = runtimeFor(client, { settings, redact, consents, clock: quickClock });
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
