/** A JSON object: neither `null` nor an array. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** The value if it is a record, or else an empty one. */
export const recordOf = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {});

/** The keys of an object whose type lists all that it has, such as a table in the code. */
export const keysOf = <K extends string>(table: Readonly<Record<K, unknown>>): K[] => Object.keys(table) as K[];

/** The value of a JSON text; `undefined` if it is not JSON. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** For `JSON.stringify`: equal values have equal texts, regardless of the order of their keys. */
export const withSortedKeys = (_key: string, value: unknown): unknown =>
  isRecord(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;

/** The fields of `T` that hold a value. */
type Compact<T> = { [K in keyof T]?: NonNullable<T[K]> };

/** Drops fields that are undefined, null, or an empty string, array or object. */
export function compact<T extends object>(fields: T): Compact<T> {
  const kept = Object.entries(fields).filter(([, value]) => !isEmpty(value));
  return Object.fromEntries(kept) as Compact<T>;
}

/** Whether a value carries no information: undefined, null, or an empty string, array or object. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
