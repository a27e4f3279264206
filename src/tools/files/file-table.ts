import { baseName } from "../../api/workspace/workspace.ts";
import { table } from "../../core/output/table.ts";

interface Row {
  readonly path: string;
  readonly is_dir: boolean;
  readonly file_size?: number | undefined;
  readonly modified?: string | undefined;
}

/** A folder's files, one line each: names below the folder, a slash behind those of folders. */
export function fileTable(folder: string, files: readonly Row[]): string {
  if (files.length === 0) return `${folder}: nothing to list.`;
  const name = (one: Row) => (one.path === folder ? one.path : baseName(one.path));
  const rows = files.map((one) => [one.is_dir ? `${name(one)}/` : name(one), one.file_size ?? "", one.modified ?? ""]);
  return `${folder}:\n${table(["name", "size", "modified"], rows)}`;
}
