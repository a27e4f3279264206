import { keysOf } from "../../../records.ts";
import { arrow } from "./arrow.ts";
import { csv } from "./csv.ts";
import type { RowEncoder } from "./encoder.ts";
import { jsonLines } from "./json-lines.ts";

/** A file format for rows. */
interface RowFormat {
  readonly mimeType: string;
  /** File name extension, without the dot. */
  readonly extension: string;
  readonly text: boolean;
  readonly encode: RowEncoder;
}

/** The formats in which rows can be exported. */
export const ROW_FORMATS = {
  csv: { mimeType: "text/csv", extension: "csv", text: true, encode: csv },
  json_lines: { mimeType: "application/jsonl", extension: "jsonl", text: true, encode: jsonLines },
  arrow: { mimeType: "application/vnd.apache.arrow.stream", extension: "arrows", text: false, encode: arrow },
} as const satisfies Readonly<Record<string, RowFormat>>;

/** `csv`, `json_lines` or `arrow`. */
export type RowFormatName = keyof typeof ROW_FORMATS;
export const ROW_FORMAT_NAMES = keysOf(ROW_FORMATS);
