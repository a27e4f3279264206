import type { CompiledQuery } from "../../analysis/compiler.ts";
import { originsOf } from "../../analysis/origins.ts";
import type { ObjectName, StoredTable } from "../../metastore/objects.ts";
import type { ColumnLineage, StatementContext } from "../context.ts";

/** Records the relations and columns from which a table takes its rows. `given` has the values of columns by physical name. */
export function recordLineage(
  table: Pick<StoredTable, "name" | "columns" | "temporary">,
  query: CompiledQuery,
  given: ReadonlyMap<string, { readonly sql: string }> | undefined,
  { reads, services, compiler }: StatementContext,
): void {
  if (table.temporary) return;
  const own = table.name.join(".");
  const sources = [...reads].filter((name) => name !== own).map((name) => name.split("."));
  const columns = table.columns.flatMap((column, index): ColumnLineage[] => {
    const value = given === undefined ? query.columns[index] : given.get(column.physical);
    const origins = value === undefined ? [] : originsOf(value.sql, query.sql, compiler.origins);
    return origins.flatMap((origin) =>
      named(origin.relation).map((source) => ({ target: column.name, source, column: origin.column })),
    );
  });
  services.onLineage(table.name, sources.flatMap(named), columns);
}

function named([catalog, schema, object]: readonly string[]): ObjectName[] {
  return catalog === undefined || schema === undefined || object === undefined ? [] : [[catalog, schema, object]];
}
