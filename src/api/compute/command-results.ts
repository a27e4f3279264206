import { stripVTControlCharacters } from "node:util";
import { compact } from "../../records.ts";
import type { RawResults } from "./commands.ts";

export interface Column {
  readonly name: string;
  readonly type: string;
}

/** A picture: bytes to show, or where the cluster left a large one. */
export type Picture = { readonly data: string; readonly mime_type: string } | { readonly path: string };

/** What a command brought, in one shape per kind; text is clean of ANSI and HTML. */
export type CommandResult =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "table"; readonly columns: Column[]; readonly rows: unknown[][]; readonly truncated: boolean }
  | { readonly kind: "pictures"; readonly pictures: Picture[] }
  | { readonly kind: "error"; readonly summary: string; readonly traceback?: string };

/** Reads `results` of REST 1.2. A kind it does not know is shown as the text or JSON it is. */
export function readResults(results: RawResults): CommandResult {
  switch (results.resultType) {
    case "table":
      return {
        kind: "table",
        columns: listOf(results.schema).map(column),
        rows: listOf(results.data).map((row) => (Array.isArray(row) ? row : [row])),
        truncated: results.truncated === true,
      };
    case "image":
      return { kind: "pictures", pictures: listOf([results.fileName]).flatMap(picture) };
    case "images":
      return { kind: "pictures", pictures: listOf(results.fileNames).flatMap(picture) };
    case "error":
      return errorOf(textOf(results.summary), textOf(results.cause));
    default:
      return { kind: "text", text: plainText(textOf(results.data) ?? shown(results.data)) };
  }
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
const shown = (value: unknown): string => (value === undefined || value === null ? "" : JSON.stringify(value));

/** `{name, type, metadata}`, or `[name, type]` on older clusters. */
function column(entry: unknown): Column {
  const [name, type] = Array.isArray(entry)
    ? entry
    : entry !== null && typeof entry === "object"
      ? ["name" in entry ? entry.name : "", "type" in entry ? entry.type : ""]
      : [entry, ""];
  return { name: textOf(name) ?? shown(name), type: typeWords(textOf(type) ?? shown(type)) };
}

/** Types come as JSON in a string, `"\"long\""` or `{"type":"array",…}`, or as they are. */
function typeWords(text: string): string {
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
  const { name, type } = column(field);
  const nested = field !== null && typeof field === "object" && "type" in field ? typeName(field.type) : type;
  return `${name}:${nested}`;
};

const DATA_URL = /^data:(image\/[a-z0-9.+-]{1,40});base64,([A-Za-z0-9+/=\s]+)$/;

function picture(name: unknown): Picture[] {
  if (typeof name !== "string" || name === "") return [];
  const [, mime_type, data] = DATA_URL.exec(name) ?? [];
  if (mime_type !== undefined && data !== undefined) return [{ mime_type, data: data.replace(/\s+/g, "") }];
  return [{ path: name.slice(0, 500) }];
}

function errorOf(summary: string | undefined, cause: string | undefined): CommandResult {
  const traceback = cause === undefined ? undefined : foldFrames(plainText(cause)).trim();
  const line = plainText(summary ?? "").trim() || traceback?.split("\n").at(-1)?.trim() || "The command failed.";
  return { kind: "error", summary: line, ...compact({ traceback: traceback === line ? undefined : traceback }) };
}

// Only what a notebook renders with: `<class 'int'>` and `<lambda>` are the message.
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

/** Without ANSI colours; HTML is undone, entities included, only where notebook markup shows that it is HTML. */
export function plainText(text: string): string {
  const uncoloured = stripVTControlCharacters(text);
  // Rendered output is recognised by the markup the platform writes; text that merely holds a tag stays as it is.
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

/** A JVM stack is a hundred lines of which the first few tell: the rest of each run of frames is counted. */
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
