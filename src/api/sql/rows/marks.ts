import type { Client } from "../../http/client.ts";
import type { ChunkPlace } from "../statements.ts";
import type { RowMark } from "./scanner.ts";

/** A chunk of a result, and the client that reads it. */
export interface Chunk {
  readonly client: Client;
  readonly statement_id: string;
  readonly place: ChunkPlace;
}

/** A position in the document of a chunk. */
export interface ChunkMark extends RowMark {
  /** Size of the document in bytes; a different size means a different document. */
  readonly size: number;
}

const MAX_MARKS = 1000;

/**
 * Where the last page of a chunk ended, so that the next page does not read the chunk from its start. This is only a
 * shortcut: chunks never change, a mark that no longer fits is dropped, and reading requires a link of one's own.
 */
const marks = new Map<string, ChunkMark>();

const keyOf = ({ client, statement_id, place }: Chunk) => `${client.host} ${statement_id} ${place.chunk_index}`;

/** Remembers a position in a chunk. Only the 1,000 newest marks are kept. */
export function setMark(chunk: Chunk, mark: ChunkMark): void {
  const key = keyOf(chunk);
  // A Map keeps insertion order, so deleting first makes the entry the newest.
  marks.delete(key);
  marks.set(key, mark);
  const [oldest] = marks.keys();
  if (marks.size > MAX_MARKS && oldest !== undefined) marks.delete(oldest);
}

/** A mark before `row` of the chunk, if there is one. */
export function markBefore(chunk: Chunk, row: number): ChunkMark | undefined {
  const mark = marks.get(keyOf(chunk));
  return mark !== undefined && mark.row < row ? mark : undefined;
}
