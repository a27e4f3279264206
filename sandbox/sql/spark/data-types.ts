/**
 * Spark SQL's data types. The compiler gives every expression one of them; DuckDB's types are only how values are stored.
 */
export type SparkType =
  | { readonly kind: SimpleKind }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  /** Year-month interval: stored as months. `from` and `to` are the first and last field. */
  | { readonly kind: "interval_ym"; readonly from: YearMonthField; readonly to: YearMonthField }
  /** Day-time interval: stored as microseconds. */
  | { readonly kind: "interval_dt"; readonly from: DayTimeField; readonly to: DayTimeField }
  | { readonly kind: "array"; readonly element: SparkType }
  | { readonly kind: "map"; readonly key: SparkType; readonly value: SparkType }
  | { readonly kind: "struct"; readonly fields: readonly StructField[] };

export type SimpleKind =
  | "void"
  | "boolean"
  | "tinyint"
  | "smallint"
  | "int"
  | "bigint"
  | "float"
  | "double"
  | "string"
  | "binary"
  | "date"
  /** With the session's zone (`TIMESTAMP`, `TIMESTAMP_LTZ`): an instant. */
  | "timestamp"
  | "timestamp_ntz"
  /** Months, days and microseconds at once: what `make_interval` returns. */
  | "interval"
  | "variant";

export type YearMonthField = "year" | "month";
export type DayTimeField = "day" | "hour" | "minute" | "second";

export interface StructField {
  readonly name: string;
  readonly type: SparkType;
}

export const VOID: SparkType = { kind: "void" };
export const BOOLEAN: SparkType = { kind: "boolean" };
export const TINYINT: SparkType = { kind: "tinyint" };
export const SMALLINT: SparkType = { kind: "smallint" };
export const INT: SparkType = { kind: "int" };
export const BIGINT: SparkType = { kind: "bigint" };
export const FLOAT: SparkType = { kind: "float" };
export const DOUBLE: SparkType = { kind: "double" };
export const STRING: SparkType = { kind: "string" };
export const BINARY: SparkType = { kind: "binary" };
export const DATE: SparkType = { kind: "date" };
export const TIMESTAMP: SparkType = { kind: "timestamp" };
export const TIMESTAMP_NTZ: SparkType = { kind: "timestamp_ntz" };
export const INTERVAL: SparkType = { kind: "interval" };
export const VARIANT: SparkType = { kind: "variant" };

export const decimal = (precision: number, scale: number): SparkType => ({ kind: "decimal", precision, scale });
export const array = (element: SparkType): SparkType => ({ kind: "array", element });
export const map = (key: SparkType, value: SparkType): SparkType => ({ kind: "map", key, value });
export const struct = (fields: readonly StructField[]): SparkType => ({ kind: "struct", fields });
export const yearMonth = (from: YearMonthField, to: YearMonthField): SparkType => ({ kind: "interval_ym", from, to });
export const dayTime = (from: DayTimeField, to: DayTimeField): SparkType => ({ kind: "interval_dt", from, to });

/** The type as Spark's `typeof` writes it: `decimal(10,2)`, `map<string,int>`, `interval day to second`. */
export function typeText(type: SparkType): string {
  switch (type.kind) {
    case "decimal":
      return `decimal(${type.precision},${type.scale})`;
    case "interval_ym":
    case "interval_dt":
      return type.from === type.to ? `interval ${type.from}` : `interval ${type.from} to ${type.to}`;
    case "array":
      return `array<${typeText(type.element)}>`;
    case "map":
      return `map<${typeText(type.key)},${typeText(type.value)}>`;
    case "struct":
      return `struct<${type.fields.map(({ name, type: field }) => `${name}:${typeText(field)}`).join(",")}>`;
    default:
      return type.kind;
  }
}

export function sameType(a: SparkType, b: SparkType): boolean {
  return typeText(a) === typeText(b);
}
