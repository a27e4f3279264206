import * as z from "zod";
import type { DbfsInfo } from "../../api/files/dbfs.ts";
import type { FileEntry, FileMetadata } from "../../api/files/files.ts";
import { baseName } from "../../api/workspace/workspace.ts";
import { count, text } from "../../core/fields.ts";
import { table } from "../../core/output/table.ts";
import { view } from "../../core/view.ts";
import { isoTime } from "../../text.ts";

const bytes = count.describe("bytes");

/** A file or directory in the listing of a directory. */
export const entryView = view(
  { path: z.string(), is_directory: z.boolean(), file_size: bytes, last_modified: text },
  ({ path, is_directory, file_size, last_modified }: FileEntry) => ({
    path,
    is_directory: is_directory === true,
    file_size: is_directory ? undefined : file_size,
    last_modified: isoTime(last_modified),
  }),
);

/** A single file, or a directory, of which only the path is known. */
export const metadataView = view(
  { ...entryView.fields, content_type: text },
  (path: string, file: FileMetadata | undefined) => ({
    path,
    is_directory: file === undefined,
    file_size: file?.file_size,
    content_type: file?.content_type,
    last_modified: file?.last_modified,
  }),
);

/** A file or folder in DBFS. */
export const dbfsEntryView = view(
  { path: z.string(), is_dir: z.boolean(), file_size: bytes, modification_time: text },
  ({ path, is_dir, file_size, modification_time }: DbfsInfo) => ({
    path,
    is_dir: is_dir === true,
    file_size: is_dir ? undefined : file_size,
    modification_time: isoTime(modification_time),
  }),
);

interface TableRow {
  readonly path: string;
  readonly is_dir: boolean;
  readonly file_size?: number | undefined;
  readonly modified?: string | undefined;
}

/** The files of a folder as a table: names relative to the folder, with a slash at the end of folder names. */
export function fileTable(folder: string, files: readonly TableRow[]): string {
  if (files.length === 0) return `${folder}: empty.`;
  const name = (one: TableRow) => (one.path === folder ? one.path : baseName(one.path));
  const rows = files.map((one) => [one.is_dir ? `${name(one)}/` : name(one), one.file_size ?? "", one.modified ?? ""]);
  return `${folder}:\n${table(["name", "size", "modified"], rows)}`;
}
