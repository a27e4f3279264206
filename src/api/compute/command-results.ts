import { stripVTControlCharacters } from "node:util";
import { compact } from "../../records.ts";
import type { RawResults } from "./commands.ts";

/** A column of a result table, with its Spark type: `array<string>`. */
export interface CommandColumn {
  readonly name: string;
  readonly type: string;
}

/** An image: base64 data, or its path where the cluster returns only that. */
export type CommandImage = { readonly data: string; readonly mime_type: string } | { readonly path: string };

/** The result of a command, by kind. Text is free of ANSI codes and HTML. */
export type CommandResult =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "table";
      readonly columns: CommandColumn[];
      readonly rows: unknown[][];
      readonly truncated: boolean;
    }
  | { readonly kind: "images"; readonly images: CommandImage[] }
  | { readonly kind: "error"; readonly summary: string; readonly traceback?: string };

/** Parses `results` of REST 1.2. An unknown kind becomes text: its data as it is, or as JSON. */
export function readResults(results: RawResults): CommandResult {
  switch (results.resultType) {
    case "table":
      return {
        kind: "table",
        columns: listOf(results.schema).map(columnOf),
        rows: listOf(results.data).map((row) => (Array.isArray(row) ? row : [row])),
        truncated: results.truncated === true,
      };
    case "image":
      return { kind: "images", images: listOf([results.fileName]).flatMap(imagesOf) };
    case "images":
      return { kind: "images", images: listOf(results.fileNames).flatMap(imagesOf) };
    case "error":
      return errorResult(textOf(results.summary), textOf(results.cause));
    default:
      return { kind: "text", text: plainText(textOf(results.data) ?? jsonOf(results.data)) };
  }
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
const jsonOf = (value: unknown): string => (value === undefined || value === null ? "" : JSON.stringify(value));

/** `{name, type, metadata}`, or `[name, type]` on older clusters. */
function columnOf(entry: unknown): CommandColumn {
  const [name, type] = Array.isArray(entry)
    ? entry
    : entry !== null && typeof entry === "object"
      ? ["name" in entry ? entry.name : "", "type" in entry ? entry.type : ""]
      : [entry, ""];
  return { name: textOf(name) ?? jsonOf(name), type: readType(textOf(type) ?? jsonOf(type)) };
}

/** Types arrive as JSON in a string (`"\"long\""`, `{"type":"array",…}`) or as plain names. */
function readType(text: string): string {
  if (!/^["{]/.test(text)) return text;
  try {
    return typeName(JSON.parse(text));
  } catch {
    return text;
  }
}

function typeName(type: unknown): string {
  if (typeof type === "string") return type;
  if (type === null || typeof type !== "object") return String(type);
  const parts = new Map(Object.entries(type));
  switch (parts.get("type")) {
    case "array":
      return `array<${typeName(parts.get("elementType"))}>`;
    case "map":
      return `map<${typeName(parts.get("keyType"))},${typeName(parts.get("valueType"))}>`;
    case "struct":
      return `struct<${listOf(parts.get("fields")).map(fieldName).join(",")}>`;
    default:
      return parts.has("type") ? typeName(parts.get("type")) : JSON.stringify(type);
  }
}

const fieldName = (field: unknown): string => {
  const { name, type } = columnOf(field);
  const nested = field !== null && typeof field === "object" && "type" in field ? typeName(field.type) : type;
  return `${name}:${nested}`;
};

const DATA_URL = /^data:(image\/[a-z0-9.+-]{1,40});base64,([A-Za-z0-9+/=\s]+)$/;

function imagesOf(name: unknown): CommandImage[] {
  if (typeof name !== "string" || name === "") return [];
  const [, mime_type, data] = DATA_URL.exec(name) ?? [];
  if (mime_type !== undefined && data !== undefined) return [{ mime_type, data: data.replace(/\s+/g, "") }];
  return [{ path: name.slice(0, 500) }];
}

function errorResult(summary: string | undefined, cause: string | undefined): CommandResult {
  const traceback = cause === undefined ? undefined : foldFrames(plainText(cause)).trim();
  const line = plainText(summary ?? "").trim() || traceback?.split("\n").at(-1)?.trim() || "The command failed.";
  return { kind: "error", summary: line, ...compact({ traceback: traceback === line ? undefined : traceback }) };
}

// Only tags that notebooks render with: `<class 'int'>` and `<lambda>` belong to the message.
const HTML =
  /<\/?(?:span|div|pre|p|br|b|i|em|strong|font|code|a|table|tbody|thead|tr|td|th|ul|ol|li|h[1-6])(?:\s[^<>]{0,2000})?\/?>/gi;
const ENTITIES: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  amp: "&",
  quot: '"',
  apos: "'",
  nbsp: " ",
  "#39": "'",
  "#x27": "'",
  "#34": '"',
};

/** Text without ANSI colours. HTML tags and entities are resolved only if notebook markup shows that the text is HTML. */
export function plainText(text: string): string {
  const uncoloured = stripVTControlCharacters(text);
  // Rendered output is recognised by the platform's own markup. Text that only mentions a tag is left unchanged.
  if (!/<span class=|<div class=|<pre|<font /i.test(uncoloured)) return uncoloured;
  return uncoloured
    .replace(/<br\s*\/?>/gi, "\n")
    .replace(HTML, "")
    .replace(
      /&(lt|gt|amp|quot|apos|nbsp|#39|#x27|#34);/gi,
      (entity, name: string) => ENTITIES[name.toLowerCase()] ?? entity,
    );
}

const KEPT_FRAMES = 5;

/** Keeps the first frames of each JVM stack, which has a hundred lines or more, and counts the rest. */
function foldFrames(traceback: string): string {
  const out: string[] = [];
  let run = 0;
  const close = () => {
    if (run > KEPT_FRAMES) out.push(`\t... ${run - KEPT_FRAMES} more frames`);
    run = 0;
  };
  for (const line of traceback.split("\n")) {
    const frame = /^\s+at [\w$.<>/]+\(/.test(line);
    if (!frame) close();
    else run += 1;
    if (!frame || run <= KEPT_FRAMES) out.push(line);
  }
  close();
  return out.join("\n");
}
