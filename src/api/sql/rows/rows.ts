import type { Client } from "../../http/client.ts";
import type { Statement } from "../statements.ts";
import { chunkRows } from "./chunk.ts";
import { chunkPlaces } from "./layout.ts";
import type { Row } from "./scanner.ts";

export type { Row } from "./scanner.ts";

/** A page of rows. */
export interface ResultPage {
  readonly rows: readonly Row[];
  readonly total_rows: number;
  /** Absent if `rows` includes the last row. */
  readonly next_row_offset?: number;
}

/**
 * Rows of a statement that SUCCEEDED, from `row_offset`: at most `row_limit`, and at most `maxChars` characters of JSON
 * but one row at least. Nothing beyond them is downloaded.
 * @throws {ApiError} `bad-response` for a missing chunk, a gap or a wrong number of rows; `not-found` for expired results
 */
export async function readRows(
  client: Client,
  statement: Statement,
  { row_offset, row_limit, maxChars }: { row_offset: number; row_limit: number; maxChars: number },
): Promise<ResultPage> {
  const { places, total_rows } = chunkPlaces(statement.manifest);
  const rows: Row[] = [];
  const end = Math.min(total_rows, row_offset + row_limit);
  let left = maxChars;
  let full = false;
  for (const place of places) {
    const from = row_offset + rows.length;
    if (from >= end || full) break;
    const last = place.row_offset + place.row_count;
    if (last <= from) continue;
    for await (const { rows: some, stopAfter } of chunkRows(client, statement, place, from - place.row_offset)) {
      let taken = 0;
      for (const row of some) {
        const size = JSON.stringify(row).length + 1;
        full = row_offset + rows.length >= end || (size > left && rows.length > 0);
        if (full) break;
        left -= size;
        rows.push(row);
        taken++;
      }
      full ||= row_offset + rows.length >= end;
      // A chunk whose last row is on the page is read to its end to check that it is complete.
      if (full && row_offset + rows.length < last) {
        stopAfter(taken);
        break;
      }
    }
  }
  const next = row_offset + rows.length;
  return { rows, total_rows, ...(next < total_rows ? { next_row_offset: next } : {}) };
}

const BATCH_ROWS = 1000;

/**
 * All rows of a statement that SUCCEEDED, in order, in batches of at most 1,000, with the checks and errors of `readRows`.
 * Only one chunk is downloaded at a time, and only one batch is in memory.
 */
export async function* rowBatches(
  client: Client,
  statement: Statement,
  { row_offset = 0, row_limit = Number.POSITIVE_INFINITY }: { row_offset?: number; row_limit?: number } = {},
): AsyncGenerator<readonly Row[]> {
  const { places, total_rows } = chunkPlaces(statement.manifest);
  const end = Math.min(total_rows, row_offset + row_limit);
  let next = row_offset;
  for (const place of places) {
    const last = place.row_offset + place.row_count;
    if (last <= next) continue;
    if (next >= end) return;
    for await (const { rows } of chunkRows(client, statement, place, next - place.row_offset)) {
      for (let at = 0; at < rows.length && next < end; at += BATCH_ROWS) {
        const batch = rows.slice(at, Math.min(at + BATCH_ROWS, at + end - next));
        next += batch.length;
        yield batch;
      }
      if (next >= end && next < last) break;
    }
  }
}
