import { SqlFailure } from "../../engine/failure.ts";
import {
  array,
  BIGINT,
  type DayTimeField,
  DOUBLE,
  dayTime,
  decimal,
  FLOAT,
  map,
  type SparkType,
  sameType,
  struct,
  typeText,
  VOID,
  type YearMonthField,
  yearMonth,
} from "../data-types.ts";
import type { Typed } from "../functions/contract.ts";
import { MAX_PRECISION } from "../values/decimal.ts";

const NUMERIC = ["tinyint", "smallint", "int", "bigint", "decimal", "float", "double"];
const INTEGRAL = ["tinyint", "smallint", "int", "bigint"];
const DATETIME = ["date", "timestamp", "timestamp_ntz"];
const YEAR_MONTH: readonly YearMonthField[] = ["year", "month"];
const DAY_TIME: readonly DayTimeField[] = ["day", "hour", "minute", "second"];

/** Digits after the point that a division or product keeps when its precision would exceed the maximum. */
const MIN_ADJUSTED_SCALE = 6;

export const isNumeric = ({ kind }: SparkType): boolean => NUMERIC.includes(kind);
export const isIntegral = ({ kind }: SparkType): boolean => INTEGRAL.includes(kind);
export const isFloating = ({ kind }: SparkType): boolean => kind === "float" || kind === "double";
export const isDatetime = ({ kind }: SparkType): boolean => DATETIME.includes(kind);
export const isTimestamp = ({ kind }: SparkType): boolean => kind === "timestamp" || kind === "timestamp_ntz";
export const isInterval = ({ kind }: SparkType): boolean =>
  kind === "interval" || kind === "interval_ym" || kind === "interval_dt";
export const isComplex = ({ kind }: SparkType): boolean => kind === "array" || kind === "map" || kind === "struct";

/** The decimal type that holds every value of an integer type. */
export function decimalFor(type: SparkType): { readonly kind: "decimal"; precision: number; scale: number } {
  if (type.kind === "decimal") return type;
  const precision = { tinyint: 3, smallint: 5, int: 10, bigint: 20, float: 14, double: 30 }[type.kind as "int"] ?? 38;
  const scale = { float: 7, double: 15 }[type.kind as "float"] ?? 0;
  return { kind: "decimal", precision, scale };
}

/** A decimal type within 38 digits. Digits after the point go first, but at least six stay (`allowPrecisionLoss`). */
export function adjusted(precision: number, scale: number): SparkType {
  if (precision <= MAX_PRECISION) return decimal(precision, scale);
  const kept = Math.min(scale, MIN_ADJUSTED_SCALE);
  return decimal(MAX_PRECISION, Math.max(MAX_PRECISION - (precision - scale), kept));
}

/** The type that two types have in common without strings becoming anything else. */
function tightest(a: SparkType, b: SparkType, forTwo: typeof widerType): SparkType | undefined {
  if (sameType(a, b)) return a;
  if (a.kind === "void") return b;
  if (b.kind === "void") return a;
  if (isNumeric(a) && isNumeric(b)) return widerNumber(a, b);
  if (isDatetime(a) && isDatetime(b)) {
    return a.kind === "timestamp" || b.kind === "timestamp" ? { kind: "timestamp" } : { kind: "timestamp_ntz" };
  }
  if (a.kind === "interval_dt" && b.kind === "interval_dt")
    return dayTime(first(DAY_TIME, a.from, b.from), last(DAY_TIME, a.to, b.to));
  if (a.kind === "interval_ym" && b.kind === "interval_ym")
    return yearMonth(first(YEAR_MONTH, a.from, b.from), last(YEAR_MONTH, a.to, b.to));
  if (a.kind === "array" && b.kind === "array") {
    const element = forTwo(a.element, b.element);
    return element && array(element);
  }
  if (a.kind === "map" && b.kind === "map") {
    const [key, value] = [forTwo(a.key, b.key), forTwo(a.value, b.value)];
    return key && value && map(key, value);
  }
  if (a.kind === "struct" && b.kind === "struct" && a.fields.length === b.fields.length) {
    const fields = a.fields.map(({ name, type }, index) => {
      const other = b.fields[index];
      const common = other?.name.toLowerCase() === name.toLowerCase() ? forTwo(type, other.type) : undefined;
      return common && { name, type: common };
    });
    return fields.every((field) => field !== undefined) ? struct(fields) : undefined;
  }
  return undefined;
}

const first = <Field>(order: readonly Field[], a: Field, b: Field): Field =>
  order.indexOf(a) < order.indexOf(b) ? a : b;
const last = <Field>(order: readonly Field[], a: Field, b: Field): Field =>
  order.indexOf(a) > order.indexOf(b) ? a : b;

function widerNumber(a: SparkType, b: SparkType): SparkType {
  if (a.kind === "decimal" || b.kind === "decimal") {
    if (isFloating(a) || isFloating(b)) return DOUBLE;
    return widerDecimal(decimalFor(a), decimalFor(b));
  }
  const wider = NUMERIC.indexOf(a.kind) > NUMERIC.indexOf(b.kind) ? a : b;
  // A FLOAT cannot hold all digits of an integer.
  return wider.kind === "float" ? DOUBLE : wider;
}

type DecimalSize = { readonly precision: number; readonly scale: number };

function widerDecimal(a: DecimalSize, b: DecimalSize): SparkType {
  const scale = Math.max(a.scale, b.scale);
  const whole = Math.max(a.precision - a.scale, b.precision - b.scale);
  if (whole + scale <= MAX_PRECISION) return decimal(whole + scale, scale);
  return decimal(MAX_PRECISION, Math.max(0, MAX_PRECISION - whole));
}

/** The type to which both convert implicitly (ANSI), or undefined. */
export function widerType(a: SparkType, b: SparkType): SparkType | undefined {
  return tightest(a, b, widerType) ?? promoted(a, b) ?? promoted(b, a);
}

/** The type that both widen to while strings stay strings, or undefined. */
export function widerWithoutStrings(a: SparkType, b: SparkType): SparkType | undefined {
  return tightest(a, b, widerWithoutStrings);
}

/** The type that two rows of an inline table have in common: a string stays a string, and a FLOAT next to an integer stays a FLOAT. */
export function inlineType(a: SparkType, b: SparkType): SparkType | undefined {
  if ((a.kind === "float" && isIntegral(b)) || (b.kind === "float" && isIntegral(a))) return FLOAT;
  return tightest(a, b, inlineType);
}

/** The type of one of the two that holds every value of the other, or undefined: an INT becomes no DECIMAL(2, 1). */
export function tightestType(a: SparkType, b: SparkType): SparkType | undefined {
  if (isNumeric(a) && isNumeric(b) && !sameType(a, b)) {
    if (a.kind === "decimal" || b.kind === "decimal") return holding(a, b) ?? holding(b, a);
    return NUMERIC.indexOf(a.kind) > NUMERIC.indexOf(b.kind) ? a : b;
  }
  return tightest(a, b, tightestType);
}

/** The decimal type, if it holds every value of the integer type. */
function holding(exact: SparkType, integer: SparkType): SparkType | undefined {
  if (exact.kind !== "decimal" || !isIntegral(integer)) return undefined;
  return exact.precision - exact.scale >= decimalFor(integer).precision ? exact : undefined;
}

/** The type in which two values are compared: inside arrays, maps and structs a string stays a string. */
export function comparedType(a: SparkType, b: SparkType): SparkType | undefined {
  if (isComplex(a) && isComplex(b)) return tightestType(a, named(b, a));
  return widerWithoutStrings(a, b) ?? promoted(a, b) ?? promoted(b, a);
}

/** The types with the names that the first of them gives to fields: `(a, b) IN ((1, 2))` compares by position. */
export function alikeNamed([first, ...rest]: readonly SparkType[]): readonly SparkType[] {
  return first === undefined ? [] : [first, ...rest.map((type) => named(type, first))];
}

/** The type with the names of another's fields: structs are compared field by field, by position. */
function named(type: SparkType, names: SparkType): SparkType {
  if (type.kind === "array" && names.kind === "array") return { ...type, element: named(type.element, names.element) };
  if (type.kind !== "struct" || names.kind !== "struct" || type.fields.length !== names.fields.length) return type;
  const fields = type.fields.map((field, index) => {
    const other = names.fields[index] ?? field;
    return { ...field, name: other.name, type: named(field.type, other.type) };
  });
  return { ...type, fields };
}

/** A string next to another type becomes that type: a BIGINT or DOUBLE next to a number. */
function promoted(text: SparkType, other: SparkType): SparkType | undefined {
  if (text.kind !== "string") return undefined;
  if (isIntegral(other)) return BIGINT;
  if (isNumeric(other)) return DOUBLE;
  return isComplex(other) || isInterval(other) ? undefined : other;
}

/** The common type of several, or undefined. */
export function commonType(types: readonly SparkType[], forTwo = widerType): SparkType | undefined {
  return types.reduce<SparkType | undefined>((common, type) => common && forTwo(common, type), VOID);
}

/** Whether a value converts to the type without a CAST being written, as function arguments and inserted values do. */
export function convertsImplicitly(from: SparkType, to: SparkType): boolean {
  if (sameType(from, to) || from.kind === "void") return true;
  if (from.kind === "string") return !isComplex(to) && to.kind !== "variant";
  return storable(from, to);
}

/** ANSI's rules for storing a value in a column of another type. */
function storable(from: SparkType, to: SparkType): boolean {
  if (sameType(from, to) || from.kind === "void") return true;
  if (isNumeric(from) && isNumeric(to)) return true;
  if (isDatetime(from) && isDatetime(to)) return true;
  if (to.kind === "string") return !isComplex(from);
  if (from.kind === "interval_dt" && to.kind === "interval_dt") return true;
  if (from.kind === "interval_ym" && to.kind === "interval_ym") return true;
  if (from.kind === "array" && to.kind === "array") return storable(from.element, to.element);
  if (from.kind === "map" && to.kind === "map") return storable(from.key, to.key) && storable(from.value, to.value);
  if (from.kind === "struct" && to.kind === "struct")
    return (
      from.fields.length === to.fields.length &&
      from.fields.every((field, i) => storable(field.type, to.fields[i]?.type ?? VOID))
    );
  return false;
}

export function containsVariant(type: SparkType): boolean {
  switch (type.kind) {
    case "array":
      return containsVariant(type.element);
    case "map":
      return containsVariant(type.key) || containsVariant(type.value);
    case "struct":
      return type.fields.some((field) => containsVariant(field.type));
    default:
      return type.kind === "variant";
  }
}

/** The type as error messages write it: `"ARRAY<INT>"`. */
export function quotedType(type: SparkType): string {
  return `"${sqlType(type)}"`;
}

/** The type in SQL: `STRUCT<a: INT>`. */
export function sqlType(type: SparkType): string {
  switch (type.kind) {
    case "array":
      return `ARRAY<${sqlType(type.element)}>`;
    case "map":
      return `MAP<${sqlType(type.key)}, ${sqlType(type.value)}>`;
    case "struct":
      return `STRUCT<${type.fields.map((field) => `${field.name}: ${sqlType(field.type)}`).join(", ")}>`;
    default:
      return typeText(type).toUpperCase();
  }
}

export function differentTypes(subject: string, what: string, args: readonly Typed[]): SqlFailure {
  const types = args.map(({ type }) => quotedType(type)).join(", ");
  return new SqlFailure(
    "DATATYPE_MISMATCH.DATA_DIFF_TYPES",
    `Cannot resolve "${subject}" due to data type mismatch: Input to \`${what}\` should all be the same type, but it's [${types}].`,
    "42K09",
  );
}
