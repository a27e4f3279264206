import { compact } from "../compact.ts";
import type { Row } from "../sql-rows.ts";

/** One name for SQL, in backticks. */
export const quotedPart = (name: string): string => `\`${name.replaceAll("`", "``")}\``;

/** A three-part name for SQL: each part in backticks. */
export const quotedName = (full_name: string): string => full_name.split(".").map(quotedPart).join(".");

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** Bytes in words: `1.5 GiB`. */
export function bytesWords(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1);
  return `${Math.round((bytes / 1024 ** power) * 10) / 10} ${UNITS[power]}`;
}

/** A count as rows carry it, in text; nothing where it is none. */
export function numberOf(text: string | null | undefined): number | undefined {
  const value = text ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

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
