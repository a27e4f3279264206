import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";

/**
 * Works with files in an instance of DuckDB and a temporary folder of their own: the instance with the tables has no access
 * to files. `memory` is its limit, such as `128MB`.
 */
export async function withFileInstance<T>(
  memory: string,
  work: (connection: DuckDBConnection, folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "databricks-files-"));
  const instance = await DuckDBInstance.create(":memory:", { threads: "1", memory_limit: memory });
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    return await work(connection, folder);
  } finally {
    connection.closeSync();
    instance.closeSync();
    rmSync(folder, { recursive: true, force: true });
  }
}
