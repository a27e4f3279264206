import { fail, invalid } from "../failure.ts";
import { database, literal, physicalName, physicalSchema } from "../sql/engine/names.ts";
import type { SchemaName } from "./ledger.ts";
import type { Metastore } from "./metastore.ts";

/** A table or view in DuckDB. */
export interface Relation extends SchemaName {
  readonly name: string;
  readonly fullName: string;
  readonly oid: string;
  readonly isView: boolean;
  readonly comment: string | undefined;
  readonly definition: string | undefined;
}

const where = ({ catalog, schema }: SchemaName) =>
  `database_name = ${literal(database(catalog))} AND schema_name = ${literal(physicalSchema(schema))}`;

/** Tables and views of a schema, by name. */
export async function relationsOf(metastore: Metastore, inside: SchemaName): Promise<readonly Relation[]> {
  const { rows } = await (await metastore.engine()).administer(
    `SELECT table_name, table_oid, comment, NULL FROM duckdb_tables() WHERE ${where(inside)} AND NOT internal
     UNION ALL
     SELECT view_name, view_oid, comment, sql FROM duckdb_views() WHERE ${where(inside)} AND NOT internal
     ORDER BY 1`,
  );
  return rows.map(([name, oid, comment, sql]) => ({
    ...inside,
    name: name ?? "",
    fullName: `${inside.catalog}.${inside.schema}.${name}`,
    oid: oid ?? "",
    isView: sql !== null,
    comment: comment ?? undefined,
    // The views of `information_schema` are implemented by DuckDB.
    definition: sql == null || inside.schema === "information_schema" ? undefined : body(sql),
  }));
}

/** The query of a view, with catalog names instead of the names of DuckDB's databases. */
const body = (sql: string) =>
  sql
    .replace(/^CREATE VIEW .+? AS /s, "")
    .replace(/;\s*$/, "")
    .replace(/"@(\w+)"/g, "$1");

/** The relation of a full name, or 404. */
export async function relation(metastore: Metastore, fullName: string): Promise<Relation> {
  const [catalog, schema, name, ...more] = fullName.toLowerCase().split(".");
  if (!catalog || !schema || !name || more.length > 0) return invalid(`'${fullName}' is not a valid name for a table.`);
  const inside = await metastore.schema(`${catalog}.${schema}`);
  const found = (await relationsOf(metastore, inside)).find((one) => one.name.toLowerCase() === name);
  return found ?? fail(404, "TABLE_DOES_NOT_EXIST", `Table '${fullName}' does not exist.`);
}

/** `ColumnInfo` of columns, with the platform's types. */
export async function columnsOf(metastore: Metastore, table: Relation): Promise<readonly object[]> {
  const engine = await metastore.engine();
  const parts = [table.catalog, table.schema, table.name] as const;
  const [typed, noted] = await Promise.all([
    engine.administer(`SELECT * FROM ${physicalName(parts)} LIMIT 0`),
    engine.administer(
      `SELECT column_name, is_nullable, comment FROM duckdb_columns() WHERE ${where(table)} AND table_name = ${literal(table.name)}`,
    ),
  ]);
  const notes = new Map(
    noted.rows.map(([name, nullable, comment]) => [name, { nullable: nullable === "true", comment }]),
  );
  return typed.columns.map(({ name, type_name, type_text, ...size }, position) => {
    const { nullable = true, comment } = notes.get(name) ?? {};
    const text = type_text.toLowerCase();
    return {
      name,
      position,
      type_name,
      type_text: text,
      type_json: JSON.stringify({ name, type: text, nullable, metadata: comment ? { comment } : {} }),
      ...size,
      nullable,
      ...(comment ? { comment } : {}),
    };
  });
}

/** `TableConstraint` of keys declared in SQL. */
export async function constraintsOf(metastore: Metastore, table: Relation): Promise<readonly object[]> {
  const { rows } = await (await metastore.engine()).administer(
    `SELECT constraint_name, to_json(constraint_column_names) FROM duckdb_constraints()
     WHERE ${where(table)} AND table_name = ${literal(table.name)} AND constraint_type = 'PRIMARY KEY'`,
  );
  return rows.map(([name, columns]) => ({
    primary_key_constraint: { name, child_columns: JSON.parse(columns ?? "[]") as string[], rely: false },
  }));
}
