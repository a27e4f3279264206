import type { CompiledQuery } from "../../analysis/compiler.ts";
import type { Typed } from "../../functions/contract.ts";
import type { ObjectName, StoredTable } from "../../metastore/objects.ts";
import type { ColumnLineage, StatementContext } from "../context.ts";

/** Records the relations from which a table takes its rows. */
export function recordLineage(
  table: Pick<StoredTable, "name" | "columns">,
  query: CompiledQuery,
  given: ReadonlyMap<string, Typed> | undefined,
  { reads, store, services }: StatementContext,
): void {
  const own = table.name.join(".");
  const sources = [...reads].filter((name) => name !== own).map((name) => name.split("."));
  const named = sources.flatMap(([catalog, schema, object]): ObjectName[] =>
    catalog === undefined || schema === undefined || object === undefined ? [] : [[catalog, schema, object]],
  );
  const columns = table.columns.flatMap((column, index): ColumnLineage[] => {
    const value = given?.get(column.physical);
    const from = value === undefined ? query.columns[index] : query.columns.find(({ sql }) => sql === value.sql);
    if (from === undefined) return [];
    // A column of the query has the name of the column it comes from, unless it is computed or renamed.
    return named.flatMap((source) => {
      const relation = store.findRelation(source);
      const has = relation?.columns.some(({ name }) => name.toLowerCase() === from.name.toLowerCase()) ?? false;
      return has ? [{ target: column.name, source, column: from.name.toLowerCase() }] : [];
    });
  });
  services.onLineage(table.name, named, columns);
}
