import type { Table } from "../../api/catalog/tables.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { oneLine } from "../../text.ts";
import { tableByName } from "./near-names.ts";

/** Whether two names are those of the same column. */
export const isSameColumn = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** The table with this name. @throws {ToolError} If it lacks one of the columns */
export async function tableWithColumns(ctx: Context, full_name: string, columns: readonly string[]): Promise<Table> {
  const found = await tableByName(ctx, full_name);
  const unknown = columns.filter((one) => !found.columns?.some(({ name }) => isSameColumn(name, one)));
  if (unknown.length === 0) return found;
  throw new ToolError(`The table has no column ${unknown.map((one) => oneLine(one)).join(", ")}.`, {
    next: "See its columns with get_table.",
  });
}
