import {
  array,
  BIGINT,
  BOOLEAN,
  DATE,
  DOUBLE,
  INT,
  type SparkType,
  STRING,
  struct,
  TIMESTAMP,
  VOID,
} from "../data-types.ts";
import { mergedType } from "../inferred-types.ts";
import { parseBoolean, parseDate, parseInteger, parseTimestampNtz, readTimestamp } from "../values/parse.ts";

/** The narrowest type that every text of a column can have. */
export function typeOfTexts(texts: Iterable<string | undefined>): SparkType {
  let candidates = TEXT_TYPES;
  let some = false;
  for (const text of texts) {
    if (text === undefined) continue;
    some = true;
    candidates = candidates.filter(({ fits }) => fits(text));
    if (candidates.length === 0) return STRING;
  }
  return some ? (candidates[0]?.type ?? STRING) : STRING;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

const TEXT_TYPES: readonly { readonly type: SparkType; readonly fits: (text: string) => boolean }[] = [
  { type: INT, fits: (text) => /^[+-]?\d{1,10}$/.test(text) && parseInteger(text, "int") !== undefined },
  { type: BIGINT, fits: (text) => /^[+-]?\d{1,19}$/.test(text) && parseInteger(text, "bigint") !== undefined },
  { type: DOUBLE, fits: (text) => NUMBER.test(text) || /^(NaN|[+-]?Infinity)$/.test(text) },
  { type: DATE, fits: (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && parseDate(text) !== undefined },
  {
    type: TIMESTAMP,
    fits: (text) =>
      /^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2})?.*)?$/.test(text) &&
      (parseTimestampNtz(text) !== undefined || readTimestamp(text) !== undefined),
  },
  { type: BOOLEAN, fits: (text) => /^(true|false)$/i.test(text) && parseBoolean(text) !== undefined },
];

/** The type of values read from JSON: objects become structs with their keys in order. */
export function typeOfJson(values: Iterable<unknown>): SparkType {
  let type: SparkType = VOID;
  for (const value of values) type = mergedType(type, ofJson(value));
  return type;
}

function ofJson(value: unknown): SparkType {
  if (value === null || value === undefined) return VOID;
  if (typeof value === "boolean") return BOOLEAN;
  if (typeof value === "number") return Number.isSafeInteger(value) ? BIGINT : DOUBLE;
  if (Array.isArray(value)) return array(typeOfJson(value));
  if (typeof value !== "object") return STRING;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return struct(entries.map(([name, inner]) => ({ name, type: ofJson(inner) })));
}
