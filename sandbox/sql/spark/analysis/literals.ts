import { decimal, type SparkType } from "../data-types.ts";
import type { Typed } from "../functions/contract.ts";
import { decimalText } from "../values/decimal.ts";
import { CalendarInterval, DecimalValue, itemsOf, MapValue, type Value } from "../values/value.ts";
import { storageType } from "./storage.ts";

/** An expression of a known value. */
export function literalOf(value: Value, type: SparkType): Typed {
  return { type, sql: literalSql(value, type), literal: { value } };
}

/** DuckDB SQL of a value. Nothing in it can end the literal or start other SQL. */
export function literalSql(value: Value, type: SparkType): string {
  if (value === null) return type.kind === "void" ? "NULL" : `CAST(NULL AS ${storageType(type)})`;
  switch (type.kind) {
    case "void":
      return "NULL";
    case "boolean":
      return value === true ? "true" : "false";
    case "float":
    case "double":
      // A negative zero keeps its sign.
      return `CAST('${Object.is(value, -0) ? "-0.0" : String(value)}' AS ${storageType(type)})`;
    case "string":
    case "variant":
      return textLiteral(String(value));
    case "binary":
      return value instanceof Uint8Array ? `from_hex('${Buffer.from(value).toString("hex")}')` : "NULL";
    case "date":
      return `(DATE '1970-01-01' + CAST(${String(value)} AS INTEGER))`;
    case "timestamp":
      return `make_timestamptz(CAST(${String(value)} AS BIGINT))`;
    case "timestamp_ntz":
      return `make_timestamp(CAST(${String(value)} AS BIGINT))`;
    case "interval":
      return value instanceof CalendarInterval
        ? `(to_months(${value.months}) + to_days(${value.days}) + to_microseconds(CAST(${value.micros} AS BIGINT)))`
        : "NULL";
    case "decimal":
      return `CAST('${value instanceof DecimalValue ? decimalText(value) : String(value)}' AS ${storageType(type)})`;
    case "array":
      return `CAST([${itemsOf(value).map((item) => literalSql(item, type.element))}] AS ${storageType(type)})`;
    case "struct":
      return `CAST(row(${itemsOf(value).map((item, i) => literalSql(item, type.fields[i]?.type ?? { kind: "void" }))}) AS ${storageType(type)})`;
    case "map": {
      const entries = value instanceof MapValue ? value.entries : [];
      const keys = entries.map(([key]) => literalSql(key, type.key));
      const values = entries.map(([, inner]) => literalSql(inner, type.value));
      return `CAST(MAP([${keys}], [${values}]) AS ${storageType(type)})`;
    }
    default:
      return `CAST(${String(value)} AS ${storageType(type)})`;
  }
}

/** DuckDB ends a statement at a zero character, so it is never written. */
export function textLiteral(text: string): string {
  const parts = text.split("\0").map((part) => `'${part.replaceAll("'", "''")}'`);
  return parts.length === 1 ? parts.join("") : `(${parts.join(" || chr(0) || ")})`;
}

/** The type that an integer literal has next to a decimal: as many digits as it needs. */
export function digitsOfLiteral({ type, literal }: Typed): SparkType | undefined {
  const value = literal?.value;
  const whole = type.kind === "tinyint" || type.kind === "smallint" || type.kind === "int" || type.kind === "bigint";
  if (!whole || value === null || value === undefined) return undefined;
  return decimal(String(value).replace("-", "").length, 0);
}
