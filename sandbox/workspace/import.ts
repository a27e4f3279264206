import { fail, invalid } from "../failure.ts";
import { SIZE_LIMIT } from "./export.ts";
import { type ArchivedNotebook, fromArchive } from "./notebooks/archive.ts";
import { fromHtml } from "./notebooks/html.ts";
import { fromJupyter } from "./notebooks/jupyter.ts";
import { languageOfExtension, type Notebook, type NotebookLanguage } from "./notebooks/notebook.ts";
import { fromRMarkdown } from "./notebooks/r-markdown.ts";
import { fromSource, hasHeader } from "./notebooks/source.ts";
import type { Tree } from "./tree.ts";

export const IMPORT_FORMATS = ["SOURCE", "HTML", "JUPYTER", "R_MARKDOWN", "DBC", "RAW", "AUTO"] as const;

export interface Import {
  readonly path: string;
  readonly data: Buffer;
  readonly format: (typeof IMPORT_FORMATS)[number];
  readonly language: NotebookLanguage | undefined;
  readonly overwrite: boolean;
}

/** Adds the content of a request to the tree: a notebook, a file, or everything in an archive. */
export function importObject(tree: Tree, request: Import): void {
  const { path, data, format, overwrite } = request;
  if (data.length > SIZE_LIMIT) {
    fail(400, "MAX_NOTEBOOK_SIZE_EXCEEDED", `The content for ${path} is larger than the import limit of 10 MB.`);
  }
  if (format === "DBC") {
    if (overwrite) invalid("Overwrite cannot be set with the format DBC.");
    unpack(tree, path, fromArchive(data, SIZE_LIMIT * 4) ?? unreadable("a Databricks archive"));
    return;
  }
  const notebook = notebookOf(request);
  if (notebook === undefined) tree.put(path, { type: "FILE", data }, overwrite);
  // A file that AUTO recognizes as a notebook loses its extension.
  else tree.put(format === "AUTO" ? path.replace(/\.[A-Za-z]+$/, "") : path, { type: "NOTEBOOK", notebook }, overwrite);
}

/** The notebook in a request; `undefined` if it contains a file. */
function notebookOf({ path, data, format, language }: Import): Notebook | undefined {
  const text = data.toString();
  switch (format) {
    case "SOURCE":
      return fromSource(text, language ?? missingLanguage());
    case "JUPYTER":
      return fromJupyter(text) ?? unreadable("a Jupyter notebook (JSON with cells and nbformat 4)");
    case "HTML":
      return fromHtml(text) ?? unreadable("an HTML export of a Databricks notebook");
    case "R_MARKDOWN":
      return fromRMarkdown(text);
    case "AUTO":
      return recognized(path, text);
    default:
      return undefined;
  }
}

/** The notebook in a file, recognized by its extension and first line. */
function recognized(path: string, text: string): Notebook | undefined {
  const extension = /\.([A-Za-z]+)$/.exec(path)?.[1]?.toLowerCase();
  if (extension === "ipynb") return fromJupyter(text);
  if (extension === "html") return fromHtml(text);
  if (extension === "rmd") return fromRMarkdown(text);
  const language = extension === undefined ? undefined : languageOfExtension(extension);
  return language !== undefined && hasHeader(text, language) ? fromSource(text, language) : undefined;
}

/** An archive of one notebook becomes that notebook at the path; of more, a folder. */
function unpack(tree: Tree, path: string, notebooks: readonly ArchivedNotebook[]): void {
  const [only] = notebooks;
  if (notebooks.length === 1 && only !== undefined && !only.path.includes("/")) {
    tree.put(path, { type: "NOTEBOOK", notebook: only.notebook }, false);
    return;
  }
  if (notebooks.some(({ path: inner }) => inner.split("/").some((step) => step === "" || step === "..")))
    unreadable("a Databricks archive");
  tree.put(path, { type: "DIRECTORY" }, false);
  for (const { path: inner, notebook } of notebooks) {
    // The first segment is the folder from which the archive was made.
    const target = `${path}/${inner.slice(inner.indexOf("/") + 1)}`;
    tree.mkdirs(target.slice(0, target.lastIndexOf("/")));
    tree.put(target, { type: "NOTEBOOK", notebook }, false);
  }
}

function missingLanguage(): never {
  return invalid("Missing required field: language. It must be set when a notebook is imported as SOURCE.");
}

function unreadable(what: string): never {
  return invalid(`The content is not ${what}.`);
}
