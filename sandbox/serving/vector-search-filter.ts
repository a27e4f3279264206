import { invalid } from "../failure.ts";
import { type Fields, isFields } from "../http.ts";

type Test = (row: Fields) => boolean;

const OPERATORS: Readonly<Record<string, (value: unknown, bound: unknown) => boolean>> = {
  "<": (value, bound) => compare(value, bound) < 0,
  "<=": (value, bound) => compare(value, bound) <= 0,
  ">": (value, bound) => compare(value, bound) > 0,
  ">=": (value, bound) => compare(value, bound) >= 0,
  LIKE: (value, word) => String(value).toLowerCase().split(/\W+/).includes(String(word).toLowerCase()),
  NOT: (value, other) => !isOneOf(value, other),
};

/** `{"col": v}`, `{"col NOT": v}`, `{"id <": 5}`, `{"col LIKE": "word"}`, `{"a OR b": [v1, v2]}`: all must be true. */
export function rowFilter(filtersJson: string | undefined, columns: readonly string[]): Test {
  if (filtersJson === undefined || filtersJson.trim() === "") return () => true;
  let filters: unknown;
  try {
    filters = JSON.parse(filtersJson);
  } catch {
    return invalid("Failed to parse filters_json: it is not valid JSON.");
  }
  if (!isFields(filters)) return invalid("Failed to parse filters_json: expected a JSON object.");
  const tests = Object.entries(filters).map(([key, value]) => condition(key, value, columns));
  return (row) => tests.every((test) => test(row));
}

function condition(key: string, value: unknown, columns: readonly string[]): Test {
  const names = key.split(/\s+OR\s+/);
  if (names.length > 1) {
    const values: readonly unknown[] = Array.isArray(value) ? value : [];
    if (values.length !== names.length) return invalid(`Filter '${key}' needs a list of ${names.length} values.`);
    const tests = names.map((name, at) => condition(name, values[at], columns));
    return (row) => tests.some((test) => test(row));
  }
  const [, column = "", operator = ""] = /^(\S+)(?:\s+(<=|>=|<|>|LIKE|NOT))?$/.exec(key) ?? [];
  if (!columns.includes(column)) return invalid(`Filter column '${column || key}' does not exist in the index.`);
  const holds = OPERATORS[operator];
  return holds ? (row) => holds(row[column], value) : (row) => isOneOf(row[column], value);
}

const isOneOf = (value: unknown, wanted: unknown): boolean =>
  (Array.isArray(wanted) ? wanted : [wanted]).some((one) => String(one) === String(value));

/** Compares numbers as numbers and everything else, ISO dates included, as text. */
function compare(a: unknown, b: unknown): number {
  const [left, right] = [Number(a), Number(b)];
  if (!Number.isNaN(left) && !Number.isNaN(right)) return left - right;
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}
