import { compact } from "../../records.ts";
import { bytesWords, numberOf } from "../sql/quantities.ts";
import type { Row } from "../sql/rows/rows.ts";

/** What `DESCRIBE DETAIL` tells of a table's files; its columns come in no fixed order. */
export function detailOf(columns: readonly string[], row: Row | undefined) {
  const value = (name: string): string | undefined => row?.[columns.indexOf(name)] ?? undefined;
  const bytes = numberOf(value("sizeInBytes"));
  return compact({
    size: bytes === undefined ? undefined : bytesWords(bytes),
    files: numberOf(value("numFiles")),
    partitioned_by: listOf(value("partitionColumns")),
    clustered_by: listOf(value("clusteringColumns")),
    last_written: value("lastModified"),
  });
}

/** `["day","region"]`, as the platform writes arrays in JSON. */
function listOf(json: string | undefined): string[] {
  return [...(json ?? "").matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, name = ""]) => name);
}
