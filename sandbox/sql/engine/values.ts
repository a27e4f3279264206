import {
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBIntervalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from "@duckdb/node-api";

/** A value in the statement API's JSON_ARRAY format: text or null for every type. */
export function valueText(value: DuckDBValue, type: DuckDBType): string | null {
  if (value === null) return null;
  if (typeof value === "string") return value;
  if (typeof value === "number") {
    if (type.typeId === DuckDBTypeId.FLOAT) return javaDouble(shortestFloat(value));
    return type.typeId === DuckDBTypeId.DOUBLE ? javaDouble(String(value)) : String(value);
  }
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue)
    return isoTimestamp(value.micros);
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString("base64");
  if (value instanceof DuckDBIntervalValue) return intervalText(value);
  return isComplex(value) ? JSON.stringify(jsonValue(value)) : String(value);
}

type Complex = DuckDBListValue | DuckDBArrayValue | DuckDBMapValue | DuckDBStructValue;
type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

function isComplex(value: DuckDBValue): value is Complex {
  return (
    value instanceof DuckDBListValue ||
    value instanceof DuckDBArrayValue ||
    value instanceof DuckDBMapValue ||
    value instanceof DuckDBStructValue
  );
}

/** A value inside an array, map or struct, which keeps its JSON type if there is one. */
function jsonValue(value: DuckDBValue): Json {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) return value.items.map(jsonValue);
  if (value instanceof DuckDBMapValue)
    return Object.fromEntries(value.entries.map((entry) => [String(jsonValue(entry.key)), jsonValue(entry.value)]));
  if (value instanceof DuckDBStructValue)
    return Object.fromEntries(Object.entries(value.entries).map(([key, inner]) => [key, jsonValue(inner)]));
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue)
    return isoTimestamp(value.micros);
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString("base64");
  return String(value);
}

/** `2026-03-01T09:30:00.000Z`; the last three digits of the microseconds appear only if they are not zero. */
function isoTimestamp(micros: bigint): string {
  const rest = ((micros % 1000n) + 1000n) % 1000n;
  const date = new Date(Number((micros - rest) / 1000n));
  if (Number.isNaN(date.getTime())) return String(micros);
  return rest === 0n ? date.toISOString() : date.toISOString().replace("Z", `${String(rest).padStart(3, "0")}Z`);
}

/** A double as Java writes it: always with a point, and with an exponent outside 10⁻³ … 10⁷. */
function javaDouble(text: string): string {
  const number = Number(text);
  if (!Number.isFinite(number)) return text;
  if (number === 0) return Object.is(number, -0) ? "-0.0" : "0.0";
  const size = Math.abs(number);
  if (size >= 1e-3 && size < 1e7) return Number.isInteger(number) ? `${text}.0` : text;
  const [digits = "0", exponent = "0"] = number.toExponential().split("e");
  return `${digits.includes(".") ? digits : `${digits}.0`}E${Number(exponent)}`;
}

/** The shortest decimal for this single-precision number. */
function shortestFloat(value: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const candidate = value.toPrecision(digits);
    if (Math.fround(Number(candidate)) === value) return String(Number(candidate));
  }
  return String(value);
}

/** `1-2` for years and months, `3 04:05:06.000000000` for days and time. */
function intervalText({ months, days, micros }: DuckDBIntervalValue): string {
  if (days === 0 && micros === 0n) {
    const size = Math.abs(months);
    return `${months < 0 ? "-" : ""}${Math.trunc(size / 12)}-${size % 12}`;
  }
  const total = BigInt(days) * 86_400_000_000n + micros;
  const size = total < 0n ? -total : total;
  const two = (part: bigint) => String(part).padStart(2, "0");
  const clock = [(size / 3_600_000_000n) % 24n, (size / 60_000_000n) % 60n, (size / 1_000_000n) % 60n]
    .map(two)
    .join(":");
  const time = `${total < 0n ? "-" : ""}${size / 86_400_000_000n} ${clock}.${String(size % 1_000_000n).padStart(6, "0")}000`;
  return months === 0 ? time : `${months} months ${time}`;
}
