import { quote } from "../../engine/names.ts";
import { literalSql } from "../analysis/literals.ts";
import { storageType } from "../analysis/storage.ts";
import type { SparkType } from "../data-types.ts";
import type { Value } from "../values/value.ts";

/** A relation whose rows come from the workspace instead of a table of DuckDB. */
export interface VirtualRelation {
  readonly columns: readonly VirtualColumn[];
  rows(): Iterable<readonly Value[]>;
}

export interface VirtualColumn {
  readonly name: string;
  readonly type: SparkType;
  readonly comment?: string;
}

/** The FROM clause that reads the rows. */
export function virtualSource({ columns, rows }: VirtualRelation): string {
  const names = columns.map(({ name }) => quote(name));
  const lines: string[] = [];
  for (const row of rows()) {
    lines.push(`(${columns.map(({ type }, index) => literalSql(row[index] ?? null, type)).join(", ")})`);
  }
  if (lines.length > 0) return `(VALUES ${lines.join(", ")}) v(${names.join(", ")})`;
  const nothing = columns.map(({ name, type }) => `CAST(NULL AS ${storageType(type)}) AS ${quote(name)}`);
  return `(SELECT ${nothing.join(", ")} WHERE false)`;
}
