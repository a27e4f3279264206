import type { Row } from "../rows/rows.ts";

/** A column of a result; `type` as SQL writes it, `DECIMAL(10,2)`. */
export interface ResultColumn {
  readonly name: string;
  readonly type: string;
}

/** Turns rows, a batch at a time, into the bytes of a file: no more than a batch is held. */
export type RowEncoder = (
  columns: readonly ResultColumn[],
  batches: AsyncIterable<readonly Row[]>,
) => AsyncGenerator<Uint8Array>;
