import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Engine, RunOptions } from "../sql/engine/engine.ts";
import type { Session } from "../sql/engine/names.ts";
import type { World } from "../world.ts";

/** A statement that changed data, of a caller or of one of the workspace's own services. */
interface Entry {
  readonly text: string;
  readonly session: Session;
  readonly parameters?: NonNullable<RunOptions["parameters"]>;
}

/** Statements that only read, by their first word. A common table expression can be followed by a change. */
const READS =
  /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/|\()*(select|show|describe|desc|explain|values|list|table|from|use|set)\b/i;
const WITH_CHANGE = /\b(insert|merge|update|delete)\b/i;

const changes = (text: string): boolean => {
  if (READS.test(text)) return false;
  return !/^\s*with\b/i.test(text) || WITH_CHANGE.test(text);
};

/**
 * Keeps the data of a workspace with a folder: statements that change it are written to a file before their response is
 * sent, and repeated when the workspace starts again. Random values and times of the clock can differ after that.
 */
export async function withJournal(world: World, engine: Engine): Promise<Engine> {
  if (world.dir === undefined) return engine;
  const path = join(world.dir, "statements.jsonl");
  for (const entry of entriesIn(path)) await repeat(engine, entry);
  // Statements name catalogs that were hidden later.
  for (const name of world.kept("hidden catalogs", () => new Set<string>())) engine.objects.hidden.add(name);
  const file = openSync(path, "a", 0o600);
  const append = (entry: Entry) => {
    writeSync(file, `${JSON.stringify(entry)}\n`);
    fsyncSync(file);
  };
  return {
    ...engine,
    async run(text, options) {
      const result = await engine.run(text, options);
      const { parameters } = options;
      const { catalog, schema, user } = options.session;
      if (changes(text)) append({ text, session: { catalog, schema, user }, ...(parameters && { parameters }) });
      return result;
    },
    async close() {
      await engine.close();
      closeSync(file);
    },
  };
}

/** The entries of the file. A last line that a crash cut off was never confirmed. */
function entriesIn(path: string): readonly Entry[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
  const lines = text.split("\n");
  lines.pop();
  return lines.map((line): Entry => JSON.parse(line));
}

async function repeat(engine: Engine, { text, ...options }: Entry): Promise<void> {
  try {
    await engine.run(text, { ...options, rowLimit: 0, maxBytes: Number.MAX_SAFE_INTEGER });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`sandbox: a statement of the kept workspace could not be repeated: ${reason}\n`);
  }
}
