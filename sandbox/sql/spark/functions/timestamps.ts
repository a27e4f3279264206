import { nullOnFailure, SqlFailure } from "../../engine/failure.ts";
import { isIntegral, isNumeric } from "../analysis/coercion.ts";
import {
  BIGINT,
  dayTime,
  decimal,
  INT,
  INTERVAL,
  type SparkType,
  STRING,
  struct,
  TIMESTAMP,
  TIMESTAMP_NTZ,
  yearMonth,
} from "../data-types.ts";
import {
  daysOfDate,
  floorDivide,
  MICROS_PER_DAY,
  MICROS_PER_HOUR,
  MICROS_PER_MINUTE,
  MICROS_PER_SECOND,
  microsOfDays,
} from "../values/calendar.ts";
import { intervalOverflow } from "../values/conversion-failures.ts";
import { decimalOfDouble, rescale } from "../values/decimal.ts";
import { parseCalendarInterval } from "../values/intervals.ts";
import { CalendarInterval, type DecimalValue } from "../values/value.ts";
import { instantOf, localOf, type Zone, zoneOf } from "../values/zones.ts";
import type { FunctionDefinition, Typed } from "./contract.ts";
import { dateReason, outOfBounds } from "./dates.ts";
import { coerced, inTypeScript, NONE, scalar, typed, unexpectedInput } from "./define.ts";
import { strictly } from "./strict.ts";

export function knownZone(id: string): Zone {
  const zone = zoneOf(id);
  if (zone !== undefined) return zone;
  throw new SqlFailure(
    "INVALID_TIMEZONE",
    `The timezone: ${id} is invalid. The timezone must be either a region-based zone ID or a zone offset. Region IDs must have the form 'area/city', such as 'America/Los_Angeles'. Zone offsets must be in the format '(+|-)HH', '(+|-)HH:mm' or '(+|-)HH:mm:ss', e.g '-08' , '+01:00' or '-13:33:33', and must be in the range from -18:00 to +18:00. 'Z' and 'UTC' are accepted as synonyms for '+00:00'.`,
    "22009",
  );
}

interface Fields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  /** With six digits after the point. */
  readonly second: DecimalValue;
}

/** Local microseconds of these fields. A 60th second without fraction is the next minute. */
function localMicros({ year, month, day, hour, minute, second }: Fields): bigint {
  const days = daysOfDate(year, month, day);
  if (days === undefined) throw outOfBounds(dateReason(year, month, day));
  if (hour < 0 || hour > 23) throw outOfBounds(`Invalid value for HourOfDay (valid values 0 - 23): ${hour}`);
  if (minute < 0 || minute > 59) throw outOfBounds(`Invalid value for MinuteOfHour (valid values 0 - 59): ${minute}`);
  const micros = rescale(second, 6, "down").unscaled;
  if (micros > MICROS_PER_MINUTE)
    throw new SqlFailure(
      "INVALID_FRACTION_OF_SECOND",
      `Valid range for seconds is [0, 60] (inclusive), but the provided value is ${Number(micros) / 1e6}. To avoid this error, use \`try_make_timestamp\`, which returns NULL on error.`,
      "22023",
    );
  if (micros < 0n)
    throw outOfBounds(`Invalid value for SecondOfMinute (valid values 0 - 59): ${micros / MICROS_PER_SECOND}`);
  return microsOfDays(days) + BigInt(hour) * MICROS_PER_HOUR + BigInt(minute) * MICROS_PER_MINUTE + micros;
}

const FIELD_TYPES: readonly SparkType[] = [INT, INT, INT, INT, INT, decimal(16, 6), STRING];
const FIELD_NAMES = "year month day hour min sec timezone?";

function makeTimestamp(names: string, returns: SparkType, lenient: boolean): FunctionDefinition {
  return scalar(names, FIELD_NAMES, (args, context, name) => {
    const fields = coerced(args, FIELD_TYPES, context, name);
    const own = knownZone(context.timeZone);
    const micros = (
      year: number,
      month: number,
      day: number,
      hour: number,
      minute: number,
      second: DecimalValue,
      zone?: string,
    ) => {
      const local = localMicros({ year, month, day, hour, minute, second });
      if (returns.kind === "timestamp_ntz") return local;
      return instantOf(zone === undefined ? own : knownZone(zone), local);
    };
    return context.call(name, fields, returns, lenient ? nullOnFailure(micros) : micros);
  });
}

const INT_LIMIT = 2n ** 31n;
const LONG_LIMIT = 2n ** 63n;

function fits(value: bigint, limit: bigint): bigint {
  if (value < limit && value >= -limit) return value;
  throw intervalOverflow();
}

const INTERVAL_FIELDS = "years? months? weeks? days? hours? mins? secs?";
const INTERVAL_TYPES: readonly SparkType[] = [INT, INT, INT, INT, INT, INT, decimal(18, 6)];

const microsOf = (hours: number, minutes: number, seconds?: DecimalValue): bigint =>
  BigInt(hours) * MICROS_PER_HOUR +
  BigInt(minutes) * MICROS_PER_MINUTE +
  (seconds === undefined ? 0n : rescale(seconds, 6).unscaled);

function makeInterval(name: string, lenient: boolean): FunctionDefinition {
  const interval = (years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds?: DecimalValue) =>
    new CalendarInterval(
      Number(fits(BigInt(years) * 12n + BigInt(months), INT_LIMIT)),
      Number(fits(BigInt(weeks) * 7n + BigInt(days), INT_LIMIT)),
      fits(microsOf(hours, minutes, seconds), LONG_LIMIT),
    );
  return scalar(name, INTERVAL_FIELDS, (args, context) =>
    context.call(
      `${name}${args.length}`,
      coerced(args, INTERVAL_TYPES, context, name),
      INTERVAL,
      lenient ? nullOnFailure(interval) : interval,
    ),
  );
}

/** A timestamp from a count of units since 1970. */
const fromCount = (name: string, micros: bigint): FunctionDefinition =>
  scalar(name, "expr", ([x = NONE], context) => {
    if (name !== "timestamp_seconds" && x.type.kind !== "void" && !isIntegral(x.type))
      throw unexpectedInput(name, x, 0, '"INTEGRAL"');
    if (!isNumeric(x.type) && x.type.kind !== "void") throw unexpectedInput(name, x, 0, '"NUMERIC"');
    if (x.type.kind === "float" || x.type.kind === "double")
      return context.call(`${name}_double`, [x], TIMESTAMP, (value: number) => {
        const exact = decimalOfDouble(value);
        return exact === undefined ? null : rescale(exact, 6, "down").unscaled;
      });
    if (x.type.kind === "decimal")
      return context.call(`${name}_decimal`, [x], TIMESTAMP, (value: DecimalValue) => {
        if (value.scale > 6 && rescale(rescale(value, 6, "down"), value.scale).unscaled !== value.unscaled)
          throw new SqlFailure("", "Rounding necessary", "22003");
        return rescale(value, 6).unscaled;
      });
    return context.call(name, [context.cast(x, BIGINT)], TIMESTAMP, (value: bigint) => fitsTimestamp(value * micros));
  });

function fitsTimestamp(micros: bigint): bigint {
  if (micros < LONG_LIMIT && micros >= -LONG_LIMIT) return micros;
  throw new SqlFailure("ARITHMETIC_OVERFLOW", "long overflow.", "22003");
}

const toCount = (name: string, micros: bigint): FunctionDefinition =>
  strictly(name, "timestamp", [TIMESTAMP], BIGINT, (value: bigint) => floorDivide(value, micros));

const WINDOW = struct([
  { name: "start", type: TIMESTAMP },
  { name: "end", type: TIMESTAMP },
]);

/** A duration of `window`, in microseconds. */
function duration(argument: Typed, name: string): bigint {
  const { literal, type } = argument;
  if (type.kind === "interval_dt" && typeof literal?.value === "bigint") return literal.value;
  const parsed = typeof literal?.value === "string" ? parseCalendarInterval(literal.value) : undefined;
  if (parsed === undefined || parsed.months !== 0)
    throw new SqlFailure(
      "CANNOT_PARSE_INTERVAL",
      `Unable to parse ${String(literal?.value)}. Please ensure that the value provided is in a valid format for defining an interval. You can reference the documentation for the correct format. If the issue persists, please double check that the input value is not null or empty and try again.`,
      "22006",
    );
  const micros = BigInt(parsed.days) * MICROS_PER_DAY + parsed.micros;
  if (micros > 0n || name === "start") return micros;
  throw unexpectedInput(name, argument, 1, '"(value > 0)"');
}

export const timestampFunctions: readonly FunctionDefinition[] = [
  makeTimestamp("make_timestamp make_timestamp_ltz", TIMESTAMP, false),
  makeTimestamp("try_make_timestamp try_make_timestamp_ltz", TIMESTAMP, true),
  makeTimestamp("make_timestamp_ntz", TIMESTAMP_NTZ, false),
  makeTimestamp("try_make_timestamp_ntz", TIMESTAMP_NTZ, true),
  makeInterval("make_interval", false),
  makeInterval("try_make_interval", true),
  scalar("make_dt_interval", "days? hours? mins? secs?", (args, context, name) =>
    context.call(
      `${name}${args.length}`,
      coerced(args, [INT, INT, INT, decimal(18, 6)], context, name),
      dayTime("day", "second"),
      (days = 0, hours = 0, minutes = 0, seconds?: DecimalValue) =>
        fits(BigInt(days) * MICROS_PER_DAY + microsOf(hours, minutes, seconds), LONG_LIMIT),
    ),
  ),
  scalar("make_ym_interval", "years? months?", (args, context, name) =>
    context.call(
      `${name}${args.length}`,
      coerced(args, [INT, INT], context, name),
      yearMonth("year", "month"),
      (years = 0, months = 0) => Number(fits(BigInt(years) * 12n + BigInt(months), INT_LIMIT)),
    ),
  ),
  scalar("convert_timezone", "sourceTz targetTz sourceTs?", (args, context, name) => {
    const source = args.length === 3 ? args : [typed(STRING, `'${context.timeZone}'`), ...args];
    return context.call(
      name,
      coerced(source, [STRING, STRING, TIMESTAMP_NTZ], context, name),
      TIMESTAMP_NTZ,
      (from: string, to: string, local: bigint) => localOf(knownZone(to), instantOf(knownZone(from), local)),
    );
  }),
  inTypeScript(
    "from_utc_timestamp",
    "timestamp timezone",
    [TIMESTAMP, STRING],
    TIMESTAMP,
    (micros: bigint, zone: string) => localOf(knownZone(zone), micros),
  ),
  inTypeScript(
    "to_utc_timestamp",
    "timestamp timezone",
    [TIMESTAMP, STRING],
    TIMESTAMP,
    (micros: bigint, zone: string) => instantOf(knownZone(zone), micros),
  ),
  fromCount("timestamp_seconds", MICROS_PER_SECOND),
  fromCount("timestamp_millis", 1_000n),
  fromCount("timestamp_micros", 1n),
  toCount("unix_seconds", MICROS_PER_SECOND),
  toCount("unix_millis", 1_000n),
  toCount("unix_micros", 1n),
  scalar("window", "time_column window_duration slide_duration? start_time?", (args, context, name) => {
    const [time = NONE, length = NONE, slide, start] = args;
    const size = duration(length, name);
    if (slide !== undefined && duration(slide, name) !== size)
      throw new SqlFailure(
        "UNSUPPORTED_FEATURE.SLIDING_WINDOW",
        "The feature is not supported: windows that overlap.",
        "0A000",
      );
    const offset = start === undefined ? 0n : duration(start, "start");
    return context.call(
      `window_${size}_${offset}`,
      [context.coerce(time, TIMESTAMP, { function: name, index: 0 })],
      WINDOW,
      (micros: bigint) => {
        const from = floorDivide(micros - offset, size) * size + offset;
        return [from, from + size];
      },
    );
  }),
  scalar("window_time", "window_column", ([window = NONE], context, name) => {
    if (window.type.kind !== "struct") throw unexpectedInput(name, window, 0, '"STRUCT"');
    return context.call(name, [window], TIMESTAMP, ([, end]: readonly [bigint, bigint]) => end - 1n);
  }),
];
