import type { RowEncoder } from "./encoder.ts";
import { distinctNames, encodeLines } from "./lines.ts";

/**
 * RFC 4180 in UTF-8 with a header. Lines end with LF, which every reader accepts and line-based tools expect. NULL is an
 * empty field and the empty string is `""`, as in PostgreSQL and DuckDB; a NULL in a row of one column is an empty line.
 * Values are not changed: a prefix before `=` to protect spreadsheets would be wrong data for every other reader.
 */
export const csv: RowEncoder = (columns, batches) => encodeLines(record(distinctNames(columns)), batches, record);

const record = (fields: readonly (string | null)[]): string => `${fields.map(field).join(",")}\n`;

const field = (value: string | null): string =>
  value === null ? "" : value === "" || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
