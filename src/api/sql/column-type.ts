/** The SQL type of a column, reduced to the distinctions that typed file formats make. */
export type SqlType =
  | { readonly kind: "boolean" | "date" | "binary" | "text" | "nested" }
  | { readonly kind: "integer"; readonly bits: 8 | 16 | 32 | 64 }
  | { readonly kind: "float"; readonly bits: 32 | 64 }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly kind: "timestamp"; readonly zoned: boolean };

// Names from `type_text`, and from `type_name` for a manifest without it.
const SIMPLE: ReadonlyMap<string, SqlType> = new Map<string, SqlType>([
  ["BOOLEAN", { kind: "boolean" }],
  ["TINYINT", { kind: "integer", bits: 8 }],
  ["BYTE", { kind: "integer", bits: 8 }],
  ["SMALLINT", { kind: "integer", bits: 16 }],
  ["SHORT", { kind: "integer", bits: 16 }],
  ["INT", { kind: "integer", bits: 32 }],
  ["INTEGER", { kind: "integer", bits: 32 }],
  ["BIGINT", { kind: "integer", bits: 64 }],
  ["LONG", { kind: "integer", bits: 64 }],
  ["FLOAT", { kind: "float", bits: 32 }],
  ["REAL", { kind: "float", bits: 32 }],
  ["DOUBLE", { kind: "float", bits: 64 }],
  ["DATE", { kind: "date" }],
  ["TIMESTAMP", { kind: "timestamp", zoned: true }],
  ["TIMESTAMP_LTZ", { kind: "timestamp", zoned: true }],
  ["TIMESTAMP_NTZ", { kind: "timestamp", zoned: false }],
  ["BINARY", { kind: "binary" }],
]);
const NESTED = /^(?:ARRAY|MAP|STRUCT|VARIANT|OBJECT)\b/;
const DECIMAL = /^(?:DECIMAL|DEC|NUMERIC)(?:\((?<precision>\d{1,2})(?:,(?<scale>\d{1,2}))?\))?$/;
const MAX_DIGITS = 38;

/** Parses a type as SQL writes it. Unknown types, such as intervals and geographies, are text. */
export function sqlType(text: string): SqlType {
  const type = text.replace(/\s/g, "").toUpperCase();
  const simple = SIMPLE.get(type);
  if (simple) return simple;
  const decimal = DECIMAL.exec(type)?.groups;
  if (!decimal) return { kind: NESTED.test(type) ? "nested" : "text" };
  const { precision = 10, scale = 0 } = decimal;
  return Number(precision) <= MAX_DIGITS
    ? { kind: "decimal", precision: Number(precision), scale: Number(scale) }
    : { kind: "text" };
}

/** Whether a column of this type holds numbers. */
export const isNumeric = (type: string): boolean => ["integer", "float", "decimal"].includes(sqlType(type).kind);

/** Whether a column of this type holds dates or timestamps. */
export const isTemporal = (type: string): boolean => ["date", "timestamp"].includes(sqlType(type).kind);
