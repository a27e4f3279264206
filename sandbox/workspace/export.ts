import { fail, invalid } from "../failure.ts";
import { toArchive } from "./notebooks/archive.ts";
import { toHtml } from "./notebooks/html.ts";
import { toJupyter } from "./notebooks/jupyter.ts";
import { DIALECTS, type Notebook } from "./notebooks/notebook.ts";
import { toRMarkdown } from "./notebooks/r-markdown.ts";
import { toSource } from "./notebooks/source.ts";
import { zip } from "./notebooks/zip.ts";
import { type Entry, isFolder, nameOf, type Tree } from "./tree.ts";

export const EXPORT_FORMATS = ["SOURCE", "HTML", "JUPYTER", "R_MARKDOWN", "DBC", "RAW", "AUTO"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface Exported {
  readonly data: Buffer;
  readonly fileType: string;
  readonly contentType: string;
}

export const SIZE_LIMIT = 10 * 1024 * 1024;

/** An object in one of the export formats. A folder becomes one archive. */
export function exported(tree: Tree, entry: Entry, format: ExportFormat, outputs: boolean): Exported {
  const result = isFolder(entry) ? folder(tree, entry, format) : single(entry, format, outputs);
  if (result.data.length > SIZE_LIMIT) {
    fail(400, "MAX_NOTEBOOK_SIZE_EXCEEDED", `The object at ${entry.path} is larger than the export limit of 10 MB.`);
  }
  return result;
}

function single(entry: Entry, format: ExportFormat, outputs: boolean): Exported {
  if (entry.type === "NOTEBOOK") return notebook(nameOf(entry.path), entry.notebook, format, outputs);
  if (entry.type === "DASHBOARD") {
    return { data: Buffer.from(entry.document), fileType: "lvdash.json", contentType: "application/json" };
  }
  if (entry.type !== "FILE") return invalid(`Objects of type ${entry.type} cannot be exported.`);
  if (format !== "SOURCE" && format !== "RAW" && format !== "AUTO") {
    return invalid(`The file at ${entry.path} cannot be exported as ${format}; use AUTO or RAW.`);
  }
  const fileType = /\.([A-Za-z0-9]+)$/.exec(entry.path)?.[1] ?? "file";
  return { data: entry.data, fileType, contentType: "application/octet-stream" };
}

function notebook(name: string, value: Notebook, format: ExportFormat, outputs: boolean): Exported {
  const text = (data: string, fileType: string, contentType: string) => ({
    data: Buffer.from(data),
    fileType,
    contentType: `${contentType}; charset=utf-8`,
  });
  switch (format) {
    case "SOURCE":
    case "AUTO":
      return text(toSource(value), DIALECTS[value.language].extension, "text/plain");
    case "HTML":
      return text(toHtml(name, value), "html", "text/html");
    case "JUPYTER":
      return text(toJupyter(name, value, outputs), "ipynb", "application/x-ipynb+json");
    case "R_MARKDOWN":
      return text(toRMarkdown(name, value), "Rmd", "text/markdown");
    case "DBC":
      return archive(toArchive([{ path: name, notebook: value }]), "dbc");
    case "RAW":
      return invalid("The format RAW is for files; export a notebook as SOURCE, HTML, JUPYTER, R_MARKDOWN or DBC.");
  }
}

function folder(tree: Tree, { path }: Entry, format: ExportFormat): Exported {
  const inside = tree.descendants(path);
  const relative = (entry: Entry) => entry.path.slice(path === "/" ? 1 : path.lastIndexOf("/") + 1);
  if (format === "DBC") {
    const notebooks = inside.flatMap((entry) =>
      entry.type === "NOTEBOOK" ? [{ path: relative(entry), notebook: entry.notebook }] : [],
    );
    return archive(toArchive(notebooks), "dbc");
  }
  if (format !== "SOURCE" && format !== "AUTO") {
    return invalid(`Folders cannot be exported as ${format}; use DBC, SOURCE or AUTO.`);
  }
  const entries = inside.flatMap((entry) => {
    if (entry.type === "NOTEBOOK") {
      const name = `${relative(entry)}.${DIALECTS[entry.notebook.language].extension}`;
      return [{ name, data: Buffer.from(toSource(entry.notebook)) }];
    }
    // SOURCE contains only the notebooks of a folder.
    return entry.type === "FILE" && format === "AUTO" ? [{ name: relative(entry), data: entry.data }] : [];
  });
  return archive(zip(entries), "zip");
}

function archive(data: Buffer, fileType: string): Exported {
  return { data, fileType, contentType: "application/zip" };
}
