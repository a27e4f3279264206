import { mkdir, mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, InMemoryTransport } from "@modelcontextprotocol/client";
import { createConsentLedger } from "../../src/core/consent/ledger.ts";
import { openSandboxServer } from "../support/sandbox-server.ts";
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
  // Beside the directory there must be nothing but it: an export that left it would be seen.
  const base = await realpath(await mkdtemp(join(tmpdir(), "eval-")));
  const exportDir = join(base, "exports");
  await mkdir(exportDir);
  let late = 0;
  const { makeServer, close } = await openSandboxServer({
    sandbox: { messy: true },
    settings: { exportDir },
    consents: createConsentLedger({ now: () => Date.now() + late }),
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
      await close();
      await rm(base, { recursive: true });
    },
  };
}
