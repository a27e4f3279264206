import { SqlFailure } from "../../engine/failure.ts";
import { isNumeric } from "../analysis/coercion.ts";
import { BIGINT, BOOLEAN, DATE, DOUBLE, INT, STRING, TIMESTAMP, TIMESTAMP_NTZ } from "../data-types.ts";
import {
  addMonths,
  civilOfDays,
  daysInMonth,
  daysOfCivil,
  daysOfDate,
  daysOfMicros,
  isoDayOfWeek,
  MICROS_PER_DAY,
  MICROS_PER_HOUR,
  MICROS_PER_MINUTE,
  MICROS_PER_SECOND,
  microsOfDay,
  microsOfDays,
} from "../values/calendar.ts";
import { noSuchDay, WEEKDAYS } from "../values/date-pattern/names.ts";
import type { FunctionContext, FunctionDefinition, Typed } from "./contract.ts";
import { coerced, inSql, inTypeScript, NONE, scalar, typed } from "./define.ts";
import { exactly, smallInteger } from "./strict.ts";

/** Units of `timestampadd` and `timestampdiff`: months or microseconds. */
const UNITS: Readonly<Record<string, { readonly months?: number; readonly micros?: bigint }>> = {
  YEAR: { months: 12 },
  QUARTER: { months: 3 },
  MONTH: { months: 1 },
  WEEK: { micros: 7n * MICROS_PER_DAY },
  DAY: { micros: MICROS_PER_DAY },
  DAYOFYEAR: { micros: MICROS_PER_DAY },
  HOUR: { micros: MICROS_PER_HOUR },
  MINUTE: { micros: MICROS_PER_MINUTE },
  SECOND: { micros: MICROS_PER_SECOND },
  MILLISECOND: { micros: 1_000n },
  MICROSECOND: { micros: 1n },
};

function unitNamed(unit: Typed, name: string) {
  const text = String(unit.literal?.value ?? "").toUpperCase();
  const found = UNITS[text] ?? UNITS[text.replace(/S$/, "")];
  if (found !== undefined) return { text, ...found };
  throw badUnit(text, name);
}

function badUnit(text: string, name: string): SqlFailure {
  return new SqlFailure(
    "INVALID_PARAMETER_VALUE.DATETIME_UNIT",
    `The value of parameter(s) \`unit\` in \`${name}\` is invalid: expects one of the units without quotes YEAR, QUARTER, MONTH, WEEK, DAY, DAYOFYEAR, HOUR, MINUTE, SECOND, MILLISECOND, MICROSECOND, but got the string literal '${text}'.`,
    "22023",
  );
}

/** Microseconds some months later, at the same time of the day. */
const addMonthsToMicros = (micros: bigint, months: number): bigint =>
  microsOfDays(addMonths(daysOfMicros(micros), months)) + microsOfDay(micros);

/** A timestamp of either kind; other arguments become TIMESTAMP. */
function timestampOf(x: Typed, index: number, context: FunctionContext, name: string): Typed {
  return x.type.kind === "timestamp_ntz" ? x : context.coerce(x, TIMESTAMP, { function: name, index });
}

function timestampAdd(args: readonly Typed[], context: FunctionContext, name: string): Typed {
  const [unit = NONE, count = NONE, start = NONE] = args;
  const { text, months, micros = 1n } = unitNamed(unit, name);
  const from = timestampOf(start, 2, context, name);
  const times = context.coerce(count, BIGINT, { function: name, index: 1 });
  return context.call(`timestampadd_${text}`, [times, from], from.type, (n: bigint, at: bigint) =>
    months === undefined ? at + n * micros : addMonthsToMicros(at, Number(n) * months),
  );
}

/** Whole months from one to the other, towards zero. */
function wholeMonths(from: bigint, to: bigint): number {
  const [a, b] = [civilOfDays(daysOfMicros(from)), civilOfDays(daysOfMicros(to))];
  const months = (b.year - a.year) * 12 + b.month - a.month;
  const rest = BigInt(b.day - a.day) * MICROS_PER_DAY + microsOfDay(to) - microsOfDay(from);
  if (months > 0 && rest < 0n) return months - 1;
  return months < 0 && rest > 0n ? months + 1 : months;
}

function timestampDiff(args: readonly Typed[], context: FunctionContext, name: string): Typed {
  const [unit = NONE, start = NONE, end = NONE] = args;
  const { text, months, micros = 1n } = unitNamed(unit, name);
  if (text === "DAYOFYEAR") throw badUnit(text, name);
  const both = [timestampOf(start, 1, context, name), timestampOf(end, 2, context, name)];
  return context.call(`timestampdiff_${text}`, both, BIGINT, (from: bigint, to: bigint) =>
    months === undefined ? (to - from) / micros : BigInt(Math.trunc(wholeMonths(from, to) / months)),
  );
}

/** The start of the unit that holds a day; `undefined` for a unit that is none of dates. */
function truncatedDay(days: number, unit: string): number | undefined {
  const { year, month } = civilOfDays(days);
  switch (unit) {
    case "YEAR":
    case "YYYY":
    case "YY":
      return daysOfCivil(year, 1, 1);
    case "QUARTER":
      return daysOfCivil(year, month - ((month - 1) % 3), 1);
    case "MONTH":
    case "MM":
    case "MON":
      return daysOfCivil(year, month, 1);
    case "WEEK":
      return days - isoDayOfWeek(days) + 1;
    default:
      return undefined;
  }
}

const CLOCK: Readonly<Record<string, bigint>> = {
  DAY: MICROS_PER_DAY,
  DD: MICROS_PER_DAY,
  HOUR: MICROS_PER_HOUR,
  MINUTE: MICROS_PER_MINUTE,
  SECOND: MICROS_PER_SECOND,
  MILLISECOND: 1_000n,
  MICROSECOND: 1n,
};

/** Whether a unit is a constant, and not one that is known. */
const isUnknownUnit = ({ literal }: Typed, isUnit: (text: string) => boolean): boolean =>
  typeof literal?.value === "string" && !isUnit(literal.value);

function truncatedMicros(unit: string, micros: bigint): bigint | null {
  const size = CLOCK[unit.toUpperCase()];
  if (size !== undefined) return micros - (((micros % size) + size) % size);
  const day = truncatedDay(daysOfMicros(micros), unit.toUpperCase());
  return day === undefined ? null : microsOfDays(day);
}

function weekday(text: string): number {
  const wanted = text.trim().toUpperCase();
  const found = WEEKDAYS.findIndex((name) => {
    const day = name.toUpperCase();
    return [day, day.slice(0, 3), day.slice(0, 2)].includes(wanted);
  });
  if (found >= 0) return found + 1;
  throw new SqlFailure("ILLEGAL_DAY_OF_WEEK", `Illegal input for day of week: ${text}.`, "22009");
}

function monthsBetween(later: bigint, earlier: bigint, roundOff: boolean): number {
  const [a, b] = [civilOfDays(daysOfMicros(later)), civilOfDays(daysOfMicros(earlier))];
  const months = (a.year - b.year) * 12 + a.month - b.month;
  const lastDays = a.day === daysInMonth(a.year, a.month) && b.day === daysInMonth(b.year, b.month);
  if (a.day === b.day || lastDays) return months;
  const seconds =
    (a.day - b.day) * 86_400 +
    Number(microsOfDay(later) / MICROS_PER_SECOND) -
    Number(microsOfDay(earlier) / MICROS_PER_SECOND);
  const exact = months + seconds / (31 * 86_400);
  return roundOff ? Math.round(exact * 1e8) / 1e8 : exact;
}

export function outOfBounds(reason: string): SqlFailure {
  return new SqlFailure(
    "DATETIME_FIELD_OUT_OF_BOUNDS",
    `${reason}. If necessary set "spark.sql.ansi.enabled" to "false" to bypass this error.`,
    "22023",
  );
}

/** The reason why such a date does not exist, in Java's words. */
export function dateReason(year: number, month: number, day: number): string {
  if (month < 1 || month > 12) return `Invalid value for MonthOfYear (valid values 1 - 12): ${month}`;
  if (day < 1 || day > 31) return `Invalid value for DayOfMonth (valid values 1 - 28/31): ${day}`;
  return noSuchDay(year, month, day);
}

/** `date_add(date, days)` and its relatives with a unit: `dateadd(MONTH, 1, t)`. */
function addition(names: string, sign: 1 | -1): FunctionDefinition {
  return scalar(names, "startDate numDays start?", (args, context, name) => {
    if (args.length === 3) return timestampAdd(args, context, name);
    const [, count = NONE] = args;
    if (isNumeric(count.type)) smallInteger(name, count, 1, context);
    const [date = NONE, days = NONE] = coerced(args, [DATE, INT], context, name);
    return typed(DATE, `(${date.sql} ${sign === 1 ? "+" : "-"} ${days.sql})`);
  });
}

export const dateFunctions: readonly FunctionDefinition[] = [
  addition("date_add dateadd", 1),
  addition("date_sub", -1),
  scalar("timestampadd", "unit count start", timestampAdd),
  scalar("timestampdiff timediff", "unit start end", timestampDiff),
  scalar("date_diff datediff", "endDate startDate end?", (args, context, name) => {
    if (args.length === 3) return timestampDiff(args, context, name);
    const [end = NONE, start = NONE] = coerced(args, [DATE, DATE], context, name);
    return typed(INT, `CAST(${end.sql} - ${start.sql} AS INTEGER)`);
  }),
  inTypeScript("add_months", "startDate numMonths", [DATE, INT], DATE, addMonths),
  inSql("last_day", "date", [DATE], DATE, (d) => `last_day(${d})`),
  inTypeScript("next_day", "startDate dayOfWeek", [DATE, STRING], DATE, (days: number, text: string) => {
    const wanted = weekday(text);
    return days + ((wanted - isoDayOfWeek(days) + 6) % 7) + 1;
  }),
  scalar("trunc", "date fmt", (args, context, name) => {
    const [day = NONE, unit = NONE] = coerced(args, [DATE, STRING], context, name);
    const isUnit = (text: string) => truncatedDay(0, text.toUpperCase()) !== undefined;
    // A constant that is not a unit gives NULL without reading the other argument.
    if (isUnknownUnit(unit, isUnit)) return typed(DATE, "CAST(NULL AS DATE)");
    return context.call(
      name,
      [day, unit],
      DATE,
      (days: number, text: string) => truncatedDay(days, text.toUpperCase()) ?? null,
    );
  }),
  scalar("date_trunc", "fmt ts", (args, context, name) => {
    const [unit = NONE, moment = NONE] = coerced(args, [STRING, TIMESTAMP], context, name);
    if (isUnknownUnit(unit, (text) => truncatedMicros(text, 0n) !== null))
      return typed(TIMESTAMP, "CAST(NULL AS TIMESTAMPTZ)");
    return context.call(name, [unit, moment], TIMESTAMP, truncatedMicros);
  }),
  inTypeScript(
    "months_between",
    "timestamp1 timestamp2 roundOff?",
    [TIMESTAMP, TIMESTAMP, BOOLEAN],
    DOUBLE,
    (later: bigint, earlier: bigint, roundOff = true) => monthsBetween(later, earlier, roundOff),
  ),
  inTypeScript("make_date", "year month day", [INT, INT, INT], DATE, (year: number, month: number, day: number) => {
    const days = daysOfDate(year, month, day);
    if (days === undefined) throw outOfBounds(dateReason(year, month, day));
    return days;
  }),
  inSql("date_from_unix_date", "days", [INT], DATE, (n) => `DATE '1970-01-01' + ${n}`),
  scalar("unix_date", "date", ([date = NONE], context, name) =>
    typed(INT, `CAST(${exactly(name, date, 0, DATE, context).sql} - DATE '1970-01-01' AS INTEGER)`),
  ),
  scalar("current_date curdate", "", (_args, context) =>
    typed(DATE, `(DATE '1970-01-01' + ${daysOfMicros(context.now)})`),
  ),
  scalar("current_timestamp now", "", (_args, context) => typed(TIMESTAMP, `make_timestamptz(${context.now})`)),
  scalar("localtimestamp", "", (_args, context) => typed(TIMESTAMP_NTZ, `make_timestamp(${context.now})`)),
  scalar("current_timezone", "", (_args, context) => ({
    ...typed(STRING, `'${context.timeZone === "UTC" ? "Etc/UTC" : context.timeZone}'`),
    literal: { value: context.timeZone === "UTC" ? "Etc/UTC" : context.timeZone },
  })),
];
