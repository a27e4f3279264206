import type { SparkType } from "../data-types.ts";
import { daysOfDate, MICROS_PER_SECOND, microsOfDays } from "./calendar.ts";
import { MAX_PRECISION, parseDecimal, rescale, toPrecision } from "./decimal.ts";
import { parseCalendarInterval, parseDayTime, parseYearMonth } from "./intervals.ts";
import { parseDouble, trimSpaces } from "./java-number.ts";
import type { DecimalValue, Value } from "./value.ts";
import { instantOf, type Zone, zoneOf } from "./zones.ts";

const TRUE_WORDS = new Set(["t", "true", "y", "yes", "1"]);
const FALSE_WORDS = new Set(["f", "false", "n", "no", "0"]);

export function parseBoolean(text: string): boolean | undefined {
  const word = trimSpaces(text).toLowerCase();
  return TRUE_WORDS.has(word) ? true : FALSE_WORDS.has(word) ? false : undefined;
}

const BITS = { tinyint: 8n, smallint: 16n, int: 32n, bigint: 64n } as const;

export type IntegerKind = keyof typeof BITS;

export const isIntegerKind = (kind: string): kind is IntegerKind => kind in BITS;

export function fitsInteger(value: bigint, kind: IntegerKind): boolean {
  const half = 1n << (BITS[kind] - 1n);
  return value >= -half && value < half;
}

/** An integer without a fraction. Numbers out of range are `undefined`, as in Spark, where they are malformed. */
export function parseInteger(text: string, kind: IntegerKind): bigint | undefined {
  const trimmed = trimSpaces(text);
  if (!/^[+-]?\d+$/.test(trimmed)) return undefined;
  const value = BigInt(trimmed.replace(/^\+/, ""));
  return fitsInteger(value, kind) ? value : undefined;
}

/** A number of any notation, rounded half up to the scale; `undefined` if it is not one, `"overflow"` if it has too many digits. */
function parseDecimalAs(text: string, precision: number, scale: number): DecimalValue | undefined | "overflow" {
  const value = parseDecimal(trimSpaces(text));
  if (value === undefined) return undefined;
  const whole = rescale(value, 0, "down");
  if (whole.unscaled !== 0n && String(whole.unscaled).replace("-", "").length > MAX_PRECISION) return "overflow";
  return toPrecision(value, precision, scale) ?? "overflow";
}

const DATE = /^([+-])?(\d{4,7})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T].*)?)?)?$/s;

/** Days of `yyyy`, `yyyy-[m]m` or `yyyy-[m]m-[d]d`, the last with anything after a space or `T`. */
export function parseDate(text: string): number | undefined {
  const match = DATE.exec(trimSpaces(text));
  if (match === null) return undefined;
  const [, sign, year = "", month = "1", day = "1"] = match;
  return daysOfDate((sign === "-" ? -1 : 1) * Number(year), Number(month), Number(day));
}

export interface ParsedTimestamp {
  /** Local microseconds since 1970-01-01 00:00, or since midnight if the text has no date. */
  readonly local: bigint;
  readonly zone?: Zone;
  readonly hasDate: boolean;
}

const TIME = "(\\d{1,2})(?::(\\d{1,2})(?::(\\d{1,2})(?:\\.(\\d*))?([^\\d.].*)?)?)?";
const DATE_TIME = new RegExp(`^([+-])?(\\d{4,6})(?:-(\\d{1,2})(?:-(\\d{1,2})(?:[ T]${TIME})?)?)?$`, "s");
const ONLY_TIME = new RegExp(`^(?:T(?=\\d)|(?=\\d{1,2}:))${TIME}$`, "s");

/** The parts of a timestamp: a date, a time, or both, and a zone after the seconds. Digits after microseconds are dropped. */
export function readTimestamp(text: string): ParsedTimestamp | undefined {
  const trimmed = trimSpaces(text);
  const full = DATE_TIME.exec(trimmed);
  const match = full ?? ONLY_TIME.exec(trimmed);
  if (match === null) return undefined;
  const [hour = "0", minute = "0", second = "0", fraction = "", zoneText] = match.slice(full === null ? 1 : 5);
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  const time = BigInt(seconds) * MICROS_PER_SECOND + BigInt(fraction.slice(0, 6).padEnd(6, "0"));
  const zone = zoneText === undefined ? undefined : zoneOf(zoneText.trim());
  if (zoneText !== undefined && zone === undefined) return undefined;
  const zoned = zone === undefined ? {} : { zone };
  if (full === null) return { local: time, hasDate: false, ...zoned };
  const [, sign, year = "", month = "1", day = "1"] = full;
  const days = daysOfDate((sign === "-" ? -1 : 1) * Number(year), Number(month), Number(day));
  return days === undefined ? undefined : { local: microsOfDays(days) + time, hasDate: true, ...zoned };
}

export interface ParseContext {
  /** Zone of timestamps that name none. */
  readonly zone: Zone;
  /** Days since 1970-01-01, for timestamps that are only a time. */
  readonly today: number;
}

/** Microseconds of an instant. */
export function parseTimestamp(text: string, context: ParseContext): bigint | undefined {
  const parsed = readTimestamp(text);
  if (parsed === undefined) return undefined;
  const local = parsed.hasDate ? parsed.local : microsOfDays(context.today) + parsed.local;
  const micros = instantOf(parsed.zone ?? context.zone, local);
  return inRange(micros) ? micros : undefined;
}

/** Microseconds of a timestamp without zone. A zone in the text is dropped, and a time without date is not one. */
export function parseTimestampNtz(text: string): bigint | undefined {
  const parsed = readTimestamp(text);
  return parsed?.hasDate === true && inRange(parsed.local) ? parsed.local : undefined;
}

const inRange = (micros: bigint): boolean => micros >= -(1n << 63n) && micros < 1n << 63n;

/**
 * A text as a value of the type, as CAST reads it: `undefined` if it is malformed, `"overflow"` for a decimal with too many digits.
 * Arrays, maps and structs cannot be read from text.
 */
export function parseAs(text: string, type: SparkType, context: ParseContext): Value | undefined | "overflow" {
  switch (type.kind) {
    case "string":
    case "variant":
      return text;
    case "binary":
      return new TextEncoder().encode(text);
    case "boolean":
      return parseBoolean(text);
    case "tinyint":
    case "smallint":
    case "int": {
      const value = parseInteger(text, type.kind);
      return value === undefined ? undefined : Number(value);
    }
    case "bigint":
      return parseInteger(text, "bigint");
    case "float": {
      const value = parseDouble(text);
      return value === undefined ? undefined : Math.fround(value);
    }
    case "double":
      return parseDouble(text);
    case "decimal":
      return parseDecimalAs(text, type.precision, type.scale);
    case "date":
      return parseDate(text);
    case "timestamp":
      return parseTimestamp(text, context);
    case "timestamp_ntz":
      return parseTimestampNtz(text);
    case "interval":
      return parseCalendarInterval(text);
    case "interval_ym":
      return parseYearMonth(text, type.from, type.to);
    case "interval_dt":
      return parseDayTime(text, type.from, type.to);
    default:
      return undefined;
  }
}
