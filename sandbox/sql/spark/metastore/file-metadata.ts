import type { KnownColumn } from "../analysis/catalog.ts";
import { literalSql } from "../analysis/literals.ts";
import { BIGINT, STRING, struct, TIMESTAMP } from "../data-types.ts";
import { type StoredTable, storageOf } from "./objects.ts";
import { currentVersion } from "./store.ts";

/** Describes the file of a row. */
export const METADATA: KnownColumn = {
  name: "_metadata",
  type: struct([
    { name: "file_path", type: STRING },
    { name: "file_name", type: STRING },
    { name: "file_size", type: BIGINT },
    { name: "file_modification_time", type: TIMESTAMP },
  ]),
  hidden: "unless_named",
};

/** Whether a statement can need `_metadata`, which is computed only then. */
export const namesMetadata = (text: string): boolean => /_metadata\b/i.test(text);

/** The rows of a table with `_metadata`. A table is one file here, and its size is estimated from the rows. */
export function withMetadata(source: string, table: StoredTable): string {
  const { rows, version, at } = currentVersion(table);
  const name = `part-00000-${table.id}-c${String(version).padStart(3, "0")}.snappy.parquet`;
  const size = BigInt(rows.count * table.columns.length * 8);
  const value = literalSql([`${storageOf(table)}/${name}`, name, size, BigInt(at) * 1000n], METADATA.type);
  return `(SELECT *, ${value} AS "_metadata" FROM ${source})`;
}
