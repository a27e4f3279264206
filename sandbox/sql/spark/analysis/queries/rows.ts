import type { NameParts } from "../../syntax/ast.ts";
import type { CompiledQuery, Compiler, Field, ResultColumn } from "../compiler.ts";

/** The rows of a FROM clause: the relation in DuckDB SQL, and its columns. */
export interface Rows {
  readonly from: string;
  readonly fields: readonly Field[];
}

/** A query as an item of FROM, with new names for its columns so that it can be used twice. */
export function rowsOf(query: CompiledQuery, qualifier: NameParts, compiler: Compiler): Rows {
  const fields = query.columns.map(({ name, type }) => ({ name, type, sql: compiler.fresh(), qualifier }));
  const columns = fields.map(({ sql }, index) => `${query.columns[index]?.sql} AS ${sql}`);
  return { from: derived(`SELECT ${columns.join(", ")} FROM (${query.sql})`, compiler), fields };
}

/** A SELECT as an item of FROM. */
export function derived(sql: string, compiler: Compiler): string {
  return `(${sql}) AS ${compiler.fresh()}`;
}

/** Rows with all their columns and more. */
export function extended(rows: Rows, more: readonly string[], compiler: Compiler): string {
  const from = rows.from === "" ? "" : ` FROM ${rows.from}`;
  const all = rows.from === "" ? more : ["*", ...more];
  return derived(`SELECT ${all.join(", ")}${from}`, compiler);
}

/** A query of all columns but the hidden ones. A column that is computed gets a name. */
export function wholeRows(rows: Rows, compiler: Compiler): CompiledQuery {
  const shown = rows.fields.filter((field) => field.hidden === undefined);
  const columns = shown.map(({ name, type, sql, qualifier }) => ({
    name,
    type,
    sql: /^"[^"]*"$/.test(sql) ? sql : compiler.fresh(),
    qualifier,
  }));
  const items = columns.map(({ sql }, index) => (sql === shown[index]?.sql ? sql : `${shown[index]?.sql} AS ${sql}`));
  return { columns, sql: `SELECT ${items.join(", ")} FROM ${rows.from}` };
}

/** The SELECT of these columns. */
export function selectOf(columns: readonly ResultColumn[], values: readonly string[], rest: string): string {
  const items = columns.map(({ sql }, index) => `${values[index]} AS ${sql}`);
  return `SELECT ${items.join(", ")}${rest}`;
}
