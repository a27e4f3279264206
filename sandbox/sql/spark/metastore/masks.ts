import { backquoted as name } from "../../engine/names.ts";
import type { Query } from "../syntax/ast.ts";
import { parseQuery } from "../syntax/parser.ts";
import type { StoredTable } from "./objects.ts";

/** The name of the table itself inside the query that masks it. */
export const RAW = "raw table";

/** The query that applies the row filter and the column masks of a table, or undefined if it has none. */
export function securedQuery(table: StoredTable): Query | undefined {
  const { rowFilter, columns } = table;
  if (rowFilter === undefined && columns.every(({ mask }) => mask === undefined)) return undefined;
  const items = columns.map((column) => {
    if (column.mask === undefined) return name(column.name);
    const args = [name(column.name), ...column.mask.using];
    return `${column.mask.function.map(name).join(".")}(${args.join(", ")}) AS ${name(column.name)}`;
  });
  const filter =
    rowFilter === undefined
      ? ""
      : ` WHERE ${rowFilter.function.map(name).join(".")}(${rowFilter.on.map(name).join(", ")})`;
  return parseQuery(`SELECT ${items.join(", ")} FROM ${name(RAW)}${filter}`);
}
