import { type DuckDBConnection, DuckDBDataChunk, type DuckDBValue } from "@duckdb/node-api";
import { collectTyped, type Limits, type SqlResult } from "../../engine/collect.ts";
import { SqlFailure } from "../../engine/failure.ts";
import { quote } from "../../engine/names.ts";
import { compileTopQuery, createCompiler, type StatementCompiler } from "../analysis/compile.ts";
import { duckdbType as appenderType, columnStorage } from "../analysis/storage.ts";
import { register } from "../execution/natives.ts";
import { reader, writer } from "../execution/transfer.ts";
import type { Typed } from "../functions/contract.ts";
import { functions } from "../functions/registry.ts";
import { namesMetadata } from "../metastore/file-metadata.ts";
import type { ObjectName } from "../metastore/objects.ts";
import { scannedRows } from "../metastore/scans.ts";
import type { SqlSession } from "../metastore/session.ts";
import { createCatalog } from "../metastore/session-catalog.ts";
import type { ObjectStore } from "../metastore/store.ts";
import type { VirtualRelation } from "../metastore/virtual.ts";
import { createPythonSession, type PythonSession } from "../python/calls.ts";
import { tokensOf } from "../syntax/lexer.ts";
import type { Statement } from "../syntax/statements/ast.ts";
import { parseStatement } from "../syntax/statements/statement-parser.ts";
import type { LoadedFiles, StatementContext, StatementServices } from "./context.ts";
import { execute } from "./execute.ts";
import { identifierReader } from "./identifiers.ts";
import type { Locks } from "./locks.ts";
import { keyOf, prepared } from "./preparation.ts";
import { readGate } from "./privileges.ts";
import { travelOf } from "./travel.ts";

/** Parts of the engine that a statement uses. */
export interface StatementHost {
  readonly connection: DuckDBConnection;
  /** Functions that are known to the instance of DuckDB. */
  readonly registered: Set<string>;
  readonly store: ObjectStore;
  readonly session: SqlSession;
  readonly services: StatementServices;
  readonly locks: Locks;
  readonly parameters: ReadonlyMap<string, Typed>;
  readonly limits: Limits;
  virtual(name: ObjectName, session: SqlSession): VirtualRelation | undefined;
}

/** The host of one statement, with the rows that it has read so far. */
interface Running extends StatementHost {
  readonly read: { rows: number };
  readonly python: PythonSession;
}

/** Rows of a chunk, which DuckDB limits to this number. */
const CHUNK_ROWS = 2048;

/** Runs one statement, or one script. @throws {SqlFailure} and DuckDB's own errors */
export async function runStatement(text: string, given: StatementHost): Promise<SqlResult> {
  const host: Running = { ...given, read: { rows: 0 }, python: createPythonSession() };
  try {
    const result = await begun(text, host);
    return { ...result, rowsRead: host.read.rows };
  } finally {
    host.python.close();
  }
}

async function begun(text: string, host: Running): Promise<SqlResult> {
  if (tokensOf(text).length === 1)
    throw new SqlFailure("PARSE_EMPTY_STATEMENT", "Syntax error, unexpected empty statement.", "42617");
  checkPlace(host);
  const files: LoadedFiles = { named: new Map(), called: new Map(), sources: new Set() };
  const context = createContext(text, host.parameters, files, host);
  try {
    const statement = parseStatement(text, { identifier: identifierReader(context) });
    if (statement.kind === "query") return await query(statement, context, host);
    const rows = await execute(statement, context);
    return { bytes: 0, truncated: false, ...rows };
  } finally {
    for (const source of files.sources)
      await host.connection.run(`DROP TABLE IF EXISTS ${source}`).catch(() => undefined);
  }
}

/** @throws {SqlFailure} if the session is in a catalog or schema that does not exist */
function checkPlace({ store, session: { catalog, schema } }: StatementHost): void {
  if (catalog === "system" || schema === "information_schema") return;
  store.schema(catalog, schema);
}

async function query(
  statement: Extract<Statement, { kind: "query" }>,
  context: StatementContext,
  host: Running,
): Promise<SqlResult> {
  const ready = await prepared(statement, context);
  if (ready.kind !== "query") throw new SqlFailure("INTERNAL_ERROR", "A query became another statement.", "XX000");
  return stream(compileTopQuery(ready.query, context.compiler), context, host);
}

async function stream(
  { sql, columns }: ReturnType<typeof compileTopQuery>,
  { compiler, scans }: StatementContext,
  host: Running,
): Promise<SqlResult> {
  const { connection, limits } = host;
  scans(sql);
  await readied(compiler, host);
  const statement = await connection.prepare(sql);
  return collectTyped(await statement.stream(), columns, limits);
}

/** Makes the functions that the statement calls callable. */
async function readied({ natives }: StatementCompiler, { connection, registered, python }: Running): Promise<void> {
  register(connection, natives, registered);
  if (natives.needsPython()) await python.start();
}

function createContext(
  text: string,
  parameters: ReadonlyMap<string, Typed>,
  files: LoadedFiles,
  host: Running,
): StatementContext {
  const { connection, store, session, services, locks } = host;
  const reads = new Set<string>();
  const catalog = createCatalog({
    store,
    session,
    virtual: (name) => host.virtual(name, session),
    files: { named: (name) => files.named.get(name.join(".")), called: (call) => files.called.get(keyOf(call)) },
    travel: (at) => travelOf(at, { compiler }),
    reader: session.user,
    gate: readGate({ services, store, reads }),
    metadata: namesMetadata(text),
  });
  const compiler: StatementCompiler = createCompiler({
    functions,
    catalog,
    user: session.user,
    groups: () => services.access.groups(session.user),
    currentCatalog: session.catalog,
    currentSchema: session.schema,
    parameters,
    variables: new Map([...session.variables].map(([name, { value }]) => [name, value])),
    now: BigInt(services.now()) * 1000n,
    python: host.python.number,
  });
  const rowsOf = async (sql: string): Promise<readonly (readonly DuckDBValue[])[]> => {
    await readied(compiler, host);
    return (await connection.runAndReadAll(sql)).getRows();
  };
  const context: StatementContext = {
    text,
    store,
    session,
    services,
    catalog,
    compiler,
    reads,
    files,
    virtual: (name) => host.virtual(name, session),
    scans(sql) {
      host.read.rows += scannedRows(sql, store);
    },
    async run(sql) {
      const rows = await rowsOf(sql);
      return rows.map((row) => row.map((cell) => (cell === null ? null : String(cell))));
    },
    async values(sql, types) {
      const readers = types.map(reader);
      return (await rowsOf(sql)).map((row) => row.map((cell, index) => readers[index]?.(cell) ?? null));
    },
    async load(source, columns, rows) {
      const definitions = columns.map(({ name, type }) => `${quote(name)} ${columnStorage(type)}`);
      await connection.run(`CREATE TABLE ${source} (${definitions.join(", ") || "nothing INTEGER"})`);
      const [, schema = "", table = ""] = /\.([^.]+)\."([^"]+)"$/.exec(source) ?? [];
      const appender = await connection.createAppender(table, schema, "@workspace");
      const writers = columns.map(({ type }) => writer(type));
      const types = columns.map(({ type }) => appenderType(type));
      for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
        const part = rows.slice(start, start + CHUNK_ROWS);
        const chunk = DuckDBDataChunk.create(types, part.length);
        for (const [index, write] of writers.entries()) {
          chunk.setColumnValues(
            index,
            part.map((row) => write(row[index] ?? null)),
          );
        }
        appender.appendDataChunk(chunk);
      }
      appender.closeSync();
    },
    result: (compiled) => stream(compiled, context, host),
    locked: (name, change) => locks.locked(name.join("."), change),
    next: (other) => createContext(other?.text ?? text, other?.parameters ?? parameters, files, host),
  };
  return context;
}
