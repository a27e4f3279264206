import type { World } from "../world.ts";
import type { SqlResult } from "./engine/collect.ts";
import type { Disposition, Format } from "./statement-request.ts";

interface Chunk {
  readonly chunk_index: number;
  readonly row_offset: number;
  readonly row_count: number;
  readonly byte_count: number;
}

/** The rows of a finished statement, split into the chunks that the API returns. */
export interface StatementResult {
  readonly bytes: number;
  readonly chunkCount: number;
  manifest(): object;
  /** One chunk's `ResultData`. Every call creates a new external link. */
  chunk(index: number): object;
  /** Deletes the result from storage. */
  close(): void;
}

type Rows = SqlResult["rows"];

const CHUNK: Readonly<Record<Disposition, { readonly rows: number; readonly bytes: number }>> = {
  INLINE: { rows: 5_000, bytes: 1 << 20 },
  EXTERNAL_LINKS: { rows: 10_000, bytes: 4 << 20 },
};

export function createResult(
  id: string,
  result: SqlResult,
  disposition: Disposition,
  format: Format,
  world: World,
): StatementResult {
  const { columns, bytes, truncated } = result;
  const total = result.rows.length;
  const chunks = cut(result.rows, CHUNK[disposition]);
  const external = disposition === "EXTERNAL_LINKS";
  // No function below may keep a reference to the rows of a stored result, which is already in bytes.
  const rows = external ? [] : result.rows;
  const bodies = external ? bodiesOf(result, chunks, format) : [];
  const extension = format === "CSV" ? "csv" : "json";
  const key = (index: number) => `results/${id}/${index}.${extension}`;
  if (external) {
    const contentType = format === "CSV" ? "text/csv; charset=utf-8" : "application/json";
    for (const [index, body] of bodies.entries()) world.storage.put(key(index), { contentType, read: () => body });
  }
  const next = (index: number) =>
    index + 1 < chunks.length
      ? {
          next_chunk_index: index + 1,
          next_chunk_internal_link: `/api/2.0/sql/statements/${id}/result/chunks/${index + 1}?row_offset=${chunks[index + 1]?.row_offset}`,
        }
      : {};
  const place = ({ chunk_index, row_offset, row_count, byte_count }: Chunk) => ({
    chunk_index,
    row_offset,
    row_count,
    ...(external ? { byte_count } : {}),
  });

  return {
    bytes,
    chunkCount: chunks.length,
    manifest: () => ({
      format,
      schema: {
        column_count: columns.length,
        columns: columns.map(({ name, type_name, type_text, ...rest }, position) => ({
          name,
          type_text,
          type_name,
          position,
          ...rest,
        })),
      },
      total_chunk_count: chunks.length,
      ...(chunks.length > 0 ? { chunks: chunks.map(place) } : {}),
      total_row_count: total,
      ...(external ? { total_byte_count: chunks.reduce((sum, chunk) => sum + chunk.byte_count, 0) } : {}),
      truncated,
    }),
    chunk(index) {
      const chunk = chunks[index];
      if (chunk === undefined) return {};
      if (!external) return { ...place(chunk), ...next(index), data_array: rowsOf(rows, chunk) };
      const { path, expiration } = world.storage.link(key(index));
      return {
        external_links: [
          { ...place(chunk), ...next(index), external_link: world.origin + path, expiration: expiration.toISOString() },
        ],
      };
    },
    close() {
      for (const chunk of chunks) world.storage.remove(key(chunk.chunk_index));
    },
  };
}

const rowsOf = (rows: Rows, { row_offset, row_count }: Chunk): Rows => rows.slice(row_offset, row_offset + row_count);

/** The stored documents. As rows they would take five times the memory. */
function bodiesOf({ columns, rows }: SqlResult, chunks: readonly Chunk[], format: Format): Uint8Array<ArrayBuffer>[] {
  const names = columns.map((column) => column.name);
  const encoder = new TextEncoder();
  return chunks.map((chunk) => {
    const some = rowsOf(rows, chunk);
    const header = chunk.chunk_index === 0 ? names : undefined;
    return encoder.encode(format === "CSV" ? csv(some, header) : JSON.stringify(some));
  });
}

function cut(rows: Rows, limit: { readonly rows: number; readonly bytes: number }): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let start = 0;
  let bytes = 0;
  const finish = (end: number) => {
    if (end > start)
      chunks.push({ chunk_index: chunks.length, row_offset: start, row_count: end - start, byte_count: bytes });
    start = end;
    bytes = 0;
  };
  for (const [i, row] of rows.entries()) {
    const size = row.reduce((sum, value) => sum + (value === null ? 5 : value.length + 3), 2);
    if (i - start >= limit.rows || (i > start && bytes + size > limit.bytes)) finish(i);
    bytes += size;
  }
  finish(rows.length);
  return chunks;
}

/** RFC 4180. Only the first chunk has a header, and null is written as `null`. */
function csv(rows: Rows, header: readonly string[] | undefined): string {
  const field = (value: string | null) =>
    value === null ? "null" : /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  return [...(header === undefined ? [] : [header]), ...rows].map((row) => `${row.map(field).join(",")}\r\n`).join("");
}
