import { ROW_FORMAT_NAMES, ROW_FORMATS } from "../../api/sql/row-formats/row-formats.ts";
import { tableOf } from "./result-table.ts";
import type { StoredResult } from "./results.ts";

/** The query of a kept result's address: which part of it to read. */
export const RANGES = ["path", "rows", "format", "lines", "bytes"] as const;

/** A range that cannot be read; the message says which forms there are. */
export class RangeProblem extends Error {}

const FORMS =
  "A part of a kept result is ?lines=1-40 or ?bytes=0-999, of JSON also ?rows=0-99 and ?path=a.b[0], of a JSON list ?format=csv (json_lines, arrow), alone or together.";

/**
 * The part of a kept result that `query` names: a JSON path, then rows of a JSON array, in another format, then lines
 * (from 1) or bytes (from 0), bounds included. Without a query, the whole. @throws RangeProblem
 */
export async function readRange(file: StoredResult, query: string): Promise<StoredResult> {
  if (query === "") return file;
  const asked = new URLSearchParams(query);
  for (const name of asked.keys()) {
    if (!RANGES.some((known) => known === name))
      throw new RangeProblem(`There is no ?${RANGES.join("=, ?")}= like that. ${FORMS}`);
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
    const { from, to } = span(lines, 1);
    data = decode(data)
      .split("\n")
      .slice(from - 1, to)
      .join("\n");
  }
  const bytes = asked.get("bytes");
  if (bytes !== null) {
    const { from, to } = span(bytes, 0);
    const part = Buffer.from(data).subarray(from, to + 1);
    data = typeof data === "string" ? part.toString("utf8") : part;
  }
  return { ...file, mimeType, data };
}

async function inFormat(list: unknown, asked: string): Promise<Pick<StoredResult, "data" | "mimeType">> {
  const name = ROW_FORMAT_NAMES.find((known) => known === asked);
  if (!name) throw new RangeProblem(`"${asked.slice(0, 30)}" is no format. ${FORMS}`);
  if (!Array.isArray(list)) throw new RangeProblem(`?format= is for a list, and this is none. ${FORMS}`);
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

function span(asked: string, least: number): { from: number; to: number } {
  const { from, to } = /^(?<from>\d{1,12})-(?<to>\d{1,12})?$/.exec(asked)?.groups ?? {};
  const first = Number(from);
  const last = to === undefined ? Number.MAX_SAFE_INTEGER : Number(to);
  if (from === undefined || first < least || last < first)
    throw new RangeProblem(`"${asked.slice(0, 30)}" is no range. ${FORMS}`);
  return { from: first, to: last };
}

const decode = (data: string | Uint8Array): string =>
  typeof data === "string" ? data : Buffer.from(data).toString("utf8");

function parse(data: string | Uint8Array): unknown {
  try {
    return JSON.parse(decode(data));
  } catch {
    throw new RangeProblem(`This result is no JSON: ?path= and ?rows= do not apply. ${FORMS}`);
  }
}

function select(value: unknown, path: string, rows: string | null): unknown {
  let found = value;
  for (const key of path.split(/[.[\]]+/).filter((part) => part !== "")) {
    const inside = found !== null && typeof found === "object" ? Object.entries(found) : [];
    const entry = inside.find(([name]) => name === key);
    if (!entry) throw new RangeProblem(`There is nothing at "${path.slice(0, 100)}". ${FORMS}`);
    found = entry[1];
  }
  if (rows === null) return found;
  if (!Array.isArray(found)) throw new RangeProblem(`Rows are of a list, and this is none. ${FORMS}`);
  const { from, to } = span(rows, 0);
  return found.slice(from, to + 1);
}
