import { ROW_FORMAT_NAMES, ROW_FORMATS } from "../../api/sql/row-formats/row-formats.ts";
import { tableOf } from "./result-table.ts";
import type { StoredResult } from "./results.ts";

/** Query parameters of a stored result's URI, which select the part to read. */
export const RANGES = ["path", "rows", "format", "lines", "bytes"] as const;

/** A range that cannot be read. The message lists the supported forms. */
export class RangeProblem extends Error {}

const FORMS =
  "Use ?lines=1-40 or ?bytes=0-999; for JSON also ?rows=0-99 and ?path=a.b[0]; for a JSON list also ?format=csv (or json_lines, arrow). They can be combined.";

/**
 * The part of a stored result that `query` selects: first a JSON path, then rows of a JSON array, then another format, then
 * lines (from 1) or bytes (from 0), with inclusive bounds. Without a query, the whole result. @throws RangeProblem
 */
export async function readRange(file: StoredResult, query: string): Promise<StoredResult> {
  if (query === "") return file;
  const asked = new URLSearchParams(query);
  for (const name of asked.keys()) {
    if (!RANGES.some((known) => known === name))
      throw new RangeProblem(`Unknown query parameter. Supported: ${RANGES.join(", ")}. ${FORMS}`);
  }
  let { data, mimeType } = file;
  const [path, rows, format] = [asked.get("path"), asked.get("rows"), asked.get("format")];
  if (path !== null || rows !== null || format !== null) {
    const selected = select(parse(data), path ?? "", rows);
    if (format === null) data = JSON.stringify(selected);
    else ({ data, mimeType } = await inFormat(selected, format));
  }
  const lines = asked.get("lines");
  if (lines !== null) {
    const { from, to } = readBounds(lines, 1);
    data = decode(data)
      .split("\n")
      .slice(from - 1, to)
      .join("\n");
  }
  const bytes = asked.get("bytes");
  if (bytes !== null) {
    const { from, to } = readBounds(bytes, 0);
    const part = Buffer.from(data).subarray(from, to + 1);
    data = typeof data === "string" ? part.toString("utf8") : part;
  }
  return { ...file, mimeType, data };
}

async function inFormat(list: unknown, asked: string): Promise<Pick<StoredResult, "data" | "mimeType">> {
  const name = ROW_FORMAT_NAMES.find((known) => known === asked);
  if (!name) throw new RangeProblem(`"${asked.slice(0, 30)}" is not a format. ${FORMS}`);
  if (!Array.isArray(list)) throw new RangeProblem(`?format= requires a JSON list. ${FORMS}`);
  const { mimeType, text, encode } = ROW_FORMATS[name];
  const { columns, rows } = tableOf(list);
  const parts: Uint8Array[] = [];
  for await (const part of encode(columns, oneBatch(rows))) parts.push(part);
  const whole = Buffer.concat(parts);
  return { mimeType, data: text ? whole.toString("utf8") : whole };
}

async function* oneBatch<T>(rows: T): AsyncGenerator<T> {
  yield rows;
}

function readBounds(asked: string, minimum: number): { from: number; to: number } {
  const { from, to } = /^(?<from>\d{1,12})-(?<to>\d{1,12})?$/.exec(asked)?.groups ?? {};
  const first = Number(from);
  const last = to === undefined ? Number.MAX_SAFE_INTEGER : Number(to);
  if (from === undefined || first < minimum || last < first)
    throw new RangeProblem(`"${asked.slice(0, 30)}" is not a range. ${FORMS}`);
  return { from: first, to: last };
}

const decode = (data: string | Uint8Array): string =>
  typeof data === "string" ? data : Buffer.from(data).toString("utf8");

function parse(data: string | Uint8Array): unknown {
  try {
    return JSON.parse(decode(data));
  } catch {
    throw new RangeProblem(`This result is not JSON, so ?path=, ?rows= and ?format= do not apply. ${FORMS}`);
  }
}

function select(value: unknown, path: string, rows: string | null): unknown {
  let found = value;
  for (const key of path.split(/[.[\]]+/).filter((part) => part !== "")) {
    const inside = found !== null && typeof found === "object" ? Object.entries(found) : [];
    const entry = inside.find(([name]) => name === key);
    if (!entry) throw new RangeProblem(`The result has nothing at "${path.slice(0, 100)}". ${FORMS}`);
    found = entry[1];
  }
  if (rows === null) return found;
  if (!Array.isArray(found)) throw new RangeProblem(`?rows= requires a JSON list. ${FORMS}`);
  const { from, to } = readBounds(rows, 0);
  return found.slice(from, to + 1);
}
