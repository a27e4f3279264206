import type { SparkType } from "../data-types.ts";
import type { Value } from "../values/value.ts";
import type { VolumeFile } from "./volume-files.ts";

export interface FileColumn {
  readonly name: string;
  readonly type: SparkType;
}

/** The rows of files, with the file of each row. */
export interface FileRows {
  readonly columns: readonly FileColumn[];
  readonly rows: readonly FileRow[];
}

export interface FileRow {
  readonly file: VolumeFile;
  readonly values: readonly Value[];
}
