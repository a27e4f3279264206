import { gunzipSync } from "node:zlib";
import { SqlFailure, unsupported } from "../../engine/failure.ts";
import { parsing } from "../analysis/compile.ts";
import { BIGINT, BINARY, type SparkType, STRING, TIMESTAMP, VARIANT } from "../data-types.ts";
import { withoutVoid } from "../inferred-types.ts";
import { parseAs } from "../values/parse.ts";
import { MapValue, type Value } from "../values/value.ts";
import { csvRecords } from "./csv.ts";
import type { FileColumn, FileRows } from "./file-rows.ts";
import { typeOfJson, typeOfTexts } from "./inference.ts";
import { readParquet } from "./parquet.ts";
import type { VolumeFile, VolumeFiles } from "./volume-files.ts";

export interface ReadOptions {
  readonly format: string;
  /** Keys in lower case. */
  readonly options: ReadonlyMap<string, string>;
  /** The columns, if the statement says them. */
  readonly schema?: readonly FileColumn[];
  readonly inferTypes: boolean;
  readonly header: boolean;
}

/** Rows in one statement's files. More would not fit into memory next to the tables. */
const MOST_ROWS = 1_000_000;

/** @throws {SqlFailure} for a format that is not read here, and files that are not of their format */
export async function readFiles(
  files: readonly VolumeFile[],
  volumes: VolumeFiles,
  options: ReadOptions,
): Promise<FileRows> {
  const rows = await readFormat(files, volumes, options);
  if (rows.rows.length > MOST_ROWS) {
    throw unsupported("FILE_SIZE", `files with more than ${MOST_ROWS} rows in one statement`);
  }
  return rows;
}

function readFormat(
  files: readonly VolumeFile[],
  volumes: VolumeFiles,
  options: ReadOptions,
): FileRows | Promise<FileRows> {
  const text = (file: VolumeFile) => textOf(volumes.read(file.path), file.path);
  switch (options.format) {
    case "csv":
      return csv(files, text, options);
    case "json":
      return json(files, text, options);
    case "text": {
      const rows = files.flatMap((file) => lines(text(file)).map((line) => ({ file, values: [line] })));
      return { columns: [{ name: "value", type: STRING }], rows };
    }
    case "binaryfile":
      return binary(files, volumes);
    case "parquet":
      return readParquet(files, volumes);
    default:
      throw unsupported("FILE_FORMAT", `files of the format ${options.format} in this workspace`);
  }
}

function textOf(bytes: Uint8Array, path: string): string {
  return new TextDecoder("utf-8").decode(path.endsWith(".gz") ? gunzipSync(bytes) : bytes);
}

const lines = (text: string) => text.replace(/\r?\n$/, "").split(/\r?\n/);

function csv(files: readonly VolumeFile[], text: (file: VolumeFile) => string, given: ReadOptions): FileRows {
  const { options, schema, header } = given;
  const format = {
    separator: unescaped(options.get("sep") ?? options.get("delimiter") ?? ","),
    quote: options.get("quote") ?? '"',
    escape: options.get("escape") ?? "\\",
    comment: options.get("comment") ?? "",
    multiLine: options.get("multiline") !== "false",
  };
  const nullText = options.get("nullvalue") ?? "";
  let names: readonly string[] | undefined;
  const records: { readonly file: VolumeFile; readonly cells: readonly (string | undefined)[] }[] = [];
  for (const file of files) {
    const all = csvRecords(text(file), format);
    const first = header ? all.shift() : undefined;
    names ??= first?.map((name, index) => name ?? `_c${index}`);
    for (const cells of all) records.push({ file, cells: cells.map((cell) => (cell === nullText ? undefined : cell)) });
  }
  const width = Math.max(names?.length ?? 0, ...records.slice(0, 1000).map(({ cells }) => cells.length));
  const columns =
    schema ??
    Array.from({ length: names?.length ?? width }, (_, index): FileColumn => {
      const texts = records.map(({ cells }) => cells[index]);
      return { name: names?.[index] ?? `_c${index}`, type: given.inferTypes ? typeOfTexts(texts) : STRING };
    });
  const places = columns.map((column, index) => {
    const named = names?.findIndex((name) => name.toLowerCase() === column.name.toLowerCase()) ?? -1;
    return named >= 0 ? named : names === undefined ? index : -1;
  });
  const rows = records.map(({ file, cells }) => ({
    file,
    values: columns.map(({ type }, index) => cellOf(cells[places[index] ?? -1], type)),
  }));
  return { columns, rows };
}

const unescaped = (text: string) => (text === "\\t" ? "\t" : text);

/** A text that does not fit the type is NULL, as in the PERMISSIVE mode. */
function cellOf(text: string | undefined, type: SparkType): Value {
  if (text === undefined) return null;
  const value = parseAs(text, type, parsing);
  return value === undefined || value === "overflow" ? null : value;
}

function json(
  files: readonly VolumeFile[],
  text: (file: VolumeFile) => string,
  { options, schema }: ReadOptions,
): FileRows {
  const whole = options.get("multiline") === "true";
  const variant = options.get("singlevariantcolumn");
  const records = files.flatMap((file) => jsonRecords(text(file), whole, file).map((value) => ({ file, value })));
  if (variant !== undefined) {
    const rows = records.map(({ file, value }) => ({ file, values: [jsonValue(value, VARIANT)] }));
    return { columns: [{ name: variant, type: VARIANT }], rows };
  }
  const type = withoutVoid(typeOfJson(records.map(({ value }) => value)));
  const columns = schema ?? (type.kind === "struct" ? type.fields : []);
  const rows = records.map(({ file, value }) => ({
    file,
    values: columns.map((column) => jsonValue(member(value, column.name), column.type)),
  }));
  return { columns, rows };
}

function jsonRecords(text: string, whole: boolean, { path }: VolumeFile): unknown[] {
  const parse = (source: string): unknown => {
    try {
      return JSON.parse(source);
    } catch {
      throw new SqlFailure(
        "MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION",
        `Malformed records are detected in record parsing: ${source.slice(0, 80)} in ${path}.`,
        "22023",
      );
    }
  };
  const trimmed = text.trim();
  if (trimmed === "") return [];
  const values =
    whole || trimmed.startsWith("[")
      ? [parse(trimmed)]
      : lines(trimmed)
          .filter((line) => line.trim() !== "")
          .map(parse);
  return values.flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : [value]));
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  const entry = Object.entries(value).find(([key]) => key.toLowerCase() === name.toLowerCase());
  return entry?.[1];
}

/** A value of JSON as one of the type; what does not fit is NULL. */
export function jsonValue(value: unknown, type: SparkType): Value {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case "array":
      return Array.isArray(value) ? value.map((item: unknown) => jsonValue(item, type.element)) : null;
    case "struct":
      return type.fields.map((field) => jsonValue(member(value, field.name), field.type));
    case "map":
      return typeof value === "object"
        ? new MapValue(
            Object.entries(value).map(
              ([key, inner]: [string, unknown]) => [cellOf(key, type.key), jsonValue(inner, type.value)] as const,
            ),
          )
        : null;
    case "variant":
      return JSON.stringify(value);
    case "double":
    case "float":
      return typeof value === "number" ? value : cellOf(String(value), type);
    default:
      return cellOf(typeof value === "object" ? JSON.stringify(value) : String(value), type);
  }
}

function binary(files: readonly VolumeFile[], volumes: VolumeFiles): FileRows {
  const columns = [
    { name: "path", type: STRING },
    { name: "modificationTime", type: TIMESTAMP },
    { name: "length", type: BIGINT },
    { name: "content", type: BINARY },
  ];
  const rows = files.map((file) => ({
    file,
    values: [`dbfs:${file.path}`, BigInt(file.modified) * 1000n, BigInt(file.size), volumes.read(file.path)],
  }));
  return { columns, rows };
}
