import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { watchMemory } from "../spark/execution/memory-watch.ts";
import { parameterLiterals } from "../spark/execution/parameters.ts";
import { insufficientMemory } from "../spark/execution/sizes.ts";
import { adoptCatalogs } from "../spark/metastore/adoption.ts";
import type { ObjectName, StoredObjects } from "../spark/metastore/objects.ts";
import { sourcesOf } from "../spark/metastore/objects.ts";
import { createSession, type SqlSession } from "../spark/metastore/session.ts";
import { createObjectStore, type ObjectStore } from "../spark/metastore/store.ts";
import type { VirtualRelation } from "../spark/metastore/virtual.ts";
import type { StatementServices } from "../spark/statements/context.ts";
import { createLocks } from "../spark/statements/locks.ts";
import { runStatement } from "../spark/statements/run.ts";
import type { Limits, SqlResult } from "./collect.ts";
import { sqlFailure } from "./duckdb-errors.ts";
import { changes, type KeptObjects, packed, restored } from "./durability.ts";
import { canceled } from "./failure.ts";
import { firstCatalogs, type Session } from "./names.ts";
import type { Parameter } from "./parameters.ts";
import { createSlots } from "./slots.ts";

export interface RunOptions extends Limits {
  /** A session of several statements, or where the session of this one begins. */
  readonly session: Session | SqlSession;
  readonly parameters?: readonly Parameter[];
  readonly signal?: AbortSignal;
  /** Part of another operation, which is in the audit log itself. */
  readonly unaudited?: true;
  /** Called when the statement leaves the queue and starts. */
  readonly onStart?: () => void;
}

export interface Engine {
  /** Runs one statement. Any failure rejects with a `SqlFailure`. */
  run(text: string, options: RunOptions): Promise<SqlResult>;
  /** The catalogs, schemas, tables and functions that statements make and name. */
  readonly objects: ObjectStore;
  /** Interrupts running statements, waits for them to end, and frees the memory. */
  close(): Promise<void>;
}

export interface EngineOptions {
  /** DuckDB SQL that makes the first tables. */
  readonly setup: readonly string[];
  readonly user: string;
  /** When the first objects were made, in epoch milliseconds. */
  readonly createdAt: number;
  readonly services: StatementServices;
  /** Adds objects that are not tables of DuckDB to a new workspace. */
  seed(store: ObjectStore): void;
  /** For a workspace that outlives the process. */
  readonly kept?: KeptObjects;
  /** Relations whose rows are not tables of DuckDB: system tables, `information_schema`. */
  virtual(name: ObjectName, store: ObjectStore, user: string): VirtualRelation | undefined;
}

/** DuckDB uses Node's small thread pool, and more concurrent statements would block everything else that uses it. */
const STATEMENTS_AT_ONCE = 2;
/** An interrupt that arrives between two steps of a statement is lost, so it is repeated. */
const INTERRUPT_EVERY_MS = 25;

/** A DuckDB instance prepared by `setup` (trusted statements), then permanently cut off from the machine. */
export async function createLockedInstance(setup: readonly string[]): Promise<DuckDBInstance> {
  const instance = await DuckDBInstance.create(":memory:", {
    threads: "2",
    memory_limit: "256MB",
    // Freed memory goes back to the system at once: the process is watched by its size.
    allocator_flush_threshold: "8MB",
    allocator_bulk_deallocation_flush_threshold: "8MB",
    allocator_background_threads: "true",
    // An empty directory forbids spilling; a real one would stay writable even with external access off.
    temp_directory: "",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    allow_community_extensions: "false",
  });
  const owner = await instance.connect();
  for (const sql of setup) await owner.run(sql);
  // The rewriter folds constants outside the memory limit: one `sequence(1, 20000000)` took gigabytes there.
  await owner.run("SET TimeZone = 'UTC'; SET GLOBAL disabled_optimizers = 'expression_rewriter';");
  await owner.run("SET enable_external_access = false; SET lock_configuration = true;");
  owner.closeSync();
  return instance;
}

/** The engine on a locked instance of its own. */
export async function createEngine(engineOptions: EngineOptions): Promise<Engine> {
  const { services, kept, virtual } = engineOptions;
  const instance = await createLockedInstance(engineOptions.setup);
  const stored = await firstObjects(instance, engineOptions);
  const objects = createObjectStore(stored, services.now, (type, name, id) => {
    services.ledger.made(type, name.join("."), id, services.caller());
  });
  const slots = createSlots(STATEMENTS_AT_ONCE);
  const locks = createLocks();
  const registered = new Set<string>();
  const closing = new AbortController();
  const active = new Set<Promise<unknown>>();

  /** Makes a change durable, and only then frees the rows that it replaced. */
  const settle = async (connection: DuckDBConnection): Promise<void> => {
    kept?.save(packed(stored));
    for (const source of objects.retired.splice(0)) await connection.run(`DROP TABLE IF EXISTS ${source}`);
  };
  if (kept?.saved === undefined) {
    engineOptions.seed(objects);
    kept?.save(packed(stored));
  }

  const runOne = async (text: string, options: RunOptions): Promise<SqlResult> => {
    const session = "views" in options.session ? options.session : createSession(options.session);
    const release = await slots.take(options.signal);
    if (release === undefined) throw canceled();
    try {
      options.onStart?.();
      return await onConnection(instance, options.signal, async (connection) => {
        const running = runStatement(text, {
          connection,
          registered,
          store: objects,
          session,
          services: options.unaudited ? { ...services, audit: () => {} } : services,
          locks,
          parameters: parameterLiterals(options.parameters ?? []),
          limits: options,
          virtual: (name) => virtual(name, objects, session.user),
        });
        // A script that fails has changed what it reached.
        if (!changes(text)) return running;
        return running.finally(() => {
          // A session of one statement ends here, with its temporary tables.
          if (session !== options.session) {
            for (const { versions } of session.tables.values()) objects.retired.push(...versions.flatMap(sourcesOf));
          }
          return settle(connection);
        });
      });
    } finally {
      release();
    }
  };

  const watched = async <T>(running: Promise<T>): Promise<T> => {
    active.add(running);
    try {
      return await running;
    } finally {
      active.delete(running);
    }
  };

  return {
    objects,
    async run(text, options) {
      const signal = options.signal === undefined ? closing.signal : AbortSignal.any([closing.signal, options.signal]);
      return watched(runOne(text, { ...options, signal }));
    },
    async close() {
      closing.abort();
      await Promise.allSettled(active);
      instance.closeSync();
    },
  };
}

/** The objects of a new workspace, or those that were saved. */
async function firstObjects(
  instance: DuckDBInstance,
  { kept, user, createdAt, services }: EngineOptions,
): Promise<StoredObjects> {
  const owner = await instance.connect();
  try {
    if (kept?.saved !== undefined) return await restored(owner, kept.saved);
    await owner.run('CREATE SCHEMA "@workspace".rows');
    const catalogs = await adoptCatalogs(owner, firstCatalogs, { user, at: createdAt, uuid: services.uuid });
    return { catalogs, dropped: [], made: 0 };
  } finally {
    owner.closeSync();
  }
}

/** Opens a connection. An abort interrupts its statement. */
async function onConnection<T>(
  instance: DuckDBInstance,
  signal: AbortSignal | undefined,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const connection = await instance.connect();
  let repeat: NodeJS.Timeout | undefined;
  const watch = watchMemory(() => connection.interrupt());
  const interrupt = () => {
    connection.interrupt();
    repeat ??= setInterval(() => connection.interrupt(), INTERRUPT_EVERY_MS);
  };
  try {
    signal?.addEventListener("abort", interrupt, { once: true });
    if (signal?.aborted === true) throw canceled();
    watch.start();
    return await work(connection);
  } catch (error) {
    throw watch.exceeded() ? insufficientMemory() : sqlFailure(error);
  } finally {
    watch.stop();
    clearInterval(repeat);
    signal?.removeEventListener("abort", interrupt);
    connection.closeSync();
  }
}
