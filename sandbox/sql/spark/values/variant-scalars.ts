import type { SimpleKind } from "../data-types.ts";
import { quoteJson } from "./json/node-text.ts";

// A VARIANT is kept as JSON, which has no dates, bytes or floats, and writes some doubles as it writes decimals. A scalar that JSON
// would lose is a string that begins with a mark and its type. The mark is never part of what a statement returns.

/** Types of scalars that need the mark. */
export type MarkedKind =
  | Extract<SimpleKind, "date" | "timestamp" | "timestamp_ntz" | "binary" | "float" | "double">
  | "decimal";

const MARK = "\uE000";
const MARKED = /"\uE000([a-z_]+):((?:[^"\\]|\\.)*)"/g;
const KIND = /^\uE000(date|timestamp|timestamp_ntz|binary|float|double|decimal|string):(.*)$/s;
const NUMBERS: ReadonlySet<string> = new Set(["float", "double", "decimal"]);

/** The scalar as part of a VARIANT. */
export const markedScalar = (kind: MarkedKind, text: string): string => quoteJson(`${MARK}${kind}:${text}`);

/** A string as part of a VARIANT. One that begins with the mark is marked itself. */
export const markedString = (text: string): string => quoteJson(text.startsWith(MARK) ? `${MARK}string:${text}` : text);

/** The type and text of a string in a VARIANT. */
export function unmarked(text: string): { readonly kind: MarkedKind | "string"; readonly text: string } {
  const [, kind, rest = ""] = KIND.exec(text) ?? [];
  return kind === undefined ? { kind: "string", text } : { kind: kind as MarkedKind | "string", text: rest };
}

/** A VARIANT as the JSON that `to_json` and results show. */
export function plainVariant(json: string): string {
  if (!json.includes(MARK)) return json;
  return json.replace(MARKED, (_, kind: string, text: string) =>
    NUMBERS.has(kind) && !/[a-z]{2}/i.test(text) ? text : `"${text}"`,
  );
}

/** A VARIANT as a string: texts lose their quotes, and NULL stays NULL. */
export function variantAsString(json: string): string | null {
  if (json === "null") return null;
  if (!json.startsWith('"')) return plainVariant(json);
  const { kind, text } = unmarked(String(JSON.parse(json)));
  if (kind === "timestamp") return text.replace(/[+-]\d\d:\d\d(:\d\d)?$/, "");
  return kind === "binary" ? Buffer.from(text, "base64").toString() : text;
}
