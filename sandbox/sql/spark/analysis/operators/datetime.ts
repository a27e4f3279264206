import { SqlFailure } from "../../../engine/failure.ts";
import { DATE, dayTime, INT, INTERVAL, type SparkType, TIMESTAMP } from "../../data-types.ts";
import type { Operator, Typed } from "../../functions/contract.ts";
import { unexpectedInput } from "../../functions/define.ts";
import { addMonths } from "../../values/calendar.ts";
import { intervalOverflow } from "../../values/conversion-failures.ts";
import type { CalendarInterval } from "../../values/value.ts";
import { isDatetime, isInterval, isNumeric, isTimestamp, widerType } from "../coercion.ts";
import { divideInterval, multiplyInterval } from "./interval.ts";
import { attempt, convert, incompatible, mistyped, type OperatorContext, REQUIRES } from "./operands.ts";

const DAYS: SparkType = dayTime("day", "day");
const TIME: SparkType = dayTime("day", "second");
const MICROS_PER_DAY = "86400000000";

/** The operation if an operand is a date, timestamp or interval; `undefined` for others. */
export function withDatetimes(
  operator: Operator,
  left: Typed,
  right: Typed,
  context: OperatorContext,
): Typed | undefined {
  const temporal = ({ type }: Typed) => isDatetime(type) || isInterval(type);
  if (!temporal(left) && !temporal(right)) return undefined;
  if (operator === "+") return addition(left, right, context);
  if (operator === "-") return subtraction(left, right, context);
  if (operator === "*" && isInterval(left.type)) return multiplyInterval(left, right, context);
  if (operator === "*" && isInterval(right.type)) return multiplyInterval(right, left, context);
  if (operator === "/" && isInterval(left.type)) return divideInterval(left, right, context);
  throw mistyped(left, right, REQUIRES, context);
}

function addition(left: Typed, right: Typed, context: OperatorContext): Typed {
  if (isInterval(left.type) && isInterval(right.type)) return combine("+", left, right, context);
  if (left.type.kind === "void" && isInterval(right.type)) return combine("+", left, right, context);
  if (right.type.kind === "void" && isInterval(left.type)) return combine("+", left, right, context);
  if (isInterval(right.type)) return shift(left, right, 1, context);
  if (isInterval(left.type)) return shift(right, left, 1, context);
  if (left.type.kind === "date" && right.type.kind !== "string") return addDays(left, right, "+", context);
  if (right.type.kind === "date" && left.type.kind !== "string") return addDays(right, left, "+", context);
  throw mistyped(left, right, REQUIRES, context);
}

function subtraction(left: Typed, right: Typed, context: OperatorContext): Typed {
  const intervals = isInterval(right.type);
  if (intervals && (isInterval(left.type) || left.type.kind === "void")) return combine("-", left, right, context);
  if (isInterval(left.type) && right.type.kind === "void") return combine("-", left, right, context);
  if (intervals) return shift(left, right, -1, context);
  if (isTimestamp(left.type) || isTimestamp(right.type)) return betweenTimestamps(left, right, context);
  if (right.type.kind === "date") {
    if (left.type.kind !== "date" && left.type.kind !== "string" && left.type.kind !== "void")
      throw unexpectedInput(context.subject, left, 0, '"DATE"');
    const start = convert(left, DATE, context);
    return { type: DAYS, sql: `(CAST((${start.sql} - ${right.sql}) AS BIGINT) * ${MICROS_PER_DAY})` };
  }
  if (left.type.kind === "date" && right.type.kind === "string")
    return subtraction(left, convert(right, DATE, context), context);
  if (left.type.kind === "date") return addDays(left, right, "-", context);
  throw mistyped(left, right, REQUIRES, context);
}

function betweenTimestamps(left: Typed, right: Typed, context: OperatorContext): Typed {
  const type = widerType(left.type, right.type);
  if (type === undefined || !isTimestamp(type)) {
    const index = isTimestamp(right.type) ? 0 : 1;
    throw unexpectedInput(
      context.subject,
      index === 0 ? left : right,
      index,
      '"(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)"',
    );
  }
  const [end, start] = [convert(left, type, context), convert(right, type, context)];
  return { type: TIME, sql: `(epoch_us(${end.sql}) - epoch_us(${start.sql}))` };
}

function addDays(date: Typed, days: Typed, operator: "+" | "-", context: OperatorContext): Typed {
  const { kind } = days.type;
  if (kind !== "tinyint" && kind !== "smallint" && kind !== "int" && kind !== "void")
    throw unexpectedInput(context.subject, days, 1, '("INT" or "SMALLINT" or "TINYINT")');
  return { type: DATE, sql: `(${date.sql} ${operator} ${convert(days, INT, context).sql})` };
}

/** A date or timestamp moved by an interval. */
function shift(start: Typed, interval: Typed, sign: 1 | -1, context: OperatorContext): Typed {
  const operator = sign === 1 ? "+" : "-";
  if (interval.type.kind === "interval_ym" && !isDatetime(start.type))
    throw mistyped(start, interval, REQUIRES, context);
  const base = start.type.kind === "string" ? convert(start, TIMESTAMP, context) : start;
  if (!isDatetime(base.type))
    throw unexpectedInput(context.subject, start, 0, '"(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)"');
  const result = moved(base, interval, operator, context);
  // The result for a string is a string again.
  return start.type.kind === "string" ? convert(result, start.type, context) : result;
}

function moved(base: Typed, interval: Typed, operator: "+" | "-", context: OperatorContext): Typed {
  const date = base.type.kind === "date";
  switch (interval.type.kind) {
    case "interval_ym":
      return date
        ? { type: DATE, sql: `CAST((${base.sql} ${operator} to_months(${interval.sql})) AS DATE)` }
        : { type: base.type, sql: `(${base.sql} ${operator} to_months(${interval.sql}))` };
    case "interval_dt": {
      if (date && interval.type.to === "day") {
        const days = `CAST((${interval.sql} // ${MICROS_PER_DAY}) AS INTEGER)`;
        return { type: DATE, sql: `(${base.sql} ${operator} ${days})` };
      }
      const from = date ? convert(base, TIMESTAMP, context) : base;
      return { type: from.type, sql: `(${from.sql} ${operator} to_microseconds(${interval.sql}))` };
    }
    default:
      return date
        ? context.call(`date ${operator} interval`, [base, interval], DATE, (days: number, by: CalendarInterval) => {
            if (by.micros !== 0n) throw timeOnDate();
            const factor = operator === "+" ? 1 : -1;
            return addMonths(days, factor * by.months) + factor * by.days;
          })
        : { type: base.type, sql: `(${base.sql} ${operator} ${interval.sql})` };
  }
}

function timeOnDate(): SqlFailure {
  return new SqlFailure(
    "INVALID_INTERVAL_WITH_MICROSECONDS_ADDITION",
    "Cannot add an interval to a date because its microseconds part is not 0. To resolve this, cast the input date to a timestamp, which supports the addition of intervals with non-zero microseconds.",
    "22006",
  );
}

/** The sum or difference of two intervals. */
function combine(operator: "+" | "-", left: Typed, right: Typed, context: OperatorContext): Typed {
  const type = widerType(left.type, right.type);
  if (type === undefined) throw incompatible(left, right, context);
  if (isNumeric(type)) throw incompatible(left, right, context);
  const [a, b] = [convert(left, type, context), convert(right, type, context)];
  if (context.lenient === true && type.kind !== "interval") return summed(operator, a, b, type, context);
  return { type: type.kind === "interval" ? INTERVAL : type, sql: `(${a.sql} ${operator} ${b.sql})` };
}

/** The sum of two intervals of one kind, or NULL when it does not fit. */
function summed(operator: "+" | "-", a: Typed, b: Typed, type: SparkType, context: OperatorContext): Typed {
  const limit = 2n ** (type.kind === "interval_ym" ? 31n : 63n);
  return attempt(context, `interval ${operator}`, [a, b], type, (x: number | bigint, y: number | bigint) => {
    const result = operator === "+" ? BigInt(x) + BigInt(y) : BigInt(x) - BigInt(y);
    if (result < -limit || result >= limit) throw intervalOverflow();
    return type.kind === "interval_ym" ? Number(result) : result;
  });
}
