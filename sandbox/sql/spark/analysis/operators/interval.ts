import { DOUBLE, dayTime, INTERVAL, type SparkType, yearMonth } from "../../data-types.ts";
import type { Typed } from "../../functions/contract.ts";
import { unexpectedInput } from "../../functions/define.ts";
import { arithmeticOverflow, intervalDividedByZero, intervalOverflow } from "../../values/conversion-failures.ts";
import { divideDecimals, multiplyDecimals, rescale } from "../../values/decimal.ts";
import { CalendarInterval, DecimalValue, type Value } from "../../values/value.ts";
import { isNumeric } from "../coercion.ts";
import { attempt, convert, type OperatorContext } from "./operands.ts";

type Scale = (amount: bigint, factor: NonNullable<Value>) => bigint;

export function multiplyInterval(interval: Typed, factor: Typed, context: OperatorContext): Typed {
  return scaled("multiply", interval, factor, context, (amount, by) => {
    if (by instanceof DecimalValue) return rescale(multiplyDecimals(new DecimalValue(amount, 0), by), 0).unscaled;
    if (typeof by === "bigint") return amount * by;
    return Number.isInteger(by) ? amount * BigInt(Number(by)) : rounded(Number(amount) * Number(by));
  });
}

export function divideInterval(interval: Typed, divisor: Typed, context: OperatorContext): Typed {
  return scaled("divide", interval, divisor, context, (amount, by) => {
    const zero = by instanceof DecimalValue ? by.unscaled === 0n : Number(by) === 0;
    if (zero) throw intervalDividedByZero();
    if (by instanceof DecimalValue) return divideDecimals(new DecimalValue(amount, 0), by, 0).unscaled;
    if (typeof by === "number" && !Number.isInteger(by)) return rounded(Number(amount) / by);
    return divideDecimals(new DecimalValue(amount, 0), new DecimalValue(BigInt(String(by)), 0), 0).unscaled;
  });
}

/** Half away from zero, as Spark rounds intervals. */
function rounded(value: number): bigint {
  if (!Number.isFinite(value)) throw intervalOverflow();
  return BigInt(Math.sign(value) * Math.round(Math.abs(value)));
}

function scaled(name: string, interval: Typed, by: Typed, context: OperatorContext, scale: Scale): Typed {
  const factor = by.type.kind === "string" || by.type.kind === "void" ? convert(by, DOUBLE, context) : by;
  if (!isNumeric(factor.type)) throw unexpectedInput(context.subject, by, 1, '"NUMERIC"');
  if (interval.type.kind === "interval")
    return scaledCalendar(name, interval, convert(factor, DOUBLE, context), context);
  const months = interval.type.kind === "interval_ym";
  const type: SparkType = months ? yearMonth("year", "month") : dayTime("day", "second");
  const limit = 2n ** (months ? 31n : 63n);
  return attempt(
    context,
    `${name}_interval`,
    [interval, factor],
    type,
    (amount: number | bigint, value: NonNullable<Value>) => {
      const result = scale(BigInt(amount), value);
      if (result < -limit || result >= limit) throw intervalOverflow();
      return months ? Number(result) : result;
    },
  );
}

/** Fractions of a month are dropped; fractions of a day become microseconds. */
function scaledCalendar(name: string, interval: Typed, factor: Typed, context: OperatorContext): Typed {
  return attempt(context, `${name}_interval`, [interval, factor], INTERVAL, (value: CalendarInterval, by: number) => {
    if (name === "divide" && by === 0) throw intervalDividedByZero();
    const times = (amount: number) => (name === "divide" ? amount / by : amount * by);
    const months = times(value.months);
    const days = times(value.days);
    if (Math.abs(months) >= 2 ** 31 || Math.abs(days) >= 2 ** 31) throw arithmeticOverflow("integer overflow", "");
    const micros = times(Number(value.micros)) + 86_400_000_000 * (days - Math.trunc(days));
    return new CalendarInterval(Math.trunc(months), Math.trunc(days), rounded(micros));
  });
}
