import { mkdir, mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, InMemoryTransport } from "@modelcontextprotocol/client";
import { createConsentLedger } from "../../src/core/consent/ledger.ts";
import { openSandboxServer } from "../support/sandbox-server.ts";
import type { Person } from "./task.ts";

/** The setup for the tasks of one file: a messy workspace, the whole server, a user, a directory for exports. */
export interface Stage {
  readonly client: Client;
  readonly exportDir: string;
  /** The questions to the user so far. */
  readonly questions: readonly string[];
  /** Sets how the user answers from now on. */
  answers(person: Person): void;
  /** Every file in the export directory and next to it, by its relative path. */
  files(): Promise<string[]>;
  close(): Promise<void>;
}

const LATE_MS = 5 * 60_000 + 1;

export async function openStage(): Promise<Stage> {
  // The parent contains only this directory, so that an export that leaves it is noticed.
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
