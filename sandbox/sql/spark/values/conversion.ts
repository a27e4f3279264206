import { nullOnFailure } from "../../engine/failure.ts";
import type { DayTimeField, SparkType } from "../data-types.ts";
import {
  daysOfMicros,
  floorDivide,
  MICROS_PER_DAY,
  MICROS_PER_HOUR,
  MICROS_PER_MINUTE,
  MICROS_PER_SECOND,
  microsOfDays,
} from "./calendar.ts";
import { castOverflow, decimalOverflow, malformed, malformedInterval } from "./conversion-failures.ts";
import { decimalOfDouble, decimalOfInteger, decimalText, doubleOfDecimal, rescale, toPrecision } from "./decimal.ts";
import { doubleText } from "./java-number.ts";
import { fitsInteger, isIntegerKind, type ParseContext, parseAs } from "./parse.ts";
import { castText } from "./text.ts";
import { DecimalValue, itemsOf, MapValue, type Value } from "./value.ts";
import { hasVariantForm, variantOf } from "./variant.ts";
import { instantOf, localOf } from "./zones.ts";

type Convert = (value: NonNullable<Value>) => Value;

const MICROS_PER: Readonly<Record<DayTimeField, bigint>> = {
  day: MICROS_PER_DAY,
  hour: MICROS_PER_HOUR,
  minute: MICROS_PER_MINUTE,
  second: MICROS_PER_SECOND,
};

/** How strings are read, and whether a value that the target cannot hold becomes NULL: inside an array, only that element. */
export interface ConversionContext extends ParseContext {
  readonly safe?: boolean;
}

/**
 * ANSI CAST from one type to the other, which must be a pair that `castable` allows. Unless it is safe, the function throws
 * `SqlFailure` for a value that the target cannot hold.
 */
export function conversion(from: SparkType, to: SparkType, context: ConversionContext): (value: Value) => Value {
  const convert = present(from, to, context);
  const converted = (value: Value) => (value === null ? null : convert(value));
  return context.safe === true ? nullOnFailure(converted) : converted;
}

function present(from: SparkType, to: SparkType, context: ConversionContext): Convert {
  if (to.kind === "string") return (value) => castText(value, from, context.zone);
  if (to.kind === "variant") return (value) => variantOf(value, from, context.zone);
  if (from.kind === "string") return (value) => parsed(String(value), from, to, context);
  if (from.kind === "array" && to.kind === "array") {
    const element = conversion(from.element, to.element, context);
    return (value) => itemsOf(value).map(element);
  }
  if (from.kind === "map" && to.kind === "map") {
    const [key, inner] = [conversion(from.key, to.key, context), conversion(from.value, to.value, context)];
    return (value) =>
      value instanceof MapValue ? new MapValue(value.entries.map((e) => [key(e[0]), inner(e[1])])) : null;
  }
  if (from.kind === "struct" && to.kind === "struct") {
    const fields = from.fields.map((field, i) => conversion(field.type, to.fields[i]?.type ?? field.type, context));
    return (value) => fields.map((convert, i) => convert(itemsOf(value)[i] ?? null));
  }
  if (isIntegerKind(to.kind)) return toInteger(from, to);
  switch (to.kind) {
    case "boolean":
      return (value) => (value instanceof DecimalValue ? value.unscaled !== 0n : Number(value) !== 0);
    case "float":
      return (value) => Math.fround(toDouble(value, from));
    case "double":
      return (value) => toDouble(value, from);
    case "decimal":
      return toDecimal(from, to);
    case "date":
      return (value) => daysOfMicros(from.kind === "timestamp" ? localOf(context.zone, micros(value)) : micros(value));
    case "timestamp":
      if (from.kind === "date") return (value) => instantOf(context.zone, microsOfDays(Number(value)));
      if (from.kind === "timestamp_ntz") return (value) => instantOf(context.zone, micros(value));
      return (value) => microsOfSeconds(value, from, to);
    case "timestamp_ntz":
      if (from.kind === "date") return (value) => microsOfDays(Number(value));
      return (value) => localOf(context.zone, micros(value));
    case "interval_ym":
      if (from.kind === "interval_ym")
        return to.to === "year" ? (value) => Math.trunc(Number(value) / 12) * 12 : (value) => value;
      return (value) => integer(value, to.to === "year" ? 12n : 1n, from, to, -(2n ** 31n), 2n ** 31n, Number);
    case "interval_dt": {
      const unit = MICROS_PER[to.to];
      // Only an interval of whole seconds could lose a fraction, and Spark keeps it.
      if (from.kind === "interval_dt")
        return to.to === "second" ? (value) => value : (value) => (micros(value) / unit) * unit;
      return (value) => integer(value, unit, from, to, -(2n ** 63n), 2n ** 63n, BigInt);
    }
    default:
      return (value) => value;
  }
}

const micros = (value: Value): bigint => (typeof value === "bigint" ? value : BigInt(Number(value)));

function parsed(text: string, from: SparkType, to: SparkType, context: ParseContext): Value {
  const value = parseAs(text, to, context);
  if (value === "overflow" && to.kind === "decimal") throw decimalOverflow(text.trim(), to.precision, to.scale);
  // Spark's cast to the old interval type gives NULL instead of an error.
  if (value === undefined && to.kind === "interval") return null;
  if (value === undefined && (to.kind === "interval_ym" || to.kind === "interval_dt"))
    throw malformedInterval(text, to);
  if (value === undefined) throw malformed(text, from, to);
  return value;
}

function toInteger(from: SparkType, to: SparkType): Convert {
  const kind = to.kind;
  if (!isIntegerKind(kind)) return (value) => value;
  const fitted = (value: Value, whole: bigint): Value => {
    if (!fitsInteger(whole, kind)) throw castOverflow(value, from, to);
    return kind === "bigint" ? whole : Number(whole);
  };
  switch (from.kind) {
    case "timestamp":
      return (value) => fitted(value, floorDivide(micros(value), MICROS_PER_SECOND));
    case "interval_ym":
      return (value) => fitted(value, BigInt(Math.trunc(Number(value) / (from.to === "year" ? 12 : 1))));
    case "interval_dt":
      return (value) => fitted(value, micros(value) / MICROS_PER[from.to]);
    default:
      return (value) => {
        if (value instanceof DecimalValue) return fitted(value, rescale(value, 0, "down").unscaled);
        if (typeof value === "bigint") return fitted(value, value);
        const number = Number(value);
        if (!Number.isFinite(number)) throw castOverflow(value, from, to);
        return fitted(value, BigInt(Math.trunc(number)));
      };
  }
}

function toDouble(value: NonNullable<Value>, from: SparkType): number {
  if (value instanceof DecimalValue) return doubleOfDecimal(value);
  return from.kind === "timestamp" ? Number(value) / 1e6 : Number(value);
}

function toDecimal(from: SparkType, to: { readonly precision: number; readonly scale: number }): Convert {
  const { precision, scale } = to;
  return (value) => {
    const exact = exactly(value, from);
    // Spark has NULL for a double that no decimal can be, instead of an error.
    if (exact === undefined) return null;
    const fitted = toPrecision(exact, precision, scale);
    if (fitted !== undefined) return fitted;
    throw decimalOverflow(decimalText(exact), precision, scale);
  };
}

/** The number as a decimal of all its digits, or undefined for NaN and infinities. */
function exactly(value: NonNullable<Value>, from: SparkType): DecimalValue | undefined {
  if (value instanceof DecimalValue) return value;
  if (from.kind === "timestamp") return decimalOfDouble(Number(value) / 1e6);
  if (from.kind === "interval_ym" && from.to === "year") return decimalOfInteger(BigInt(Number(value) / 12));
  if (from.kind === "interval_dt")
    return from.to === "second"
      ? new DecimalValue(micros(value), 6)
      : decimalOfInteger(micros(value) / MICROS_PER[from.to]);
  if (from.kind === "float") return decimalOfDouble(Number(value));
  if (typeof value === "boolean") return decimalOfInteger(Number(value));
  return typeof value === "bigint" ? decimalOfInteger(value) : decimalOfDouble(Number(value));
}

function microsOfSeconds(value: NonNullable<Value>, from: SparkType, to: SparkType): bigint {
  // As in Java: the lowest 64 bits of a decimal, the closest LONG to an integer, and an error for other numbers.
  if (value instanceof DecimalValue) return BigInt.asIntN(64, rescale(value, 6, "down").unscaled);
  if (typeof value === "bigint") {
    const exact = value * MICROS_PER_SECOND;
    return BigInt.asIntN(64, exact) === exact ? exact : value < 0n ? -(2n ** 63n) : 2n ** 63n - 1n;
  }
  const number = Number(value);
  if (!Number.isFinite(number)) throw malformed(doubleText(number), from, to);
  if (Math.abs(number * 1e6) >= 2 ** 63) throw castOverflow(value, from, to);
  return BigInt(Math.trunc(number * 1e6));
}

function integer<Result extends Value>(
  value: NonNullable<Value>,
  unit: bigint,
  from: SparkType,
  to: SparkType,
  low: bigint,
  high: bigint,
  result: (whole: bigint) => Result,
): Result {
  const whole =
    value instanceof DecimalValue
      ? rescale(new DecimalValue(value.unscaled * unit, value.scale), 0, "half_up").unscaled
      : BigInt(String(value)) * unit;
  if (whole < low || whole >= high) throw castOverflow(value, from, to);
  return result(whole);
}

/** Whether CAST exists between the types (ANSI). */
export function castable(from: SparkType, to: SparkType): boolean {
  if (from.kind === "void" || to.kind === "string") return true;
  if (to.kind === "variant") return isVariantCast(from);
  if (from.kind === "array" || from.kind === "map" || from.kind === "struct") return complexCastable(from, to);
  if (from.kind === to.kind) return true;
  if (from.kind === "variant" || from.kind === "interval") return false;
  if (to.kind === "array" || to.kind === "map" || to.kind === "struct" || to.kind === "void") return false;
  if (from.kind === "string") return true;
  const numeric = (type: SparkType) => isIntegerKind(type.kind) || ["decimal", "float", "double"].includes(type.kind);
  const datetime = (type: SparkType) => ["date", "timestamp", "timestamp_ntz"].includes(type.kind);
  if (numeric(from)) {
    const interval = to.kind === "interval_ym" || to.kind === "interval_dt";
    return (
      numeric(to) ||
      to.kind === "boolean" ||
      to.kind === "timestamp" ||
      (interval && from.kind !== "float" && from.kind !== "double")
    );
  }
  if (from.kind === "boolean") return numeric(to);
  if (datetime(from)) return datetime(to) || (from.kind === "timestamp" && numeric(to));
  if (from.kind === "interval_ym" || from.kind === "interval_dt")
    return isIntegerKind(to.kind) || to.kind === "decimal";
  return false;
}

/** Maps and structs become a VARIANT by `to_variant_object` only. */
function isVariantCast(from: SparkType): boolean {
  if (from.kind === "array") return isVariantCast(from.element);
  return from.kind !== "map" && from.kind !== "struct" && hasVariantForm(from);
}

function complexCastable(from: SparkType, to: SparkType): boolean {
  if (from.kind === "array" && to.kind === "array") return castable(from.element, to.element);
  if (from.kind === "map" && to.kind === "map") return castable(from.key, to.key) && castable(from.value, to.value);
  if (from.kind === "struct" && to.kind === "struct")
    return (
      from.fields.length === to.fields.length &&
      from.fields.every(({ type }, index) => castable(type, to.fields[index]?.type ?? type))
    );
  return false;
}
