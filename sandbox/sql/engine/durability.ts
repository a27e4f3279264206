import { deserialize, serialize } from "node:v8";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { RowsOfVersion, StoredObjects, StoredTable } from "../spark/metastore/objects.ts";
import { quote } from "./names.ts";

/** Where the rows and objects of a workspace with a folder are. */
export interface KeptObjects {
  /** The objects as they were saved last; undefined for a new workspace. */
  readonly saved: Uint8Array | undefined;
  /** Writes the objects. After it returns, they survive a crash of the process. */
  save(objects: Uint8Array): void;
}

/** Statements that only read, by their first word. A common table expression can be followed by a change. */
const READS =
  /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/|\()*(select|show|describe|desc|explain|values|list|table|from|use|set)\b/i;
const WITH_CHANGE = /\b(insert|merge|update|delete)\b/i;

/** Whether a statement can change objects or rows. */
export const changes = (text: string): boolean =>
  !READS.test(text) && (!/^\s*with\b/i.test(text) || WITH_CHANGE.test(text));

export const packed = (objects: StoredObjects): Uint8Array => serialize(objects);

/**
 * The saved objects, over the rows in the files of DuckDB. A crash can leave rows, columns and tables of a statement that
 * was not confirmed. They are removed.
 */
export async function restored(connection: DuckDBConnection, saved: Uint8Array): Promise<StoredObjects> {
  const objects: StoredObjects = deserialize(saved);
  const found = await sourcesIn(connection);
  const used = new Map<string, RowsOfVersion[]>();
  const recorded = new Set<string>();
  for (const table of tablesOf(objects)) {
    const known = table.versions.filter(({ rows }) => found.has(rows.source));
    table.versions.splice(0, table.versions.length, ...known);
    for (const { rows, changes } of known) {
      used.set(rows.source, [...(used.get(rows.source) ?? []), rows]);
      if (changes?.source !== undefined) recorded.add(changes.source);
    }
  }
  for (const [source, columns] of found) {
    const versions = used.get(source);
    if (recorded.has(source)) continue;
    if (versions !== undefined) await trim(connection, source, columns, versions);
    else if (source.startsWith('"@workspace".rows.')) await connection.run(`DROP TABLE ${source}`);
  }
  return objects;
}

function* tablesOf(objects: StoredObjects): Iterable<StoredTable> {
  for (const catalog of objects.catalogs.values()) {
    for (const schema of catalog.schemas.values()) {
      for (const relation of schema.relations.values()) if (relation.kind === "table") yield relation;
    }
  }
  for (const { table } of objects.dropped) yield table;
}

/** The columns of each table of DuckDB, by its qualified name as versions write it. */
async function sourcesIn(connection: DuckDBConnection): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await rowsOf(
    connection,
    `SELECT database_name, schema_name, table_name, column_name FROM duckdb_columns() WHERE NOT internal ORDER BY column_index`,
  );
  const found = new Map<string, string[]>();
  for (const [database = "", schema = "", table = "", column = ""] of rows) {
    const source =
      schema === "rows" ? `${quote(database)}.rows.${quote(table)}` : [database, schema, table].map(quote).join(".");
    found.set(source, [...(found.get(source) ?? []), column]);
  }
  return found;
}

/** Leaves the rows and columns that the versions have. A table only grows, so theirs are the first. */
async function trim(
  connection: DuckDBConnection,
  source: string,
  columns: readonly string[],
  versions: readonly RowsOfVersion[],
): Promise<void> {
  const rows = Math.max(...versions.map(({ first, count }) => first ?? count));
  const [[count = "0"] = []] = await rowsOf(connection, `SELECT count(*) FROM ${source}`);
  const wanted = columns.filter((name) =>
    versions.some((one) => one.columns.some(({ physical }) => physical === name)),
  );
  if (Number(count) <= rows && wanted.length === columns.length) return;
  if (wanted.length === 0) return;
  const copy = `"@workspace".rows."copy"`;
  await connection.run(
    `CREATE OR REPLACE TABLE ${copy} AS SELECT ${wanted.map(quote).join(", ")} FROM ${source} WHERE rowid < ${rows} ORDER BY rowid`,
  );
  await connection.run(`CREATE OR REPLACE TABLE ${source} AS SELECT * FROM ${copy} ORDER BY rowid`);
  await connection.run(`DROP TABLE ${copy}`);
}

async function rowsOf(connection: DuckDBConnection, sql: string): Promise<readonly (readonly string[])[]> {
  return (await connection.runAndReadAll(sql)).getRows().map((row) => row.map(String));
}
