import { ApiError } from "../../http/errors.ts";
import type { ChunkPlace, Manifest } from "../statements.ts";

/**
 * The positions of the chunks of a result, checked to be complete and without gaps.
 * @throws {ApiError} `bad-response` otherwise
 */
export function chunkPlaces(manifest: Manifest | null | undefined): {
  places: readonly ChunkPlace[];
  total_rows: number;
} {
  const total_rows = manifest?.total_row_count ?? 0;
  const single = { chunk_index: 0, row_offset: 0, row_count: total_rows };
  const listed = manifest?.chunks ?? [];
  const expected = manifest?.total_chunk_count ?? listed.length;
  // The manifest of a small result has no list of chunks.
  const places = listed.length === 0 && total_rows > 0 && expected <= 1 ? [single] : listed;
  if (listed.length > 0 && listed.length !== expected) {
    throw incomplete(`its manifest lists ${listed.length} of ${expected} chunks`);
  }
  let rows = 0;
  for (const [index, place] of places.entries()) {
    if (place.chunk_index !== index || place.row_offset !== rows) {
      throw incomplete(`its manifest has a gap before chunk ${place.chunk_index}`);
    }
    rows += place.row_count;
  }
  if (rows !== total_rows) throw incomplete(`its chunks hold ${rows} of ${total_rows} rows`);
  return { places, total_rows };
}

/** The error for a result that contradicts its manifest. `reason` completes "The result is incomplete: …". */
export const incomplete = (reason: string) =>
  new ApiError({
    kind: "bad-response",
    outcome: "failed",
    message: `The result is incomplete: ${reason}.`,
    next: "If the statement only reads, run it again. If the error repeats, select fewer rows or columns.",
  });
