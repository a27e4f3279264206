import { baseName, type NotebookLanguage } from "./workspace.ts";

// Notebooks outside the workspace: formats, languages, MIME types.

/** Formats a notebook can be exported in. DBC is a zip archive; the others are text. */
export const EXPORT_FORMATS = ["SOURCE", "HTML", "JUPYTER", "R_MARKDOWN", "DBC"] as const;
/** One of `EXPORT_FORMATS`. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const LANGUAGE_OF_EXTENSION: Readonly<Record<string, NotebookLanguage>> = {
  py: "PYTHON",
  sql: "SQL",
  scala: "SCALA",
  r: "R",
};

const extensionOf = (path: string): string => /\.([^.]{1,10})$/.exec(baseName(path))?.[1]?.toLowerCase() ?? "";

/** The notebook language of a file extension (`.py`, `.sql`, `.scala`, `.r`), if it has one. */
export const languageOfPath = (path: string): NotebookLanguage | undefined => LANGUAGE_OF_EXTENSION[extensionOf(path)];

const MIME_OF_LANGUAGE: Readonly<Record<string, string>> = {
  PYTHON: "text/x-python",
  SQL: "application/sql",
  SCALA: "text/x-scala",
  R: "text/x-r",
};
const MIME_OF_FORMAT: Readonly<Record<Exclude<ExportFormat, "SOURCE">, string>> = {
  HTML: "text/html",
  JUPYTER: "application/x-ipynb+json",
  R_MARKDOWN: "text/markdown",
  DBC: "application/zip",
};
const MIME_OF_EXTENSION: Readonly<Record<string, string>> = {
  csv: "text/csv",
  gz: "application/gzip",
  html: "text/html",
  ipynb: "application/x-ipynb+json",
  jpg: "image/jpeg",
  json: "application/json",
  md: "text/markdown",
  pdf: "application/pdf",
  png: "image/png",
  toml: "application/toml",
  whl: "application/zip",
  yaml: "application/yaml",
  yml: "application/yaml",
  zip: "application/zip",
};

/** The MIME type of an exported notebook. */
export const notebookMimeType = (format: ExportFormat, language: string | null | undefined): string =>
  format === "SOURCE" ? (MIME_OF_LANGUAGE[language ?? ""] ?? "text/plain") : MIME_OF_FORMAT[format];

/** The MIME type of a workspace file, by its name. `isText` decides if the extension is unknown. */
export const fileMimeType = (path: string, isText: boolean): string =>
  MIME_OF_LANGUAGE[languageOfPath(path) ?? ""] ??
  MIME_OF_EXTENSION[extensionOf(path)] ??
  (isText ? "text/plain" : "application/octet-stream");

/** The file name for an exported notebook. */
export const exportName = (path: string, format: ExportFormat): string =>
  `${baseName(path)}.${{ SOURCE: "txt", HTML: "html", JUPYTER: "ipynb", R_MARKDOWN: "Rmd", DBC: "dbc" }[format]}`;

/** The bytes as text, or `undefined` if they are not UTF-8 text. A byte order mark is kept, so that source stays exact. */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}

/**
 * Whether a text is base64, with or without line breaks. The pattern takes linear time: no character matches both its
 * parts.
 */
export const isBase64 = (text: string): boolean => /^[A-Za-z0-9+/\s]+={0,2}$/.test(text.trimEnd());
