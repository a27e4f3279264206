import type { SparkType } from "../data-types.ts";
import { dateText, daysOfMicros, microsOfDay, twoDigits } from "./calendar.ts";
import { decimalText } from "./decimal.ts";
import { doubleText, floatText } from "./java-number.ts";
import { quoteJson } from "./json/node-text.ts";
import { castText } from "./text.ts";
import { DecimalValue, itemsOf, MapValue, type Value } from "./value.ts";
import { plainVariant } from "./variant-scalars.ts";
import { localOf, offsetAt, offsetText, type Zone } from "./zones.ts";

export interface JsonOptions {
  readonly zone: Zone;
  /** Omits fields of structs whose value is NULL, as `to_json` does. Maps keep theirs. */
  readonly ignoreNulls?: boolean;
  readonly pretty?: boolean;
  /** Text of dates and timestamps; `undefined` for the standard forms. */
  readonly dateTime?: (value: Value, kind: "date" | "timestamp" | "timestamp_ntz") => string | undefined;
}

/** A value as JSON, as `to_json` and the results of the statement API write it inside arrays, maps and structs. */
export function jsonText(value: Value, type: SparkType, options: JsonOptions): string {
  return write(value, type, options, 0);
}

function write(value: Value, type: SparkType, options: JsonOptions, depth: number): string {
  if (value === null) return "null";
  switch (type.kind) {
    case "boolean":
    case "tinyint":
    case "smallint":
    case "int":
    case "bigint":
      return String(value);
    case "variant":
      return plainVariant(String(value));
    case "float":
      return finite(Number(value), floatText(Number(value)));
    case "double":
      return finite(Number(value), doubleText(Number(value)));
    case "decimal":
      return value instanceof DecimalValue ? decimalText(value) : String(value);
    case "array":
      return list(itemsOf(value), type.element, options, depth);
    case "struct":
      return struct(itemsOf(value), type.fields, options, depth);
    case "map":
      return value instanceof MapValue ? map(value, type, options, depth) : "{}";
    default:
      return quoteJson(scalarJsonText(value, type, options));
  }
}

/** The text inside the quotes for a value that JSON has no type for. */
function scalarJsonText(value: Value, type: SparkType, options: JsonOptions): string {
  switch (type.kind) {
    case "date":
    case "timestamp":
    case "timestamp_ntz":
      return options.dateTime?.(value, type.kind) ?? isoText(value, type.kind, options.zone);
    case "binary":
      return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : String(value);
    default:
      return castText(value, type, options.zone) ?? "null";
  }
}

/** `2026-03-01T09:30:00.000Z`; milliseconds are always there, microseconds never. */
export function isoText(value: Value, kind: "date" | "timestamp" | "timestamp_ntz", zone: Zone): string {
  if (kind === "date") return dateText(Number(value));
  const micros = BigInt(typeof value === "bigint" ? value : Number(value));
  const local = kind === "timestamp" ? localOf(zone, micros) : micros;
  const millis = Number(microsOfDay(local) / 1000n);
  const seconds = Math.floor(millis / 1000);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(twoDigits).join(":");
  const fraction = String(millis % 1000).padStart(3, "0");
  const offset = kind === "timestamp" ? offsetAt(zone, micros) : 0;
  const suffix = kind === "timestamp_ntz" ? "" : offset === 0 ? "Z" : offsetText(offset);
  return `${dateText(daysOfMicros(local))}T${clock}.${fraction}${suffix}`;
}

const finite = (value: number, text: string): string => (Number.isFinite(value) ? text : `"${text}"`);

function list(values: readonly Value[], element: SparkType, options: JsonOptions, depth: number): string {
  const parts = values.map((item) => write(item, element, options, depth));
  if (options.pretty !== true) return `[${parts.join(",")}]`;
  return parts.length === 0 ? "[ ]" : `[ ${parts.join(", ")} ]`;
}

function struct(
  values: readonly Value[],
  fields: readonly { readonly name: string; readonly type: SparkType }[],
  options: JsonOptions,
  depth: number,
): string {
  const entries = fields.map(({ name, type }, i) => ({ name, type, value: values[i] ?? null }));
  const kept = options.ignoreNulls === true ? entries.filter(({ value }) => value !== null) : entries;
  return braces(kept, options, depth);
}

function map(value: MapValue, type: SparkType & { kind: "map" }, options: JsonOptions, depth: number): string {
  const entries = value.entries.map(([key, item]) => ({
    name: keyText(key, type.key, options),
    type: type.value,
    value: item,
  }));
  return braces(entries, options, depth);
}

/** Spark writes the physical value of a key: days and microseconds for dates and times. */
function keyText(key: Value, type: SparkType, options: JsonOptions): string {
  switch (type.kind) {
    case "date":
    case "timestamp":
    case "timestamp_ntz":
    case "interval_ym":
    case "interval_dt":
      return String(key);
    case "array":
      return `[${itemsOf(key)
        .map((item) => keyText(item, type.element, options))
        .join(",")}]`;
    case "struct":
      return `[${type.fields.map((field, i) => keyText(itemsOf(key)[i] ?? null, field.type, options)).join(",")}]`;
    default:
      return castText(key, type, options.zone) ?? "null";
  }
}

function braces(
  kept: readonly { readonly name: string; readonly type: SparkType; readonly value: Value }[],
  options: JsonOptions,
  depth: number,
): string {
  const pretty = options.pretty === true;
  const parts = kept.map(
    ({ name, type, value }) => `${quoteJson(name)}${pretty ? " : " : ":"}${write(value, type, options, depth + 1)}`,
  );
  if (!pretty || parts.length === 0) return pretty ? "{ }" : `{${parts.join(",")}}`;
  const indent = "  ".repeat(depth);
  return `{\n${parts.map((part) => `${indent}  ${part}`).join(",\n")}\n${indent}}`;
}
