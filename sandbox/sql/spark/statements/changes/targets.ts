import { printName, SqlFailure } from "../../../engine/failure.ts";
import { quote } from "../../../engine/names.ts";
import type { Field } from "../../analysis/compiler.ts";
import { readsWithCast, storageType } from "../../analysis/storage.ts";
import type { StoredColumn, StoredTable } from "../../metastore/objects.ts";
import { completeName } from "../../metastore/session-catalog.ts";
import { currentVersion } from "../../metastore/store.ts";
import type { NameParts } from "../../syntax/ast.ts";
import type { StatementContext } from "../context.ts";

/** Catalogs whose objects cannot be changed. */
const READ_ONLY: ReadonlySet<string> = new Set(["samples", "system"]);

/** The table that a statement changes. @throws {SqlFailure} if it does not exist or is a view */
export function targetTable(parts: NameParts, { store, session }: StatementContext): StoredTable {
  const own = session.tables.get(parts.join(".").toLowerCase());
  if (own !== undefined) return own;
  const name = completeName(parts, session);
  writable(name);
  const found = store.relation(name);
  if (found.kind === "table") return found;
  throw expectsTable(name);
}

export const expectsTable = (name: NameParts) =>
  new SqlFailure(
    "EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE",
    `The operation expects a table but ${printName(name)} is a view.`,
    "42809",
  );

/** @throws {SqlFailure} for objects that come with the workspace */
export function writable([catalog, schema]: readonly string[]): void {
  if (!READ_ONLY.has(catalog ?? "") && schema !== "information_schema") return;
  throw new SqlFailure(
    "INSUFFICIENT_PERMISSIONS",
    `Insufficient privileges: User does not have MODIFY on Catalog '${catalog}'.`,
    "42501",
  );
}

/** The rows of a table as expressions can name them. `from` follows FROM in DuckDB. */
export interface TargetRows {
  readonly from: string;
  readonly fields: readonly Field[];
  /** The position of a row in the table, for rows that are joined. */
  readonly position: string;
}

export function targetRows(table: StoredTable, alias: string | undefined, context: StatementContext): TargetRows {
  const { rows } = currentVersion(table);
  const { columns } = table;
  const { compiler } = context;
  const qualifier = alias === undefined ? table.name : [alias];
  const fields = columns.map(({ name, type }): Field => ({ name, type, sql: compiler.fresh(), qualifier }));
  const position = compiler.fresh();
  const items = columns.map((column, index) => `${readColumn(column)} AS ${fields[index]?.sql}`);
  const limit = rows.first === undefined ? "" : ` WHERE rowid < ${rows.first}`;
  const from = `(SELECT ${[...items, `rowid AS ${position}`].join(", ")} FROM ${rows.source}${limit}) ${compiler.fresh()}`;
  return { from, fields, position };
}

function readColumn({ physical, type }: StoredColumn): string {
  return readsWithCast(type) ? `CAST(${quote(physical)} AS ${storageType(type)})` : quote(physical);
}

/** The column of a name. @throws {SqlFailure} UNRESOLVED_COLUMN */
export function columnOf(table: Pick<StoredTable, "columns">, name: string): StoredColumn {
  const found = table.columns.find((column) => column.name.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  throw new SqlFailure(
    "UNRESOLVED_COLUMN.WITH_SUGGESTION",
    `A column, variable, or function parameter with name ${printName([name])} cannot be resolved. Did you mean one of the following? [${table.columns.map((column) => printName([column.name])).join(", ")}].`,
    "42703",
  );
}
