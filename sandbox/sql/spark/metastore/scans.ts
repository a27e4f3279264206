import type { ObjectStore } from "./store.ts";

const PART = `"(?:[^"]|"")+"`;
/** A table of DuckDB after FROM, and the first rows of it if only these belong to a version. */
const SCAN = new RegExp(String.raw`FROM (${PART}\.(?:${PART}|\w+)\.${PART})(?: WHERE rowid < (\d+))?`, "g");

/**
 * The rows that a statement in DuckDB SQL reads of the tables of the workspace, once for each place that reads a table. Nothing is
 * skipped by conditions: a table here is one file. A LIMIT may end the reading earlier.
 */
export function scannedRows(sql: string, store: ObjectStore): number {
  const scans = [...sql.matchAll(SCAN)];
  if (scans.length === 0) return 0;
  const counts = rowsOfSources(store);
  return scans.reduce((sum, [, source = "", first]) => {
    const count = counts.get(source) ?? 0;
    return sum + (first === undefined ? count : Math.min(count, Number(first)));
  }, 0);
}

/** The rows in each table of DuckDB that versions of tables use. */
function rowsOfSources({ objects }: ObjectStore): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const catalog of objects.catalogs.values()) {
    for (const schema of catalog.schemas.values()) {
      for (const relation of schema.relations.values()) {
        if (relation.kind !== "table") continue;
        for (const { rows } of relation.versions)
          counts.set(rows.source, Math.max(counts.get(rows.source) ?? 0, rows.count));
      }
    }
  }
  return counts;
}
