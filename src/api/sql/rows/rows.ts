import type { Client } from "../../http/client.ts";
import type { Statement } from "../statements.ts";
import { chunkRows } from "./chunk.ts";
import { layout } from "./layout.ts";
import type { Row } from "./scanner.ts";

export type { Row } from "./scanner.ts";

/** A page of rows. */
export interface ResultPage {
  readonly rows: readonly Row[];
  readonly total_rows: number;
  /** Absent when the last row is among `rows`. */
  readonly next_row_offset?: number;
}

/**
 * Rows `row_offset` and following of a statement that SUCCEEDED: at most `row_limit`, and no more than serialise to
 * `maxChars` (one at least). No more is downloaded than that. Whatever does not fit the manifest, a missing chunk, a
 * gap, a wrong count, is an error.
 */
export async function readRows(
  client: Client,
  statement: Statement,
  { row_offset, row_limit, maxChars }: { row_offset: number; row_limit: number; maxChars: number },
): Promise<ResultPage> {
  const { places, total_rows } = layout(statement.manifest);
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
      // A chunk whose last row is on the page is read to its end, which shows that it is whole.
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
 * Every row of a statement that SUCCEEDED, in order and at most 1,000 at a time, with the checks of `readRows`. One
 * chunk is in flight at once, and no more of it in memory than the batch.
 */
export async function* rowBatches(
  client: Client,
  statement: Statement,
  { row_offset = 0, row_limit = Number.POSITIVE_INFINITY }: { row_offset?: number; row_limit?: number } = {},
): AsyncGenerator<readonly Row[]> {
  const { places, total_rows } = layout(statement.manifest);
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
