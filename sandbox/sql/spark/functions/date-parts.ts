import { SqlFailure } from "../../engine/failure.ts";
import { DATE, decimal, INT, type SparkType, STRING, TIMESTAMP, TINYINT, typeText } from "../data-types.ts";
import {
  civilOfDays,
  dayOfYear,
  isoDayOfWeek,
  MICROS_PER_DAY,
  MICROS_PER_HOUR,
  MICROS_PER_MINUTE,
  microsOfDay,
} from "../values/calendar.ts";
import { namesOf } from "../values/date-pattern/names.ts";
import { type CalendarInterval, DecimalValue, type Value } from "../values/value.ts";
import type { FunctionContext, FunctionDefinition, Typed } from "./contract.ts";
import { inSql, inTypeScript, NONE, scalar, typed } from "./define.ts";

const SECONDS = decimal(8, 6);

/** The names of each part, as `extract` and `date_part` know them. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  year: ["YEAR", "Y", "YEARS", "YR", "YRS"],
  yearofweek: ["YEAROFWEEK"],
  quarter: ["QUARTER", "QTR"],
  month: ["MONTH", "MON", "MONS", "MONTHS"],
  week: ["WEEK", "W", "WEEKS"],
  day: ["DAY", "D", "DAYS"],
  dayofweek: ["DAYOFWEEK", "DOW"],
  dayofweek_iso: ["DAYOFWEEK_ISO", "DOW_ISO"],
  doy: ["DOY"],
  hour: ["HOUR", "H", "HOURS", "HR", "HRS"],
  minute: ["MINUTE", "M", "MIN", "MINS", "MINUTES"],
  second: ["SECOND", "S", "SEC", "SECONDS", "SECS"],
};

/** Which ISO year and week a day belongs to. */
function isoWeek(days: number): { readonly year: number; readonly week: number } {
  const thursday = days - isoDayOfWeek(days) + 4;
  return { year: civilOfDays(thursday).year, week: Math.floor((dayOfYear(thursday) - 1) / 7) + 1 };
}

const DATE_PARTS: Readonly<Record<string, (days: number) => number>> = {
  year: (days) => civilOfDays(days).year,
  yearofweek: (days) => isoWeek(days).year,
  quarter: (days) => Math.floor((civilOfDays(days).month - 1) / 3) + 1,
  month: (days) => civilOfDays(days).month,
  week: (days) => isoWeek(days).week,
  day: (days) => civilOfDays(days).day,
  dayofweek: (days) => (isoDayOfWeek(days) % 7) + 1,
  dayofweek_iso: isoDayOfWeek,
  doy: dayOfYear,
};

const TIME_PARTS: Readonly<Record<string, (microsOfTheDay: bigint) => number>> = {
  hour: (micros) => Number(micros / MICROS_PER_HOUR),
  minute: (micros) => Number(micros / MICROS_PER_MINUTE) % 60,
};

const secondsOf = (micros: bigint): DecimalValue => new DecimalValue(micros % MICROS_PER_MINUTE, 6);

/** The parts of a day-time interval, each with the sign of the whole. */
const DAY_TIME_PARTS: Readonly<Record<string, readonly [SparkType, (micros: bigint) => Value]>> = {
  day: [INT, (micros) => Number(micros / MICROS_PER_DAY)],
  hour: [TINYINT, (micros) => Number((micros % MICROS_PER_DAY) / MICROS_PER_HOUR)],
  minute: [TINYINT, (micros) => Number((micros % MICROS_PER_HOUR) / MICROS_PER_MINUTE)],
  second: [SECONDS, secondsOf],
};

const YEAR_MONTH_PARTS: Readonly<Record<string, readonly [SparkType, (months: number) => Value]>> = {
  year: [INT, (months) => Math.trunc(months / 12)],
  month: [TINYINT, (months) => months % 12],
};

const CALENDAR_PARTS: Readonly<Record<string, readonly [SparkType, (interval: CalendarInterval) => Value]>> = {
  year: [INT, ({ months }) => Math.trunc(months / 12)],
  month: [TINYINT, ({ months }) => months % 12],
  day: [INT, ({ days }) => days],
  hour: [TINYINT, ({ micros }) => Number(micros / MICROS_PER_HOUR)],
  minute: [TINYINT, ({ micros }) => Number((micros % MICROS_PER_HOUR) / MICROS_PER_MINUTE)],
  second: [SECONDS, ({ micros }) => secondsOf(micros)],
};

function partNamed(field: Typed, source: Typed): string {
  const text = typeof field.literal?.value === "string" ? field.literal.value.toUpperCase() : "";
  const part = Object.keys(PARTS).find((name) => PARTS[name]?.includes(text));
  if (part !== undefined) return part;
  throw invalidField(text, source);
}

const invalidField = (text: string, source: Typed): SqlFailure =>
  new SqlFailure("INVALID_EXTRACT_FIELD", `Cannot extract \`${text}\` from "${typeText(source.type)}".`, "42601");

function partOf(field: Typed, raw: Typed, context: FunctionContext, name: string): Typed {
  const part = partNamed(field, raw);
  const call = <T extends Value>(
    parts: Readonly<Record<string, readonly [SparkType, (value: T) => Value]>>,
    kind: string,
  ) => {
    const found = parts[part];
    if (found === undefined) throw invalidField(part.toUpperCase(), raw);
    return context.call(`extract_${kind}_${part}`, [raw], found[0], found[1]);
  };
  switch (raw.type.kind) {
    case "interval_ym":
      return call(YEAR_MONTH_PARTS, "ym");
    case "interval_dt":
      return call(DAY_TIME_PARTS, "dt");
    case "interval":
      return call(CALENDAR_PARTS, "calendar");
    default: {
      const date = DATE_PARTS[part];
      if (date !== undefined) {
        const source = context.coerce(raw, DATE, { function: name, index: 1 });
        return context.call(`extract_date_${part}`, [source], INT, date);
      }
      const source =
        raw.type.kind === "timestamp_ntz" ? raw : context.coerce(raw, TIMESTAMP, { function: name, index: 1 });
      const time = TIME_PARTS[part];
      if (time === undefined)
        return context.call("extract_second", [source], SECONDS, (micros: bigint) => secondsOf(microsOfDay(micros)));
      return context.call(`extract_time_${part}`, [source], INT, (micros: bigint) => time(microsOfDay(micros)));
    }
  }
}

const datePart = (names: string, duckdb: string): FunctionDefinition =>
  inSql(names, "date", [DATE], INT, (d) => `CAST(${duckdb}(${d}) AS INTEGER)`);

/** Hour, minute and second of a timestamp, in the session's zone, or of one without zone. */
const timePart = (name: string): FunctionDefinition =>
  scalar(name, "expr", ([x = NONE], context) => {
    const source = x.type.kind === "timestamp_ntz" ? x : context.coerce(x, TIMESTAMP, { function: name, index: 0 });
    return typed(INT, `CAST(${name}(${source.sql}) AS INTEGER)`);
  });

const DAY_NAMES = namesOf("dayOfWeek", false);
const MONTH_NAMES = namesOf("month", false);

export const datePartFunctions: readonly FunctionDefinition[] = [
  datePart("year", "year"),
  datePart("quarter", "quarter"),
  datePart("month", "month"),
  datePart("day dayofmonth", "day"),
  datePart("dayofyear", "dayofyear"),
  inSql("dayofweek", "date", [DATE], INT, (d) => `CAST(dayofweek(${d}) + 1 AS INTEGER)`),
  inSql("weekday", "date", [DATE], INT, (d) => `CAST(isodow(${d}) - 1 AS INTEGER)`),
  datePart("weekofyear week", "week"),
  inTypeScript("dayname", "date", [DATE], STRING, (days: number) => DAY_NAMES[isoDayOfWeek(days) - 1] ?? null),
  inTypeScript("monthname", "date", [DATE], STRING, (days: number) => MONTH_NAMES[civilOfDays(days).month - 1] ?? null),
  timePart("hour"),
  timePart("minute"),
  timePart("second"),
  scalar("extract", "field source", ([field = NONE, source = NONE], context, name) =>
    partOf(field, source, context, name),
  ),
  scalar("date_part datepart", "field source", ([field = NONE, source = NONE], context, name) =>
    partOf(field, source, context, name),
  ),
];
