import * as z from "zod";
import type { Client } from "./client.ts";
import { ApiError } from "./errors.ts";
import { parseJson } from "./json.ts";
import { type ChunkPlace, getChunk, type Manifest, type ResultData, type Statement } from "./sql-statements.ts";

/** Values as the platform writes them: text whatever the column's type, or null. */
export type Row = readonly (string | null)[];

export interface Rows {
  readonly rows: readonly Row[];
  readonly total_rows: number;
  /** Absent when the last row is among `rows`. */
  readonly next_row_offset?: number;
}

const rowsOf = z.array(z.array(z.string().nullable()));

/**
 * Rows `row_offset` and following of a statement that SUCCEEDED: at most `row_limit`, and no more than serialise to
 * `maxChars` (one at least). Whatever does not fit the manifest, a missing chunk, a gap, a wrong count, is an error.
 */
export async function readRows(
  client: Client,
  statement: Statement,
  { row_offset, row_limit, maxChars }: { row_offset: number; row_limit: number; maxChars: number },
): Promise<Rows> {
  const { places, total_rows } = layout(statement.manifest);
  const rows: Row[] = [];
  const end = Math.min(total_rows, row_offset + row_limit);
  let left = maxChars;
  for (const place of places) {
    const from = row_offset + rows.length;
    if (from >= end || left <= 0) break;
    if (place.row_offset + place.row_count <= from) continue;
    const chunk = await readChunk(client, statement, place);
    for (const row of chunk.slice(from - place.row_offset, end - place.row_offset)) {
      left -= JSON.stringify(row).length + 1;
      if (left < 0 && rows.length > 0) break;
      rows.push(row);
    }
  }
  const next = row_offset + rows.length;
  return { rows, total_rows, ...(next < total_rows ? { next_row_offset: next } : {}) };
}

const BATCH_ROWS = 1000;

/**
 * Every row of a statement that SUCCEEDED, in order and at most 1,000 at a time, with the checks of `readRows`. One
 * chunk is in flight at once.
 */
export async function* rowBatches(
  client: Client,
  statement: Statement,
  { row_offset = 0, row_limit = Number.POSITIVE_INFINITY }: { row_offset?: number; row_limit?: number } = {},
): AsyncGenerator<readonly Row[]> {
  const { places, total_rows } = layout(statement.manifest);
  const end = Math.min(total_rows, row_offset + row_limit);
  for (const place of places) {
    const first = Math.max(0, row_offset - place.row_offset);
    const last = Math.min(place.row_count, end - place.row_offset);
    if (first >= last) continue;
    const chunk = await readChunk(client, statement, place);
    for (let at = first; at < last; at += BATCH_ROWS) yield chunk.slice(at, Math.min(last, at + BATCH_ROWS));
  }
}

/** Where each chunk's rows are, checked to be whole and without gaps. */
function layout(manifest: Manifest | null | undefined): { places: readonly ChunkPlace[]; total_rows: number } {
  const total_rows = manifest?.total_row_count ?? 0;
  const single = { chunk_index: 0, row_offset: 0, row_count: total_rows };
  const listed = manifest?.chunks ?? [];
  const expected = manifest?.total_chunk_count ?? listed.length;
  // Small results come without a list of chunks.
  const places = listed.length === 0 && total_rows > 0 && expected <= 1 ? [single] : listed;
  if (listed.length > 0 && listed.length !== expected) {
    throw broken(`its manifest lists ${listed.length} of ${expected} chunks`);
  }
  let rows = 0;
  for (const [index, place] of places.entries()) {
    if (place.chunk_index !== index || place.row_offset !== rows) {
      throw broken(`its manifest has a gap before chunk ${place.chunk_index}`);
    }
    rows += place.row_count;
  }
  if (rows !== total_rows) throw broken(`its chunks hold ${rows} of ${total_rows} rows`);
  return { places, total_rows };
}

async function readChunk(client: Client, statement: Statement, place: ChunkPlace): Promise<readonly Row[]> {
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
    const rows = data.data_array ?? (await readLink(client, { statement_id, chunk_index }, data));
    if (rows.length !== place.row_count) throw broken(`it has ${rows.length} of ${place.row_count} rows`);
    return rows;
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

/** Links live for minutes: one that has expired is asked for again, once. */
async function readLink(
  client: Client,
  at: { statement_id: string; chunk_index: number },
  data: ResultData,
): Promise<readonly Row[]> {
  const bytes = await download(client, at.chunk_index, data).catch(async (error: unknown) => {
    if (!(error instanceof ApiError && error.kind === "link-expired")) throw error;
    return download(client, at.chunk_index, await getChunk(client, at));
  });
  let parsed: z.ZodSafeParseResult<Row[]>;
  try {
    parsed = rowsOf.safeParse(parseJson(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  } catch {
    throw broken("it is not valid JSON");
  }
  if (!parsed.success) throw broken("it is not an array of rows");
  return parsed.data;
}

function download(client: Client, chunk_index: number, data: ResultData): Promise<Uint8Array> {
  const link = linkOf(data, chunk_index);
  if (!link || (link.chunk_index ?? chunk_index) !== chunk_index)
    throw broken("it has neither rows nor a link to them");
  return client.download({ url: link.external_link, headers: link.http_headers ?? {} });
}

const broken = (what: string) =>
  new ApiError({
    kind: "bad-response",
    outcome: "failed",
    message: `The result is incomplete: ${what}.`,
    next: "Run the statement again; if it repeats, select less at once.",
  });
