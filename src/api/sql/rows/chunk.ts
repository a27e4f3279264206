import type { Client } from "../../http/client.ts";
import { ApiError } from "../../http/errors.ts";
import { type ChunkPlace, getChunk, type ResultData, type Statement } from "../statements.ts";
import { broken } from "./layout.ts";
import { type ChunkAt, type ChunkMark, markBefore, setMark } from "./marks.ts";
import { createRowScanner, type Row, type RowMark } from "./scanner.ts";

export interface ChunkRows {
  readonly rows: readonly Row[];
  /** Remembers that reading stopped after this many of `rows`. */
  stopAfter(count: number): void;
}

/**
 * Rows `from` (counted within the chunk) to the last, as they arrive; leaving the loop closes the download. What ends
 * is known to be whole: as many rows as the manifest says.
 */
export async function* chunkRows(
  client: Client,
  statement: Statement,
  place: ChunkPlace,
  from: number,
): AsyncGenerator<ChunkRows> {
  const { statement_id, result } = statement;
  const { chunk_index } = place;
  try {
    const inHand =
      result && (result.chunk_index ?? linkOf(result, 0)?.chunk_index ?? 0) === chunk_index ? result : undefined;
    const data = inHand && hasRows(inHand) ? inHand : await getChunk(client, { statement_id, chunk_index });
    if (
      (data.chunk_index ?? chunk_index) !== chunk_index ||
      (data.row_offset ?? place.row_offset) !== place.row_offset
    ) {
      throw broken(`chunk ${data.chunk_index} came instead`);
    }
    if (data.data_array) {
      assertCount(data.data_array.length, place);
      yield { rows: from === 0 ? data.data_array : data.data_array.slice(from), stopAfter() {} };
    } else yield* linkedRows(client, { statement_id, chunk_index }, place, data, from);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const next = error.kind === "not-found" ? "The results have expired: run the statement again." : error.next;
    throw error.with({ message: `Chunk ${chunk_index} of the result: ${error.message}`, next });
  }
}

const hasRows = ({ data_array, external_links }: ResultData): boolean =>
  Boolean(data_array) || (external_links ?? []).length > 0;

const linkOf = ({ external_links }: ResultData, chunk_index: number) =>
  external_links?.find((link) => (link.chunk_index ?? chunk_index) === chunk_index) ?? external_links?.[0];

function assertCount(count: number, { row_count }: ChunkPlace): void {
  if (count !== row_count) throw broken(`it has ${count} of ${row_count} rows`);
}

/** Connections that break within one chunk before it is given up. */
const BREAKS = 3;

/** Links live for minutes: one that has expired is asked for again, once. A broken download goes on where it broke. */
async function* linkedRows(
  client: Client,
  at: ChunkAt,
  place: ChunkPlace,
  data: ResultData,
  from: number,
): AsyncGenerator<ChunkRows> {
  let next = from;
  let current = data;
  let mark = markBefore(client, at, from);
  let expired = false;
  let breaks = 0;
  for (;;) {
    let begun = false;
    try {
      for await (const some of downloadRows(client, at, place, current, next, mark)) {
        begun = true;
        next += some.rows.length;
        if (some.rows.length > 0) yield some;
      }
      return;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (mark !== undefined && error.kind === "bad-response") mark = undefined;
      else if (error.kind === "link-expired" && !expired) expired = true;
      // What did not even begin has been tried several times by the client.
      else if (!(begun && error.replay === "if-safe" && ++breaks <= BREAKS)) throw error;
    }
    current = await getChunk(client, at);
  }
}

/** Bytes scanned in one go: far less than a millisecond of work. */
const WINDOW = 64 * 1024;

async function* downloadRows(
  client: Client,
  at: ChunkAt,
  place: ChunkPlace,
  data: ResultData,
  from: number,
  mark: ChunkMark | undefined,
): AsyncGenerator<ChunkRows> {
  const link = linkOf(data, at.chunk_index);
  if (!link || (link.chunk_index ?? at.chunk_index) !== at.chunk_index)
    throw broken("it has neither rows nor a link to them");
  const download = client.stream({ url: link.external_link, headers: link.http_headers ?? {} }, mark?.byte);
  let scanner: ReturnType<typeof createRowScanner> | undefined;
  let before: RowMark | undefined;
  for await (const { bytes, offset, size } of download) {
    if (scanner === undefined) {
      // Storage may ignore from where it was asked.
      const resumed = mark !== undefined && offset === mark.byte;
      if (resumed && size !== mark.size) throw broken("it has changed");
      scanner = createRowScanner(from, { from: resumed ? mark : undefined });
    }
    for (let start = 0; start < bytes.length; start += WINDOW) {
      const { rows, ends } = scanner.push(bytes.subarray(start, start + WINDOW));
      if (scanner.count > place.row_count) throw broken(`it has more than ${place.row_count} rows`);
      const first = scanner.count - rows.length;
      const placeOf = (index: number): RowMark | undefined => {
        const byte = ends[index];
        return byte === undefined ? before : { row: first + index, byte };
      };
      yield {
        rows,
        stopAfter(count) {
          const last = placeOf(count - 1);
          if (last !== undefined && size !== undefined) setMark(client, at, { ...last, size });
        },
      };
      before = placeOf(rows.length - 1);
    }
  }
  if (scanner === undefined) throw broken("it is empty");
  scanner.end();
  assertCount(scanner.count, place);
}
