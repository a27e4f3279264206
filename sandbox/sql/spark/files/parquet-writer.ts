import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBDataChunk, VARCHAR } from "@duckdb/node-api";
import { SqlFailure } from "../../engine/failure.ts";
import { literal, quote } from "../../engine/names.ts";
import { storageType } from "../analysis/storage.ts";
import type { SparkType } from "../data-types.ts";
import { withFileInstance } from "./file-instance.ts";
import type { FileColumn } from "./file-rows.ts";

type Cells = readonly (string | null)[];

/** Rows of a chunk, which DuckDB limits to this number. */
const CHUNK_ROWS = 2048;
const NESTED = new Set(["array", "map", "struct"]);

/**
 * Rows as one Parquet file. Their cells are text, as in results; nested values are JSON.
 * @throws {SqlFailure} `UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE` if a file cannot hold a column
 */
export async function parquetOf(columns: readonly FileColumn[], rows: readonly Cells[]): Promise<Uint8Array> {
  for (const { type, name } of columns) check(type, name);
  return withFileInstance("256MB", async (connection, folder) => {
    await connection.run(`CREATE TABLE texts (${columns.map((_, at) => `c${at} VARCHAR`).join(", ")})`);
    const appender = await connection.createAppender("texts");
    for (let start = 0; start < rows.length; start += CHUNK_ROWS)
      appender.appendDataChunk(chunkOf(columns.length, rows.slice(start, start + CHUNK_ROWS)));
    appender.closeSync();
    const items = columns.map(({ name, type }, at) => `${valueIn(`c${at}`, type)} AS ${quote(name)}`);
    const file = join(folder, "rows.parquet");
    await connection.run(`COPY (SELECT ${items.join(", ")} FROM texts) TO ${literal(file)} (FORMAT parquet)`);
    return readFileSync(file);
  });
}

function chunkOf(width: number, rows: readonly Cells[]): DuckDBDataChunk {
  const chunk = DuckDBDataChunk.create(new Array(width).fill(VARCHAR), rows.length);
  for (let at = 0; at < width; at++) {
    const column = rows.map((row) => row[at] ?? null);
    chunk.setColumnValues(at, column);
  }
  return chunk;
}

function valueIn(text: string, type: SparkType): string {
  if (type.kind === "binary") return `from_base64(${text})`;
  return `CAST(${NESTED.has(type.kind) ? `CAST(${text} AS JSON)` : text} AS ${storageType(type)})`;
}

/** @throws {SqlFailure} for types that Spark does not write either, and for bytes inside a nested value, which JSON lacks */
function check(type: SparkType, name: string, inside = false): void {
  if (/^(?:void|variant|interval)/.test(type.kind) || (inside && type.kind === "binary")) {
    const message = `The Parquet datasource doesn't support the column ${literal(name)} of the type "${type.kind.toUpperCase()}"${inside ? " inside another type" : ""} here.`;
    throw new SqlFailure("UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE", message, "0A000");
  }
  if (type.kind === "array") check(type.element, name, true);
  if (type.kind === "map") for (const part of [type.key, type.value]) check(part, name, true);
  if (type.kind === "struct") for (const field of type.fields) check(field.type, name, true);
}
