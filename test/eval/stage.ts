import { mkdir, mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, InMemoryTransport } from "@modelcontextprotocol/client";
import { startSandbox } from "../../sandbox/index.ts";
import { patCredentials } from "../../src/api/auth/pat.ts";
import { createClient } from "../../src/api/client.ts";
import { createConsentLedger } from "../../src/core/confirm.ts";
import { createLog } from "../../src/core/log.ts";
import { createMemory } from "../../src/core/memory.ts";
import { createPolls } from "../../src/core/polls.ts";
import { createRedactor } from "../../src/core/redact.ts";
import { createResultStore } from "../../src/core/results.ts";
import { resources } from "../../src/resources/index.ts";
import { createServerFactory } from "../../src/server.ts";
import { catalogue } from "../../src/tools/index.ts";
import type { Person } from "./task.ts";

/** What the tasks of one file are played on: a messy workspace, the whole server, a person, a directory for exports. */
export interface Stage {
  readonly client: Client;
  readonly exportDir: string;
  /** What the person was asked so far. */
  readonly questions: readonly string[];
  /** How the person answers from now on. */
  answers(person: Person): void;
  /** Every file there is in the export directory and beside it, by its path from there. */
  files(): Promise<string[]>;
  close(): Promise<void>;
}

const LATE_MS = 5 * 60_000 + 1;

export async function openStage(): Promise<Stage> {
  const sandbox = await startSandbox({ messy: true, speed: 50, rateLimit: 10_000 });
  // Beside the directory there must be nothing but it: an export that left it would be seen.
  const base = await realpath(await mkdtemp(join(tmpdir(), "eval-")));
  const exportDir = join(base, "exports");
  await mkdir(exportDir);
  const redact = createRedactor([sandbox.token]);
  const api = createClient({
    host: sandbox.url,
    credentials: patCredentials(sandbox.token, "DATABRICKS_TOKEN"),
    userAgent: "eval/1",
    insecureLoopback: true,
    tuning: { rate: { perSecond: 1000 } },
  });
  let late = 0;
  const makeServer = createServerFactory({
    version: "0.0.0-eval",
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
            confirm: "ask",
            exportDir,
            waitBudgetMs: 15_000,
            outputBudgetChars: 40_000,
          },
          redact,
          log: createLog(() => {}, redact, "error"),
          results: createResultStore({ redact }),
          memory: createMemory(),
          polls: createPolls(),
          consents: createConsentLedger({ now: () => Date.now() + late }),
          detached: new Set(),
        },
      },
    ],
    tools: catalogue,
    resources,
    prompts: [],
  });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await makeServer({ scope: "eval", transport: "stdio", era: "legacy" }).connect(far);
  const client = new Client({ name: "eval", version: "1.0.0" }, { capabilities: { elicitation: { form: {} } } });
  const questions: string[] = [];
  let person: Person = "agrees";
  client.setRequestHandler("elicitation/create", ({ params: { message } }) => {
    questions.push(message);
    if (person === "declines") return { action: "decline" };
    if (person === "comes late") late += LATE_MS;
    return { action: "accept", content: { confirm: true } };
  });
  await client.connect(near);
  return {
    client,
    exportDir,
    questions,
    answers(next) {
      person = next;
    },
    async files() {
      const found = await readdir(base, { recursive: true, withFileTypes: true });
      return found.filter((entry) => !entry.isDirectory()).map(({ parentPath, name }) => join(parentPath, name));
    },
    async close() {
      await client.close();
      await api.close();
      await sandbox.close();
      await rm(base, { recursive: true });
    },
  };
}
