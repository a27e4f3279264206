import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBDataChunk, DuckDBInstance, VARCHAR } from "@duckdb/node-api";
import { SqlFailure } from "../sql/engine/failure.ts";
import { literal, quote } from "../sql/engine/names.ts";
import { storageType } from "../sql/spark/analysis/storage.ts";
import type { SparkType } from "../sql/spark/data-types.ts";

/** A column of a Parquet file. */
export interface ParquetColumn {
  readonly name: string;
  readonly type: SparkType;
}

/** Rows of a chunk, which DuckDB limits to this number. */
const CHUNK_ROWS = 2048;
const NESTED = new Set(["array", "map", "struct"]);

/**
 * Rows as one Parquet file. Their cells are text, as in results; nested values are JSON. Written by an instance of DuckDB of
 * its own: the one with the tables cannot write files.
 * @throws {SqlFailure} `UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE` if a file cannot hold a column
 */
export async function parquetOf(
  columns: readonly ParquetColumn[],
  rows: readonly (readonly (string | null)[])[],
): Promise<Uint8Array> {
  for (const column of columns) check(column.type, column);
  const folder = mkdtempSync(join(tmpdir(), "databricks-parquet-"));
  const instance = await DuckDBInstance.create(":memory:", { threads: "1", memory_limit: "256MB" });
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    await connection.run(`CREATE TABLE texts (${columns.map((_, at) => `c${at} VARCHAR`).join(", ")})`);
    const appender = await connection.createAppender("texts");
    for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
      const part = rows.slice(start, start + CHUNK_ROWS);
      const chunk = DuckDBDataChunk.create(
        columns.map(() => VARCHAR),
        part.length,
      );
      for (const at of columns.keys())
        chunk.setColumnValues(
          at,
          part.map((row) => row[at] ?? null),
        );
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
    const items = columns.map(({ name, type }, at) => `${valueIn(`c${at}`, type)} AS ${quote(name)}`);
    const file = join(folder, "rows.parquet");
    await connection.run(`COPY (SELECT ${items.join(", ")} FROM texts) TO ${literal(file)} (FORMAT parquet)`);
    return readFileSync(file);
  } finally {
    connection.closeSync();
    instance.closeSync();
    rmSync(folder, { recursive: true, force: true });
  }
}

function valueIn(text: string, type: SparkType): string {
  if (type.kind === "binary") return `from_base64(${text})`;
  return `CAST(${NESTED.has(type.kind) ? `CAST(${text} AS JSON)` : text} AS ${storageType(type)})`;
}

/** @throws {SqlFailure} for types that Spark does not write either, and for bytes inside a nested value, which JSON lacks */
function check(type: SparkType, { name }: ParquetColumn, inside = false): void {
  if (/^(?:void|variant|interval)/.test(type.kind) || (inside && type.kind === "binary")) {
    const message = `The Parquet datasource doesn't support the column ${literal(name)} of the type "${type.kind.toUpperCase()}"${inside ? " inside another type" : ""} here.`;
    throw new SqlFailure("UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE", message, "0A000");
  }
  if (type.kind === "array") check(type.element, { name, type }, true);
  if (type.kind === "map") for (const part of [type.key, type.value]) check(part, { name, type }, true);
  if (type.kind === "struct") for (const field of type.fields) check(field.type, { name, type }, true);
}
