import { quote } from "../../engine/names.ts";
import type { KnownColumn } from "../analysis/catalog.ts";
import { compileExpression } from "../analysis/compile.ts";
import { readsWithCast } from "../analysis/storage.ts";
import { STRING } from "../data-types.ts";
import type { FileColumn, FileRow, FileRows } from "../files/file-rows.ts";
import { readFiles } from "../files/formats.ts";
import { filesAt } from "../files/paths.ts";
import type { VolumeFile } from "../files/volume-files.ts";
import { METADATA, namesMetadata } from "../metastore/file-metadata.ts";
import type { KnownTable } from "../metastore/session-catalog.ts";
import type { Call, Expression } from "../syntax/ast.ts";
import { parseType } from "../syntax/parser.ts";
import type { Value } from "../values/value.ts";
import type { StatementContext } from "./context.ts";
import { requireVolume } from "./privileges.ts";
import { evaluated } from "./session.ts";

/** Formats whose files can be named as a table: csv.`/Volumes/…`. */
export const FILE_FORMATS: ReadonlySet<string> = new Set([
  "csv",
  "json",
  "text",
  "parquet",
  "binaryfile",
  "avro",
  "orc",
  "xml",
]);

export interface Reading {
  readonly path: string;
  readonly format: string | undefined;
  /** Keys in lower case. */
  readonly options: ReadonlyMap<string, string>;
  /** Whether columns have types when the statement says none: `read_files` infers them. */
  readonly inferTypes: boolean;
  readonly header: boolean;
  readonly rescued: boolean;
  /** Which of the files are read; all by default. */
  readonly only?: (file: VolumeFile) => boolean;
}

/** Reads files into a table of DuckDB, which is dropped when the statement ends. */
export async function loadFiles(
  reading: Reading,
  context: StatementContext,
): Promise<{ readonly table: KnownTable; readonly files: readonly VolumeFile[] }> {
  const volumes = context.services.files;
  requireVolume(reading.path, "READ_VOLUME", context);
  const files = filesAt(reading.path, volumes).filter(reading.only ?? (() => true));
  const format = (reading.format ?? extension(files)).toLowerCase();
  const schema = schemaOf(reading.options.get("schema"));
  const found: FileRows =
    volumes === undefined || files.length === 0
      ? { columns: schema ?? [], rows: [] }
      : await readFiles(files, volumes, { ...reading, format, ...(schema === undefined ? {} : { schema }) });
  const extra = namesMetadata(context.text) ? [METADATA] : [];
  const rescued =
    reading.rescued && schema === undefined && format !== "parquet" && !reading.options.has("singlevariantcolumn")
      ? [{ name: "_rescued_data", type: STRING }]
      : [];
  const columns: KnownColumn[] = [...hinted(found.columns, reading.options.get("schemahints")), ...rescued, ...extra];
  const source = await loadRows(columns, found.rows, rescued.length, extra.length > 0, context);
  return { table: { kind: "table", name: [format, reading.path], source, columns }, files };
}

async function loadRows(
  columns: readonly FileColumn[],
  rows: readonly FileRow[],
  empty: number,
  described: boolean,
  context: StatementContext,
): Promise<string> {
  const values = rows.map(({ file, values: cells }): readonly Value[] => [
    ...cells,
    ...Array.from({ length: empty }, () => null),
    ...(described
      ? [[`dbfs:${file.path}`, file.path.split("/").at(-1) ?? "", BigInt(file.size), BigInt(file.modified) * 1000n]]
      : []),
  ]);
  return loadValues(columns, values, context);
}

/** Puts rows into a table of DuckDB of their own. Returns what follows FROM to read them. */
export async function loadValues(
  columns: readonly FileColumn[],
  rows: readonly (readonly Value[])[],
  context: StatementContext,
): Promise<string> {
  const source = context.store.newSource();
  context.files.sources.add(source);
  await context.load(source, columns, rows);
  const items = columns.map(({ name, type }) =>
    readsWithCast(type) ? `CAST(${quote(name)} AS VARCHAR) AS ${quote(name)}` : quote(name),
  );
  return `(SELECT ${items.join(", ") || "1"} FROM ${source})`;
}

function extension(files: readonly VolumeFile[]): string {
  const path = files[0]?.path.replace(/\.gz$/, "") ?? "";
  const known = /\.(csv|tsv|json|jsonl|ndjson|txt|text|parquet)$/i.exec(path)?.[1]?.toLowerCase();
  if (known === "tsv") return "csv";
  if (known === "jsonl" || known === "ndjson") return "json";
  return known === "txt" ? "text" : (known ?? "text");
}

/** `a INT, b STRING` as columns. */
function schemaOf(text: string | undefined): readonly FileColumn[] | undefined {
  if (text === undefined) return undefined;
  const { type } = parseType(/^\s*struct\s*</i.test(text) ? text : `STRUCT<${text}>`);
  return type.kind === "struct" ? type.fields : undefined;
}

function hinted(columns: readonly FileColumn[], hints: string | undefined): readonly FileColumn[] {
  const given = schemaOf(hints) ?? [];
  return columns.map((column) => given.find(({ name }) => name.toLowerCase() === column.name.toLowerCase()) ?? column);
}

/** The arguments of `read_files`. */
export async function readingOf(call: Call, context: StatementContext): Promise<Reading> {
  const options = new Map<string, string>();
  let path = "";
  for (const { name, value } of call.args) {
    const text = await textOf(value, context);
    if (name === undefined || name.toLowerCase() === "path") path = text;
    else options.set(name.toLowerCase(), text);
  }
  const header = options.get("header") ?? "true";
  const inferred = options.get("infercolumntypes") ?? options.get("inferschema") ?? "true";
  return {
    path,
    format: options.get("format"),
    options,
    inferTypes: inferred === "true",
    header: header === "true",
    rescued: true,
  };
}

async function textOf(value: Expression, context: StatementContext): Promise<string> {
  const typed = compileExpression(value, [], "read_files", context.compiler);
  const found = (typed.literal ?? (await evaluated(value, context)).literal)?.value;
  return found === null || found === undefined ? "" : String(found);
}
