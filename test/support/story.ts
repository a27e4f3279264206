import { Client, InMemoryTransport } from "@modelcontextprotocol/client";
import * as z from "zod";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../sandbox/index.ts";
import { patCredentials } from "../../src/api/auth/pat.ts";
import { createClient } from "../../src/api/client.ts";
import { createConsentLedger } from "../../src/core/confirm.ts";
import { createLog } from "../../src/core/log.ts";
import { createMemory } from "../../src/core/memory.ts";
import { createPolls } from "../../src/core/polls.ts";
import { createRedactor } from "../../src/core/redact.ts";
import { createResultStore } from "../../src/core/results.ts";
import { prompts } from "../../src/prompts/index.ts";
import { resources } from "../../src/resources/index.ts";
import { createServerFactory } from "../../src/server.ts";
import { catalogue } from "../../src/tools/index.ts";
import { textOf } from "./harness.ts";

export interface Story {
  readonly sandbox: Sandbox;
  readonly client: Client;
  /** `structuredContent` of a call that must succeed; an error result throws its text. */
  call(name: string, args?: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** The text of a call that must fail. */
  failure(name: string, args?: Record<string, unknown>): Promise<string>;
  close(): Promise<void>;
}

/** A client in memory, the real server with every tool and no questions, and a quick sandbox workspace behind it. */
export async function openStory(options: SandboxOptions = {}): Promise<Story> {
  const sandbox = await startSandbox({ speed: 50, rateLimit: 10_000, ...options });
  const redact = createRedactor([sandbox.token]);
  const api = createClient({
    host: sandbox.url,
    credentials: patCredentials(sandbox.token, "DATABRICKS_TOKEN"),
    userAgent: "story/1",
    insecureLoopback: true,
    tuning: { rate: { perSecond: 1000 } },
  });
  const makeServer = createServerFactory({
    version: "0.0.0-story",
    workspaces: [
      {
        name: "default",
        runtime: {
          client: api,
          settings: {
            host: sandbox.url,
            cloud: "AWS",
            authType: "pat",
            toolsets: [],
            access: "destructive",
            confirm: "never",
            waitBudgetMs: 15_000,
            outputBudgetChars: 40_000,
          },
          redact,
          log: createLog(() => {}, redact, "error"),
          results: createResultStore(),
          memory: createMemory(),
          polls: createPolls(),
          consents: createConsentLedger(),
          detached: new Set(),
        },
      },
    ],
    tools: catalogue,
    resources,
    prompts,
  });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await makeServer({ scope: "story", transport: "stdio", era: "legacy" }).connect(far);
  const client = new Client({ name: "story", version: "1.0.0" });
  await client.connect(near);

  const run = (name: string, args: Record<string, unknown> = {}) => client.callTool({ name, arguments: args });
  return {
    sandbox,
    client,
    async call(name, args) {
      const result = await run(name, args);
      if (result.isError) throw new Error(`${name}: ${textOf(result)}`);
      return z.record(z.string(), z.unknown()).parse(result.structuredContent);
    },
    async failure(name, args) {
      const result = await run(name, args);
      if (!result.isError) throw new Error(`${name} was expected to fail: ${textOf(result)}`);
      return textOf(result);
    },
    async close() {
      await client.close();
      await api.close();
      await sandbox.close();
    },
  };
}
