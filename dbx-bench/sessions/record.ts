import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

const difference = z.object({ key: z.string(), how: z.enum(["added", "changed", "removed"]) });

/** A recorded session of one agent with one task. */
const sessionRecord = z.object({
  agent: z.string(),
  task: z.string(),
  persona: z.string(),
  server: z.string(),
  begun: z.string(),
  ended: z.string(),
  /** Tokens of instructions and tool definitions, which every call of a model carries. */
  list_tokens: z.number(),
  tools: z.number(),
  calls: z.array(
    z.object({
      tool: z.string(),
      args: z.unknown(),
      text: z.string(),
      isError: z.boolean(),
      pictures: z.number(),
    }),
  ),
  /** The questions of the server to the user, with the user's answers. */
  questions: z.array(z.object({ question: z.string(), agreed: z.boolean() })),
  /** The agent's questions to the user. */
  asked: z.array(z.string()),
  answer: z.string(),
  tokens: z.object({ written: z.number(), read: z.number() }),
  faults: z.array(z.string()),
  damage: z.array(difference),
  over_budget: z.boolean(),
});
export type SessionRecord = z.output<typeof sessionRecord>;

/** Writes a session's record and returns its path. */
export function saveRecord(folder: string, record: SessionRecord): string {
  const own = join(folder, safe(record.agent));
  mkdirSync(own, { recursive: true });
  const count = readdirSync(own).filter((name) => name.startsWith(`${record.task}.`)).length;
  const path = join(own, `${record.task}.${count + 1}.json`);
  writeFileSync(path, `${JSON.stringify(record, null, 1)}\n`);
  return path;
}

/** Every record in a folder, by agent and task. */
export function readRecords(folder: string): readonly SessionRecord[] {
  let names: readonly string[];
  try {
    names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  } catch {
    return [];
  }
  return names
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => sessionRecord.parse(JSON.parse(readFileSync(join(folder, name), "utf8"))));
}

const safe = (name: string): string => name.replace(/[^\w.-]/g, "_");
