import {
  type DuckDBDataChunk,
  DuckDBListVector,
  type DuckDBResult,
  DuckDBStructVector,
  type DuckDBVector,
} from "@duckdb/node-api";
import type { ResultColumn } from "../spark/analysis/compiler.ts";
import { cellText, manifestColumn } from "../spark/execution/cells.ts";
import { reader } from "../spark/execution/transfer.ts";
import type { Column } from "./column-types.ts";
import { SqlFailure } from "./failure.ts";

export interface Limits {
  readonly rowLimit?: number;
  readonly byteLimit?: number;
  /** A result larger than this many bytes fails the statement. */
  readonly maxBytes?: number;
}

export interface SqlResult {
  readonly columns: readonly Column[];
  /** Text or null for every cell. */
  readonly rows: readonly (readonly (string | null)[])[];
  readonly bytes: number;
  /** Whether a row or byte limit truncated the result. */
  readonly truncated: boolean;
  /** Rows that the statement read of the workspace's tables. */
  readonly rowsRead?: number;
}

/** Maximum array elements in a batch of rows. Each becomes an object, so more would exhaust memory before a byte limit applies. */
const MOST_ELEMENTS = 2_000_000;

/** Reads the streaming result of a compiled query up to its limits, with Spark's types and texts. */
export async function collectTyped(
  result: DuckDBResult,
  columns: readonly ResultColumn[],
  limits: Limits,
): Promise<SqlResult> {
  const manifest = columns.map(({ name, type }) => manifestColumn(name, type));
  const readers = columns.map(({ type }) => ({ type, read: reader(type) }));
  const rows: (string | null)[][] = [];
  const {
    rowLimit = Number.POSITIVE_INFINITY,
    byteLimit = Number.POSITIVE_INFINITY,
    maxBytes = Number.POSITIVE_INFINITY,
  } = limits;
  let bytes = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return { columns: manifest, rows, bytes, truncated: false };
    refuseGiants(chunk);
    for (let index = 0; index < chunk.rowCount; index++) {
      const row = readers.map(({ type, read }, column) =>
        cellText(read(chunk.getColumnVector(column).getItem(index)), type),
      );
      const size = row.reduce((sum, value) => sum + (value === null ? 5 : value.length + 3), 2);
      if (rows.length >= rowLimit || bytes + size > byteLimit)
        return { columns: manifest, rows, bytes, truncated: true };
      bytes += size;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      rows.push(row);
    }
  }
}

function refuseGiants(chunk: DuckDBDataChunk): void {
  let elements = 0;
  for (let column = 0; column < chunk.columnCount; column++) elements += elementsOf(chunk.getColumnVector(column));
  if (elements <= MOST_ELEMENTS) return;
  const message = "A row of the result is too large: its arrays have more elements than this warehouse can send.";
  throw new SqlFailure("", message, "54000", "RESOURCE_EXHAUSTED");
}

function elementsOf(vector: DuckDBVector): number {
  if (vector instanceof DuckDBListVector) return vector.childVector.itemCount + elementsOf(vector.childVector);
  if (!(vector instanceof DuckDBStructVector)) return 0;
  return vector.type.entryTypes.reduce((sum, _, i) => sum + elementsOf(vector.entryVectorAt(i)), 0);
}

function tooLarge(maxBytes: number): SqlFailure {
  const message = `Inline byte limit exceeded. Statements executed with disposition=INLINE can have a result size of at most ${maxBytes} bytes. Please execute the statement with disposition=EXTERNAL_LINKS if you want to download the full result.`;
  return new SqlFailure("", message, "54000");
}
