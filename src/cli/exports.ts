import { nameOf } from "../config/option.ts";
import { type Config, OPTIONS } from "../config.ts";
import { openExportRoot } from "../core/output/export-root.ts";

interface Exports {
  /** The real path of the directory; absent where none is configured or it will not do. */
  readonly path?: string;
  readonly problems: readonly string[];
}

/** The directory files may be exported to, looked at once, before anything is served. */
export async function openExports({ exportDir }: Config): Promise<Exports> {
  if (exportDir === undefined) return { problems: [] };
  const root = await openExportRoot(exportDir);
  return "path" in root
    ? { path: root.path, problems: [] }
    : { problems: [`${nameOf(OPTIONS.exportDir)}: it ${root.problem}.`] };
}
