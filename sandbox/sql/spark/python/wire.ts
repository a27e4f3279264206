import { type SparkType, typeText } from "../data-types.ts";
import { decimalText } from "../values/decimal.ts";
import { DecimalValue, itemsOf, MapValue, type Value } from "../values/value.ts";

/** A value between this process and Python: JSON in which large and special numbers are texts. */
export type Wire = null | boolean | number | string | readonly Wire[];

/** A type as the program of Python reads it. */
export interface WireType {
  readonly kind: string;
  readonly text: string;
  readonly [detail: string]: unknown;
}

/** The type, or undefined if no value of Python stands for it. */
export function wireType(type: SparkType): WireType | undefined {
  const common = { kind: type.kind, text: typeText(type).toUpperCase() };
  switch (type.kind) {
    case "variant":
    case "interval":
    case "interval_ym":
      return undefined;
    case "decimal":
      return { ...common, precision: type.precision, scale: type.scale };
    case "array": {
      const element = wireType(type.element);
      return element && { ...common, element };
    }
    case "map": {
      const [key, value] = [wireType(type.key), wireType(type.value)];
      return key && value && { ...common, key, value };
    }
    case "struct": {
      const fields = type.fields.map((field) => ({ name: field.name, type: wireType(field.type) }));
      return fields.every((field) => field.type !== undefined) ? { ...common, fields } : undefined;
    }
    default:
      return common;
  }
}

export function toWire(value: Value, type: SparkType): Wire {
  if (value === null) return null;
  switch (type.kind) {
    case "float":
    case "double": {
      const number = Number(value);
      return Number.isFinite(number) && !Object.is(number, -0) ? number : Object.is(number, -0) ? "-0.0" : `${number}`;
    }
    case "decimal":
      return value instanceof DecimalValue ? decimalText(value) : null;
    case "binary":
      return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : null;
    case "array":
      return itemsOf(value).map((item) => toWire(item, type.element));
    case "map":
      return value instanceof MapValue
        ? value.entries.map(([key, inner]) => [toWire(key, type.key), toWire(inner, type.value)])
        : null;
    case "struct":
      return type.fields.map((field, index) => toWire(itemsOf(value)[index] ?? null, field.type));
    default:
      return typeof value === "bigint" ? String(value) : typeof value === "object" ? null : value;
  }
}

/** A result of Python, which the program has checked against the type. */
export function fromWire(wire: unknown, type: SparkType): Value {
  if (wire === null || wire === undefined) return null;
  switch (type.kind) {
    case "bigint":
    case "timestamp":
    case "timestamp_ntz":
    case "interval_dt":
      return BigInt(String(wire));
    case "tinyint":
    case "smallint":
    case "int":
    case "float":
    case "double":
    case "date":
      return Number(wire);
    case "decimal":
      return new DecimalValue(BigInt(String(wire)), type.scale);
    case "boolean":
      return wire === true;
    case "binary":
      return new Uint8Array(Buffer.from(String(wire), "base64"));
    case "array":
      return itemsIn(wire).map((item) => fromWire(item, type.element));
    case "map":
      return new MapValue(
        itemsIn(wire).map((entry) => {
          const [key, value] = itemsIn(entry);
          return [fromWire(key, type.key), fromWire(value, type.value)] as const;
        }),
      );
    case "struct":
      return type.fields.map((field, index) => fromWire(itemsIn(wire)[index], field.type));
    default:
      return String(wire);
  }
}

const itemsIn = (wire: unknown): readonly unknown[] => (Array.isArray(wire) ? wire : []);
