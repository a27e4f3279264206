import {
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBPreparedStatement,
  type DuckDBResult,
  StatementType,
} from "@duckdb/node-api";
import { compileTopQuery, createCompiler } from "../spark/analysis/compile.ts";
import { register } from "../spark/execution/natives.ts";
import { parameterLiterals } from "../spark/execution/parameters.ts";
import { functions } from "../spark/functions/registry.ts";
import type { Query as SparkQuery } from "../spark/syntax/ast.ts";
import { tokensOf } from "../spark/syntax/lexer.ts";
import { parseStatement } from "../spark/syntax/statements/statement-parser.ts";
import { collect, collectTyped, type Limits, type SqlResult } from "./collect.ts";
import type { Column } from "./column-types.ts";
import { sqlFailure } from "./duckdb-errors.ts";
import { SqlFailure } from "./failure.ts";
import { macros } from "./macros.ts";
import { database, firstCatalogs, knownCatalog, quote, type Session } from "./names.ts";
import { type Bindings, bindings, type Parameter } from "./parameters.ts";
import type { Query, Table } from "./plan.ts";
import { createSlots } from "./slots.ts";
import { type Planned, planStatement } from "./statement.ts";
import { storedCatalog } from "./stored-catalog.ts";
import { parameterMark } from "./translate.ts";

export interface RunOptions extends Limits {
  readonly session: Session;
  readonly parameters?: readonly Parameter[];
  readonly signal?: AbortSignal;
  /** Called when the statement leaves the queue and starts. */
  readonly onStart?: () => void;
}

export interface Engine {
  /** Runs one statement. Any failure rejects with a `SqlFailure`. */
  run(text: string, options: RunOptions): Promise<SqlResult>;
  /** Runs DuckDB SQL as the owner of the instance. Only for services of the workspace, never for a caller's text. */
  administer(sql: string): Promise<Table>;
  /** Catalogs that statements can name. Code that attaches or detaches a database updates it. */
  readonly catalogs: Set<string>;
  /** Interrupts running statements, waits for them to end, and frees the memory. */
  close(): Promise<void>;
}

/** DuckDB uses Node's small thread pool, and more concurrent statements would block everything else that uses it. */
const STATEMENTS_AT_ONCE = 2;
/** An interrupt that arrives between two steps of a statement is lost, so it is repeated. */
const INTERRUPT_EVERY_MS = 25;

const ALLOWED: ReadonlySet<StatementType> = new Set([
  StatementType.SELECT,
  StatementType.INSERT,
  StatementType.UPDATE,
  StatementType.DELETE,
  StatementType.MERGE_INTO,
  StatementType.EXPLAIN,
  StatementType.CREATE,
  StatementType.ALTER,
  StatementType.DROP,
  StatementType.TRANSACTION,
]);

/** A DuckDB instance prepared by `setup` (trusted statements), then permanently cut off from the machine. */
export async function createLockedInstance(setup: readonly string[]): Promise<DuckDBInstance> {
  const instance = await DuckDBInstance.create(":memory:", {
    threads: "2",
    memory_limit: "256MB",
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
export async function createEngine(setup: readonly string[]): Promise<Engine> {
  const instance = await createLockedInstance(setup);
  const slots = createSlots(STATEMENTS_AT_ONCE);

  const closing = new AbortController();
  const active = new Set<Promise<unknown>>();
  const catalogs = new Set(firstCatalogs);

  const registered = new Set<string>();

  const runOne = async (text: string, options: RunOptions): Promise<SqlResult> => {
    const planned = await failing(options.session, async () => plan(text, options.session));
    const release = await slots.take(options.signal);
    if (release === undefined) throw canceled();
    try {
      options.onStart?.();
      return await onConnection(instance, options, (connection) =>
        "query" in planned
          ? runQuery(connection, planned.query, registered, options)
          : carryOut(connection, planned, options),
      );
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
    catalogs,
    async run(text, options) {
      const signal = options.signal === undefined ? closing.signal : AbortSignal.any([closing.signal, options.signal]);
      const session = { ...options.session, catalogs: [...catalogs].sort() };
      return watched(runOne(text, { ...options, session, signal }));
    },
    administer: (sql) => watched(asOwner(instance, sql)),
    async close() {
      closing.abort();
      await Promise.allSettled(active);
      instance.closeSync();
    },
  };
}

/** A query is compiled here. Other statements are planned on their text. */
function plan(text: string, session: Session): Planned | { readonly query: SparkQuery } {
  if (tokensOf(text).length === 1)
    throw new SqlFailure("PARSE_EMPTY_STATEMENT", "Syntax error, unexpected empty statement.", "42617");
  const statement = parseStatement(text);
  return statement.kind === "query" ? { query: statement.query } : planStatement(text, session);
}

async function runQuery(
  connection: DuckDBConnection,
  query: SparkQuery,
  registered: Set<string>,
  options: RunOptions,
): Promise<SqlResult> {
  const { session } = options;
  const compiler = createCompiler({
    functions,
    catalog: await storedCatalog(query, connection, session),
    user: session.user,
    currentCatalog: session.catalog,
    currentSchema: session.schema,
    parameters: parameterLiterals(options.parameters ?? []),
    now: BigInt(Date.now()) * 1000n,
  });
  const { sql, columns } = compileTopQuery(query, compiler);
  register(connection, compiler.natives, registered);
  const prepared = await connection.prepare(sql);
  return collectTyped(await prepared.stream(), columns, options);
}

async function asOwner(instance: DuckDBInstance, sql: string): Promise<Table> {
  const connection = await instance.connect();
  try {
    return await collect(await connection.stream(sql), {});
  } finally {
    connection.closeSync();
  }
}

async function carryOut(
  connection: DuckDBConnection,
  planned: ReturnType<typeof planStatement>,
  options: RunOptions,
): Promise<SqlResult> {
  const bound = await bindings(connection, planned.parameters, options.parameters ?? []);
  const query: Query = async (sql) => collect(await start(connection, sql, bound, options.session), {});
  const { plan } = planned;
  if (plan.kind === "steps") return { ...(await plan.run(query)), bytes: 0, truncated: false };
  if (plan.counts === undefined) return collect(await start(connection, plan.sql, bound, options.session), options);
  const count = (await query(plan.sql)).rows[0]?.[0] ?? "0";
  const columns: Column[] = plan.counts.map((name) => ({ name, type_name: "LONG", type_text: "BIGINT" }));
  return { columns, rows: [plan.counts.map(() => count)], bytes: 0, truncated: false };
}

async function start(
  connection: DuckDBConnection,
  sql: string,
  bound: Bindings,
  session: Session,
): Promise<DuckDBResult> {
  const prepared = await failing(session, () => connection.prepare(sql), sql);
  if (!ALLOWED.has(prepared.statementType))
    throw new SqlFailure("PARSE_SYNTAX_ERROR", "Syntax error: this is not a statement of the workspace.", "42601");
  bindUsed(prepared, bound);
  return failing(session, () => prepared.stream(), sql);
}

function bindUsed(prepared: DuckDBPreparedStatement, bound: Bindings): void {
  for (let index = 1; index <= prepared.parameterCount; index++) {
    const name = prepared.parameterName(index).slice(parameterMark.length);
    prepared.bindValue(index, bound.values[name] ?? null, bound.types[name]);
  }
}

/** Opens a connection with the dialect's functions and the session's names. An abort interrupts its statement. */
async function onConnection<T>(
  instance: DuckDBInstance,
  { session, signal }: RunOptions,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const connection = await instance.connect();
  let repeat: NodeJS.Timeout | undefined;
  const interrupt = () => {
    connection.interrupt();
    repeat ??= setInterval(() => connection.interrupt(), INTERRUPT_EVERY_MS);
  };
  try {
    await connection.run(macros);
    await failing(session, () =>
      connection.run(`USE ${quote(database(knownCatalog(session.catalog, session)))}.${quote(session.schema)}`),
    );
    signal?.addEventListener("abort", interrupt, { once: true });
    if (signal?.aborted === true) throw canceled();
    return await failing(session, () => work(connection));
  } finally {
    clearInterval(repeat);
    signal?.removeEventListener("abort", interrupt);
    connection.closeSync();
  }
}

async function failing<T>(session: Session, work: () => Promise<T>, sql = ""): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw sqlFailure(error, session, sql);
  }
}

function canceled(): SqlFailure {
  return new SqlFailure("OPERATION_CANCELED", "Operation has been canceled.", "HY008", "CANCELLED");
}
