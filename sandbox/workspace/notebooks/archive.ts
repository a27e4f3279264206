import { fromModel, toModel } from "./model.ts";
import { NOTEBOOK_LANGUAGES, type Notebook } from "./notebook.ts";
import { unzip, type ZipEntry, zip } from "./zip.ts";

export interface ArchivedNotebook {
  /** Path inside the archive without the extension, e.g. `etl/load_orders`. */
  readonly path: string;
  readonly notebook: Notebook;
}

/** A Databricks archive: a zip of notebook models, each named by its language. */
export function toArchive(notebooks: readonly ArchivedNotebook[]): Buffer {
  const entries: ZipEntry[] = [{ name: "manifest.mf", data: Buffer.from("Manifest-Version: 1.0\n") }];
  for (const { path, notebook } of notebooks) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const data = Buffer.from(JSON.stringify(toModel(name, notebook)));
    entries.push({ name: `${path}.${notebook.language.toLowerCase()}`, data });
  }
  return zip(entries);
}

/** Reads such an archive. `undefined` if the bytes are not one, or it contains no notebook. */
export function fromArchive(archive: Buffer, limit: number): ArchivedNotebook[] | undefined {
  const notebooks = (unzip(archive, limit) ?? []).flatMap(({ name, data }) => {
    const dot = name.lastIndexOf(".");
    if (!NOTEBOOK_LANGUAGES.some((language) => language.toLowerCase() === name.slice(dot + 1))) return [];
    const notebook = fromModel(parsed(Buffer.from(data).toString()));
    return notebook === undefined ? [] : [{ path: name.slice(0, dot), notebook }];
  });
  return notebooks.length === 0 ? undefined : notebooks;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
