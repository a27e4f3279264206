import type { Client } from "../../http/client.ts";
import { ApiError } from "../../http/errors.ts";
import { type ChunkPlace, getChunk, type ResultData, type Statement } from "../statements.ts";
import { incomplete } from "./layout.ts";
import { type Chunk, type ChunkMark, markBefore, setMark } from "./marks.ts";
import { createRowScanner, type Row, type RowMark } from "./scanner.ts";

/** Some rows of a chunk, in order. */
export interface ChunkRows {
  readonly rows: readonly Row[];
  /** Remembers that reading stopped after `count` of these rows, so that the next page can continue there. */
  stopAfter(count: number): void;
}

/**
 * Rows of a chunk from number `from` to the last, as they arrive. Leaving the loop closes the download. When the loop
 * ends, the chunk had as many rows as the manifest states.
 * @throws {ApiError} `bad-response` for an incomplete chunk, `not-found` for an expired result
 */
export async function* chunkRows(
  client: Client,
  statement: Statement,
  place: ChunkPlace,
  from: number,
): AsyncGenerator<ChunkRows> {
  const { statement_id, result } = statement;
  const { chunk_index } = place;
  const chunk = { client, statement_id, place };
  try {
    const inHand =
      result && (result.chunk_index ?? linkOf(result, 0)?.chunk_index ?? 0) === chunk_index ? result : undefined;
    const data = inHand && hasRows(inHand) ? inHand : await getChunk(client, { statement_id, chunk_index });
    if (
      (data.chunk_index ?? chunk_index) !== chunk_index ||
      (data.row_offset ?? place.row_offset) !== place.row_offset
    ) {
      throw incomplete(`chunk ${data.chunk_index} was returned instead`);
    }
    if (data.data_array) {
      assertCount(data.data_array.length, place);
      yield { rows: from === 0 ? data.data_array : data.data_array.slice(from), stopAfter() {} };
    } else yield* linkedRows(chunk, data, from);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const next =
      error.kind === "not-found" ? "The results have expired. Run the statement again only if it reads." : error.next;
    throw error.with({ message: `Chunk ${chunk_index} of the result: ${error.message}`, next });
  }
}

const hasRows = ({ data_array, external_links }: ResultData): boolean =>
  Boolean(data_array) || (external_links ?? []).length > 0;

const linkOf = ({ external_links }: ResultData, chunk_index: number) =>
  external_links?.find((link) => (link.chunk_index ?? chunk_index) === chunk_index) ?? external_links?.[0];

function assertCount(count: number, { row_count }: ChunkPlace): void {
  if (count !== row_count) throw incomplete(`it has ${count} of ${row_count} rows`);
}

/** Broken connections within one chunk after which reading fails. */
const BREAKS = 3;

/** Links are valid for minutes, so an expired one is requested again once. A broken download is resumed. */
async function* linkedRows(chunk: Chunk, data: ResultData, from: number): AsyncGenerator<ChunkRows> {
  const { client, statement_id, place } = chunk;
  let next = from;
  let current = data;
  let mark = markBefore(chunk, from);
  let expired = false;
  let breaks = 0;
  for (;;) {
    let begun = false;
    try {
      for await (const some of downloadRows(chunk, current, next, mark)) {
        begun = true;
        next += some.rows.length;
        if (some.rows.length > 0) yield some;
      }
      return;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (mark !== undefined && error.kind === "bad-response") mark = undefined;
      else if (error.kind === "link-expired" && !expired) expired = true;
      // A download that did not begin was already retried by the client.
      else if (!(begun && error.replay === "if-safe" && ++breaks <= BREAKS)) throw error;
    }
    current = await getChunk(client, { statement_id, chunk_index: place.chunk_index });
  }
}

/** Bytes scanned at once, which takes far less than a millisecond. */
const WINDOW = 64 * 1024;

async function* downloadRows(
  chunk: Chunk,
  data: ResultData,
  from: number,
  mark: ChunkMark | undefined,
): AsyncGenerator<ChunkRows> {
  const { client, place } = chunk;
  const { chunk_index } = place;
  const link = linkOf(data, chunk_index);
  if (!link || (link.chunk_index ?? chunk_index) !== chunk_index)
    throw incomplete("it has neither rows nor a link to them");
  const download = client.stream({ url: link.external_link, headers: link.http_headers ?? {} }, mark?.byte);
  let scanner: ReturnType<typeof createRowScanner> | undefined;
  let before: RowMark | undefined;
  for await (const { bytes, offset, size } of download) {
    if (scanner === undefined) {
      // Storage may ignore the range of the request.
      const isResumed = mark !== undefined && offset === mark.byte;
      if (isResumed && size !== mark.size) throw incomplete("it has changed");
      scanner = createRowScanner(from, { from: isResumed ? mark : undefined });
    }
    for (let start = 0; start < bytes.length; start += WINDOW) {
      const { rows, ends } = scanner.push(bytes.subarray(start, start + WINDOW));
      if (scanner.count > place.row_count) throw incomplete(`it has more than ${place.row_count} rows`);
      const first = scanner.count - rows.length;
      const placeOf = (index: number): RowMark | undefined => {
        const byte = ends[index];
        return byte === undefined ? before : { row: first + index, byte };
      };
      yield {
        rows,
        stopAfter(count) {
          const last = placeOf(count - 1);
          if (last !== undefined && size !== undefined) setMark(chunk, { ...last, size });
        },
      };
      before = placeOf(rows.length - 1);
    }
  }
  if (scanner === undefined) throw incomplete("it is empty");
  scanner.end();
  assertCount(scanner.count, place);
}
