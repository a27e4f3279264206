import type { RowEncoder } from "./encoder.ts";
import { distinctNames, lines } from "./lines.ts";

/**
 * RFC 4180 in UTF-8 with a header, its lines ended by LF, which every reader takes and line tools expect. NULL is an
 * empty field and the empty string is `""`, as PostgreSQL and DuckDB tell them apart; a NULL that is its row's only
 * field is an empty line. Values stay as they are: one that begins with `=` is data, and a mark put before it for the
 * sake of spreadsheets would be wrong data for everybody else.
 */
export const csv: RowEncoder = (columns, batches) => lines(record(distinctNames(columns)), batches, record);

const record = (fields: readonly (string | null)[]): string => `${fields.map(field).join(",")}\n`;

const field = (value: string | null): string =>
  value === null ? "" : value === "" || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
