import type { DuckDBConnection } from "@duckdb/node-api";
import { database, literal, quote } from "../../engine/names.ts";
import { sparkTypeOf } from "../analysis/storage.ts";
import type { StoredCatalog, StoredColumn, StoredTable } from "./objects.ts";

export interface Adopting {
  readonly user: string;
  /** Epoch milliseconds of the objects that come with the workspace. */
  readonly at: number;
  readonly uuid: () => string;
}

/** The catalogs, schemas and tables that the setup of a workspace has made in DuckDB. */
export async function adoptCatalogs(
  connection: DuckDBConnection,
  names: readonly string[],
  adopting: Adopting,
): Promise<Map<string, StoredCatalog>> {
  const catalogs = new Map<string, StoredCatalog>();
  for (const name of names) catalogs.set(name, await adoptCatalog(connection, name, adopting));
  return catalogs;
}

async function adoptCatalog(connection: DuckDBConnection, name: string, adopting: Adopting): Promise<StoredCatalog> {
  const { at, uuid } = adopting;
  const catalog: StoredCatalog = { id: uuid(), name, schemas: new Map(), createdAt: at };
  const schemas = await rowsOf(
    connection,
    `SELECT s.schema_name, n.comment FROM duckdb_schemas() s LEFT JOIN "@workspace".main.schema_comments n ON n.catalog = ${literal(name)} AND n.schema = s.schema_name
     WHERE database_name = ${literal(database(name))} AND NOT internal AND schema_name <> 'main' ORDER BY 1`,
  );
  for (const [schema, comment] of schemas) {
    if (schema === null || schema === undefined) continue;
    catalog.schemas.set(schema, {
      id: uuid(),
      name: schema,
      ...(comment == null ? {} : { comment }),
      properties: new Map(),
      relations: new Map(),
      routines: new Map(),
      createdAt: at,
    });
  }
  const tables = await rowsOf(
    connection,
    `SELECT schema_name, table_name, comment FROM duckdb_tables() WHERE database_name = ${literal(database(name))} ORDER BY 1, 2`,
  );
  for (const [schema = "", table = "", comment] of tables) {
    if (schema === null || table === null) continue;
    const adopted = await adoptTable(connection, [name, schema, table], comment ?? undefined, adopting);
    catalog.schemas.get(schema)?.relations.set(table, adopted);
  }
  return catalog;
}

async function adoptTable(
  connection: DuckDBConnection,
  name: readonly [string, string, string],
  comment: string | undefined,
  { user, at, uuid }: Adopting,
): Promise<StoredTable> {
  const source = [database(name[0]), name[1], name[2]].map(quote).join(".");
  const noted = await rowsOf(
    connection,
    `SELECT column_name, comment, data_type FROM duckdb_columns() WHERE database_name = ${literal(database(name[0]))} AND schema_name = ${literal(name[1])} AND table_name = ${literal(name[2])}`,
  );
  // Spark's TIMESTAMP is an instant.
  for (const [column, , type] of noted) {
    if (type === "TIMESTAMP")
      await connection.run(`ALTER TABLE ${source} ALTER COLUMN ${quote(column ?? "")} TYPE TIMESTAMPTZ`);
  }
  const comments = new Map(noted.map(([column, text]) => [column, text]));
  const prepared = await connection.prepare(`SELECT * FROM ${source}`);
  const columns = Array.from({ length: prepared.columnCount }, (_, index): StoredColumn => {
    const column = prepared.columnName(index);
    const text = comments.get(column);
    return {
      name: column,
      physical: column,
      type: sparkTypeOf(prepared.columnType(index)),
      nullable: true,
      ...(text == null ? {} : { comment: text }),
    };
  });
  prepared.destroySync();
  const [counted] = await rowsOf(connection, `SELECT count(*) FROM ${source}`);
  return {
    kind: "table",
    of: "table",
    id: uuid(),
    name,
    columns,
    columnsMade: columns.length,
    ...(comment === undefined ? {} : { comment }),
    format: "delta",
    partitionedBy: [],
    clusterBy: [],
    properties: new Map(),
    constraints: [],
    versions: [
      {
        version: 0,
        at,
        user,
        operation: "CREATE TABLE AS SELECT",
        parameters: {
          partitionBy: "[]",
          clusterBy: "[]",
          description: comment ?? "",
          isManaged: "true",
          properties: "{}",
        },
        metrics: { numFiles: "1", numOutputRows: counted?.[0] ?? "0" },
        rows: { source, count: Number(counted?.[0] ?? 0), columns },
      },
    ],
    loaded: new Set(),
    createdAt: at,
  };
}

async function rowsOf(connection: DuckDBConnection, sql: string): Promise<readonly (readonly (string | null)[])[]> {
  const rows = (await connection.runAndReadAll(sql)).getRows();
  return rows.map((row) => row.map((cell) => (cell === null ? null : String(cell))));
}
