import { quote } from "../../../engine/names.ts";
import { columnStorage } from "../../analysis/storage.ts";
import type { SparkType } from "../../data-types.ts";
import type { StoredColumn, StoredTable } from "../../metastore/objects.ts";
import { currentVersion } from "../../metastore/store.ts";
import type { StatementContext } from "../context.ts";

/** Adds the columns of a source that the table lacks. */
export async function addNewColumns(
  table: StoredTable,
  columns: readonly { readonly name: string; readonly type: SparkType }[],
  context: StatementContext,
): Promise<void> {
  for (const { name, type } of columns) {
    if (table.columns.some((column) => column.name.toLowerCase() === name.toLowerCase())) continue;
    await addColumn(table, { name, type, nullable: true }, undefined, context);
  }
}

/** Adds a column, at a position or at the end. Rows that exist have NULL, or a default. */
export async function addColumn(
  table: StoredTable,
  column: Omit<StoredColumn, "physical">,
  position: number | undefined,
  { run }: StatementContext,
): Promise<void> {
  table.columnsMade += 1;
  const made: StoredColumn = { ...column, physical: `c${table.columnsMade}` };
  await run(
    `ALTER TABLE ${currentVersion(table).rows.source} ADD COLUMN ${quote(made.physical)} ${columnStorage(made.type)}`,
  );
  table.columns.splice(position ?? table.columns.length, 0, made);
}
