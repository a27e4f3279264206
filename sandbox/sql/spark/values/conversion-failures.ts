import { SqlFailure } from "../../engine/failure.ts";
import { type SparkType, typeText } from "../data-types.ts";
import { decimalText } from "./decimal.ts";
import { doubleText } from "./java-number.ts";
import { DecimalValue, type Value } from "./value.ts";

/** Spark's errors of CAST and of numbers that do not fit their type. */
const quoted = (type: SparkType): string => `"${typeText(type).toUpperCase()}"`;

export function malformed(text: string, from: SparkType, to: SparkType): SqlFailure {
  return new SqlFailure(
    "CAST_INVALID_INPUT",
    `The value '${text}' of the type ${quoted(from)} cannot be cast to ${quoted(to)} because it is malformed. Correct the value as per the syntax, or change its target type. Use \`try_cast\` to tolerate malformed input and return NULL instead.`,
    "22018",
  );
}

export function malformedInterval(text: string, to: SparkType): SqlFailure {
  const notice = to.kind === "interval_dt";
  const hint = ' Set "spark.sql.legacy.fromDayTimeString.enabled" to "true" to restore the behavior before Spark 3.0.';
  return new SqlFailure(
    `INVALID_INTERVAL_FORMAT.UNMATCHED_FORMAT_STRING${notice ? "_WITH_NOTICE" : ""}`,
    `Error parsing '${text}' to interval. Please ensure that the value provided is in a valid format for defining an interval. Interval string does not match the format of ${quoted(to)}.${notice ? hint : ""}`,
    "22006",
  );
}

export function castOverflow(value: Value, from: SparkType, to: SparkType): SqlFailure {
  return new SqlFailure(
    "CAST_OVERFLOW",
    `The value ${numberText(value, from)} of the type ${quoted(from)} cannot be cast to ${quoted(to)} due to an overflow. Use \`try_cast\` to tolerate overflow and return NULL instead.`,
    "22003",
  );
}

/** A number as a literal of its type: `5L`, `1.0E10D`, `1.5BD`. */
function numberText(value: Value, type: SparkType): string {
  const suffix = { tinyint: "Y", smallint: "S", bigint: "L", double: "D", decimal: "BD" }[type.kind as "double"] ?? "";
  if (value instanceof DecimalValue) return `${decimalText(value)}${suffix}`;
  return typeof value === "number" && suffix === "D" ? `${doubleText(value)}D` : `${String(value)}${suffix}`;
}

export function decimalOverflow(text: string, precision: number, scale: number): SqlFailure {
  return new SqlFailure(
    "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION",
    `${text} cannot be represented as Decimal(${precision}, ${scale}). If necessary set "spark.sql.ansi.enabled" to "false" to bypass this error, and return NULL instead.`,
    "22003",
  );
}

export function arithmeticOverflow(what: string, instead: string): SqlFailure {
  const hint = instead === "" ? "" : ` Use '${instead}' to tolerate overflow and return NULL instead.`;
  return new SqlFailure(
    "ARITHMETIC_OVERFLOW",
    `${what}.${hint} If necessary set "spark.sql.ansi.enabled" to "false" to bypass this error.`,
    "22003",
  );
}

export function intervalOverflow(): SqlFailure {
  return new SqlFailure(
    "INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION",
    "Integer overflow while operating with intervals. Try devising appropriate values for the interval parameters.",
    "22015",
  );
}

export function intervalDividedByZero(): SqlFailure {
  return new SqlFailure(
    "INTERVAL_DIVIDED_BY_ZERO",
    "Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead.",
    "22012",
  );
}

export function divideByZero(): SqlFailure {
  return new SqlFailure(
    "DIVIDE_BY_ZERO",
    'Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead. If necessary set "spark.sql.ansi.enabled" to "false" to bypass this error.',
    "22012",
  );
}
