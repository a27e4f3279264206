import type { Row } from "../rows/rows.ts";

/** A column of a result; `type` is written as in SQL, e.g. `DECIMAL(10,2)`. */
export interface ResultColumn {
  readonly name: string;
  readonly type: string;
}

/** Encodes rows as the bytes of a file, one batch at a time. Only one batch is in memory. */
export type RowEncoder = (
  columns: readonly ResultColumn[],
  batches: AsyncIterable<readonly Row[]>,
) => AsyncGenerator<Uint8Array>;
