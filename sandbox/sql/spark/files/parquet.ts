import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { SqlFailure } from "../../engine/failure.ts";
import { literal } from "../../engine/names.ts";
import { sparkTypeOf } from "../analysis/storage.ts";
import { reader } from "../execution/transfer.ts";
import { withFileInstance } from "./file-instance.ts";
import type { FileColumn, FileRow, FileRows } from "./file-rows.ts";
import type { VolumeFile, VolumeFiles } from "./volume-files.ts";

/** Reads Parquet files. */
export async function readParquet(files: readonly VolumeFile[], volumes: VolumeFiles): Promise<FileRows> {
  try {
    return await withFileInstance("128MB", async (connection, folder) => {
      let columns: readonly FileColumn[] = [];
      const rows: FileRow[] = [];
      for (const [index, file] of files.entries()) {
        const copy = join(folder, `${index}.parquet`);
        writeFileSync(copy, volumes.read(file.path));
        const result = await connection.runAndReadAll(`SELECT * FROM read_parquet(${literal(copy)})`);
        const types = result.columnTypes().map(sparkTypeOf);
        if (index === 0)
          columns = result.columnNames().map((name, at) => ({ name, type: types[at] ?? { kind: "string" } }));
        const readers = types.map(reader);
        for (const row of result.getRows())
          rows.push({ file, values: row.map((value, at) => readers[at]?.(value) ?? null) });
      }
      return { columns, rows };
    });
  } catch (error) {
    if (error instanceof SqlFailure) throw error;
    throw new SqlFailure(
      "FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER",
      `Error while reading file ${files[0]?.path ?? ""}. Could not read footer. Please ensure that the file is in Parquet format.`,
      "KD001",
    );
  }
}
