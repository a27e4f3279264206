import { ApiError } from "../../http/errors.ts";
import type { ChunkPlace, Manifest } from "../statements.ts";

/** Where each chunk's rows are, checked to be whole and without gaps. */
export function layout(manifest: Manifest | null | undefined): { places: readonly ChunkPlace[]; total_rows: number } {
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

/** A result that is not what its manifest promises. `what` completes "The result is incomplete: …". */
export const broken = (what: string) =>
  new ApiError({
    kind: "bad-response",
    outcome: "failed",
    message: `The result is incomplete: ${what}.`,
    next: "Run the statement again; if it repeats, select less at once.",
  });
