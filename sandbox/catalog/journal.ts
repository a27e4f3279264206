import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Engine, RunOptions } from "../sql/engine/engine.ts";
import type { Session } from "../sql/engine/names.ts";
import { createSession, type SqlSession } from "../sql/spark/metastore/session.ts";
import type { World } from "../world.ts";
import { hiddenCatalogs } from "./state.ts";

/** A statement that changed data, of a caller or of one of the workspace's own services. */
interface Entry {
  readonly text: string;
  readonly session: Session;
  readonly parameters?: NonNullable<RunOptions["parameters"]>;
  /** Statements with the same number had one session, with its temporary views and variables. */
  readonly shared?: number;
}

/** Statements that only read, by their first word. A common table expression can be followed by a change. */
const READS =
  /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/|\()*(select|show|describe|desc|explain|values|list|table|from|use|set)\b/i;
const WITH_CHANGE = /\b(insert|merge|update|delete)\b/i;

const changes = (text: string): boolean => {
  if (/^\s*set\s+var(iable)?\b/i.test(text)) return true;
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
  const repeated = new Map<number, SqlSession>();
  for (const entry of entriesIn(path)) {
    await world.as(entry.session.user, () => repeat(engine, entry, repeated));
  }
  const numbers = new WeakMap<object, number>();
  let made = [...repeated.keys()].reduce((most, number) => Math.max(most, number), 0);
  const numberOf = (session: object): number => {
    const number = numbers.get(session) ?? ++made;
    numbers.set(session, number);
    return number;
  };
  // Statements name catalogs that were hidden later.
  for (const name of hiddenCatalogs(world)) engine.objects.hidden.add(name);
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
      const shared = "views" in options.session ? { shared: numberOf(options.session) } : {};
      if (changes(text))
        append({ text, session: { catalog, schema, user }, ...(parameters && { parameters }), ...shared });
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

async function repeat(
  engine: Engine,
  { text, session, shared, ...options }: Entry,
  repeated: Map<number, SqlSession>,
): Promise<void> {
  const known = shared === undefined ? undefined : (repeated.get(shared) ?? createSession(session));
  if (known !== undefined && shared !== undefined) repeated.set(shared, Object.assign(known, session));
  try {
    const limits = { rowLimit: 0, maxBytes: Number.MAX_SAFE_INTEGER };
    await engine.run(text, { ...options, session: known ?? session, ...limits });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`sandbox: a statement of the kept workspace could not be repeated: ${reason}\n`);
  }
}
