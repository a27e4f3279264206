import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBIntervalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from "@duckdb/node-api";
import type { SparkType } from "../data-types.ts";
import { CalendarInterval, DecimalValue, MapValue, type Value } from "../values/value.ts";

export type Reader = (value: DuckDBValue) => Value;
export type Writer = (value: Value) => DuckDBValue;

/** Converts DuckDB's values of a type. */
export function reader(type: SparkType): Reader {
  const read = present(type);
  return (value) => (value === null || value === undefined ? null : read(value));
}

function present(type: SparkType): (value: NonNullable<DuckDBValue>) => Value {
  switch (type.kind) {
    case "decimal":
      return (value) => (value instanceof DuckDBDecimalValue ? new DecimalValue(value.value, value.scale) : null);
    case "binary":
      return (value) => (value instanceof DuckDBBlobValue ? value.bytes : null);
    case "date":
      return (value) => (value instanceof DuckDBDateValue ? value.days : null);
    case "timestamp":
    case "timestamp_ntz":
      return (value) =>
        value instanceof DuckDBTimestampTZValue || value instanceof DuckDBTimestampValue ? value.micros : null;
    case "interval":
      return (value) =>
        value instanceof DuckDBIntervalValue ? new CalendarInterval(value.months, value.days, value.micros) : null;
    case "array": {
      const element = reader(type.element);
      return (value) => (value instanceof DuckDBListValue ? value.items.map(element) : null);
    }
    case "map": {
      const [key, inner] = [reader(type.key), reader(type.value)];
      return (value) =>
        value instanceof DuckDBMapValue
          ? new MapValue(value.entries.map((entry) => [key(entry.key), inner(entry.value)] as const))
          : null;
    }
    case "struct": {
      const fields = type.fields.map((field) => [field.name, reader(field.type)] as const);
      return (value) =>
        value instanceof DuckDBStructValue ? fields.map(([name, read]) => read(value.entries[name] ?? null)) : null;
    }
    case "void":
      return () => null;
    default:
      return simple;
  }
}

function simple(value: NonNullable<DuckDBValue>): Value {
  return typeof value === "object" ? null : value;
}

/** Converts values of a type for DuckDB. */
export function writer(type: SparkType): Writer {
  const write = written(type);
  return (value) => (value === null || value === undefined ? null : write(value));
}

function written(type: SparkType): (value: NonNullable<Value>) => DuckDBValue {
  switch (type.kind) {
    case "decimal":
      return (value) =>
        value instanceof DecimalValue
          ? new DuckDBDecimalValue(rescaled(value, type.scale), type.precision, type.scale)
          : null;
    case "binary":
      return (value) => (value instanceof Uint8Array ? new DuckDBBlobValue(value) : null);
    case "date":
      return (value) => new DuckDBDateValue(Number(value));
    case "timestamp":
      return (value) => new DuckDBTimestampTZValue(micros(value));
    case "timestamp_ntz":
      return (value) => new DuckDBTimestampValue(micros(value));
    case "bigint":
    case "interval_dt":
      return micros;
    case "tinyint":
    case "smallint":
    case "int":
    case "interval_ym":
    case "float":
    case "double":
      return Number;
    case "interval":
      return (value) =>
        value instanceof CalendarInterval ? new DuckDBIntervalValue(value.months, value.days, value.micros) : null;
    case "array": {
      const element = writer(type.element);
      return (value) => (Array.isArray(value) ? new DuckDBListValue(value.map(element)) : null);
    }
    case "map": {
      const [key, inner] = [writer(type.key), writer(type.value)];
      return (value) =>
        value instanceof MapValue
          ? new DuckDBMapValue(value.entries.map((entry) => ({ key: key(entry[0]), value: inner(entry[1]) })))
          : null;
    }
    case "struct": {
      const fields = type.fields.map((field) => [field.name, writer(field.type)] as const);
      return (value) =>
        Array.isArray(value)
          ? new DuckDBStructValue(Object.fromEntries(fields.map(([name, write], i) => [name, write(value[i] ?? null)])))
          : null;
    }
    case "void":
      return () => null;
    case "boolean":
      return Boolean;
    default:
      return String;
  }
}

const micros = (value: NonNullable<Value>): bigint =>
  typeof value === "bigint" ? value : BigInt(typeof value === "number" ? value : String(value));

/** A function may return a decimal of a smaller scale than its type. */
function rescaled({ unscaled, scale }: DecimalValue, wanted: number): bigint {
  return scale <= wanted ? unscaled * 10n ** BigInt(wanted - scale) : unscaled / 10n ** BigInt(scale - wanted);
}
