import { SqlFailure } from "../../engine/failure.ts";
import { quote } from "../../engine/names.ts";
import { columnStorage } from "../analysis/storage.ts";
import type { RowsOfVersion, StoredColumn, StoredTable, TableVersion } from "./objects.ts";
import { currentVersion } from "./store.ts";

/** The FROM clause that reads a version of a table under the names of its columns. */
export function sourceOf({ source, first, columns }: RowsOfVersion, named: readonly StoredColumn[] = columns): string {
  const items = named.map((column) => {
    const known = columns.some(({ physical }) => physical === column.physical);
    return `${known ? quote(column.physical) : `CAST(NULL AS ${columnStorage(column.type)})`} AS ${quote(column.name)}`;
  });
  const limit = first === undefined ? "" : ` WHERE rowid < ${first}`;
  return `(SELECT ${items.join(", ")} FROM ${source}${limit})`;
}

/** The rows of a table now. */
export const currentSource = (table: StoredTable): string => sourceOf(currentVersion(table).rows, table.columns);

/** The version of a number or a time. @throws {SqlFailure} if the table has no such version */
export function versionAt(
  table: StoredTable,
  at: { readonly version: number } | { readonly micros: bigint },
): TableVersion {
  const [first] = table.versions;
  const last = currentVersion(table);
  if ("version" in at) {
    const found = table.versions.find(({ version }) => version === at.version);
    if (found !== undefined) return found;
    throw new SqlFailure(
      "DELTA_VERSION_NOT_FOUND",
      `Cannot time travel Delta table to version ${at.version}. Available versions: [${first?.version ?? 0}, ${last.version}].`,
      "22003",
    );
  }
  const millis = Number(at.micros / 1000n);
  const found = table.versions.findLast((version) => version.at <= millis);
  if (found === undefined) {
    throw new SqlFailure(
      "DELTA_TIMESTAMP_EARLIER_THAN_COMMIT_RETENTION",
      `The provided timestamp (${timeText(millis)}) is before the earliest version available to this table (${timeText(first?.at ?? 0)}). Please use a timestamp after ${timeText(first?.at ?? 0)}.`,
      "42816",
    );
  }
  if (millis > last.at) {
    throw new SqlFailure(
      "DELTA_TIMESTAMP_GREATER_THAN_COMMIT",
      `The provided timestamp (${timeText(millis)}) is after the latest version available to this table (${timeText(last.at)}). Please use a timestamp before or at ${timeText(last.at)}.`,
      "42816",
    );
  }
  return found;
}

const timeText = (millis: number) => new Date(millis).toISOString().slice(0, 23).replace("T", " ");

/** The FROM clause that reads a version under the columns' names in DuckDB. */
export const rewritten = ({ source, first }: RowsOfVersion): string =>
  first === undefined ? source : `(SELECT * FROM ${source} WHERE rowid < ${first})`;
