import type { Client } from "../../http/client.ts";
import type { RowMark } from "./scanner.ts";

/** Which chunk of which result. */
export interface ChunkAt {
  readonly statement_id: string;
  readonly chunk_index: number;
}

export interface ChunkMark extends RowMark {
  /** Bytes of the whole chunk: another size is another object. */
  readonly size: number;
}

const KEPT = 1000;

/**
 * Where the last page of a chunk ended, so that the next one need not read the chunk from its start. Only a shortcut:
 * a chunk never changes, a mark that no longer fits is dropped, and whoever reads needs a link of their own.
 */
const marks = new Map<string, ChunkMark>();

const keyOf = ({ host }: Client, { statement_id, chunk_index }: ChunkAt) => `${host} ${statement_id} ${chunk_index}`;

export function setMark(client: Client, at: ChunkAt, mark: ChunkMark): void {
  const key = keyOf(client, at);
  // Map order is age order: setting anew makes it the newest.
  marks.delete(key);
  marks.set(key, mark);
  const [oldest] = marks.keys();
  if (marks.size > KEPT && oldest !== undefined) marks.delete(oldest);
}

/** A mark before `row`, if there is one. */
export function markBefore(client: Client, at: ChunkAt, row: number): ChunkMark | undefined {
  const mark = marks.get(keyOf(client, at));
  return mark !== undefined && mark.row < row ? mark : undefined;
}
