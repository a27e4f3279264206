import { isRecord } from "../../records.ts";

/** A list as rows: columns with their SQL types, and all values as text, as the platform returns them. */
export interface ResultTable {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** A JSON list as a table: one column per key of objects, per position in lists (`column_1`), else one column `value`. */
export function tableOf(list: readonly unknown[]): ResultTable {
  const { names, values } = spread(list);
  return {
    columns: names.map((name, at) => ({ name, type: typeOf(values.map((row) => row[at])) })),
    rows: values.map((row) => names.map((_, at) => textOf(row[at]))),
  };
}

function spread(list: readonly unknown[]): { names: string[]; values: readonly (readonly unknown[])[] } {
  if (list.every(isList)) {
    const width = list.reduce((most, item) => Math.max(most, item.length), 0);
    return { names: Array.from({ length: width }, (_, at) => `column_${at + 1}`), values: list };
  }
  if (list.every(isRecord)) {
    const maps = list.map((item) => new Map(Object.entries(item)));
    const names = [...new Set(maps.flatMap((item) => [...item.keys()]))];
    return { names, values: maps.map((item) => names.map((name) => item.get(name))) };
  }
  return { names: ["value"], values: list.map((item) => [item]) };
}

const isList = (item: unknown): item is readonly unknown[] => Array.isArray(item);
const isAbsent = (item: unknown): boolean => item === null || item === undefined;

/** The narrowest type of all values; text if they differ or there are none. */
function typeOf(values: readonly unknown[]): string {
  const there = values.filter((value) => !isAbsent(value));
  if (there.length === 0) return "STRING";
  if (there.every((value) => typeof value === "boolean")) return "BOOLEAN";
  if (there.every((value) => Number.isSafeInteger(value))) return "BIGINT";
  if (there.every((value) => typeof value === "number")) return "DOUBLE";
  return there.every((value) => typeof value === "object") ? "VARIANT" : "STRING";
}

const textOf = (value: unknown): string | null =>
  isAbsent(value) ? null : typeof value === "string" ? value : JSON.stringify(value);
