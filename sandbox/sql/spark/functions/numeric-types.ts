import { isDatetime, isNumeric } from "../analysis/coercion.ts";
import { DOUBLE, decimal, type SparkType } from "../data-types.ts";
import { doubleOfDecimal, MAX_PRECISION } from "../values/decimal.ts";
import { DecimalValue, type Value } from "../values/value.ts";
import type { FunctionContext, Typed } from "./contract.ts";
import { unexpectedInput } from "./define.ts";

/** A decimal type whose precision and scale are cut to 38 digits each (`DecimalType.bounded`). */
export function boundedDecimal(precision: number, scale: number): SparkType {
  return decimal(Math.min(precision, MAX_PRECISION), Math.min(scale, MAX_PRECISION));
}

/** A number or an interval of one kind; text counts as DOUBLE, as in Spark's implicit casts. */
export function numberOrInterval(name: string, args: readonly Typed[], index: number, context: FunctionContext): Typed {
  const argument = args[index] ?? { type: DOUBLE, sql: "NULL" };
  const { type } = argument;
  if (isNumeric(type) || type.kind === "interval_ym" || type.kind === "interval_dt") return argument;
  if (type.kind === "string" || type.kind === "void") return context.cast(argument, DOUBLE);
  throw unexpectedInput(name, argument, index, '"NUMERIC" or "ANSI INTERVAL"');
}

/** A value that has a place on a line of numbers: a date or timestamp too. */
export function numberIntervalOrTime(
  name: string,
  args: readonly Typed[],
  index: number,
  context: FunctionContext,
): Typed {
  const argument = args[index];
  return argument !== undefined && isDatetime(argument.type) ? argument : numberOrInterval(name, args, index, context);
}

/** A number, interval, date or timestamp as a number in the unit of its type. */
export const asNumber = (value: Value): number =>
  value instanceof DecimalValue ? doubleOfDecimal(value) : Number(value);

export function double(name: string, args: readonly Typed[], index: number, context: FunctionContext): Typed {
  return context.coerce(args[index] ?? { type: DOUBLE, sql: "NULL" }, DOUBLE, { function: name, index });
}

/** Spark's order of doubles, in which NaN is the largest. */
export function ascending(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a < b ? -1 : Number(a > b);
}
