import { daysInMonth, daysOfCivil, isLeapYear, MICROS_PER_SECOND } from "../calendar.ts";
import { type Zone, zoneOf } from "../zones.ts";
import type { DatePattern, NumberField, NumberItem, PatternItem } from "./compile.ts";
import { namesOf, noSuchDay } from "./names.ts";

/** A text that does not match its pattern. The message is Java's. */
export class DateTextError extends Error {}

export interface ParsedDateTime {
  /** 1970-01-01, with the fields that the text has. */
  readonly days: number;
  readonly microsOfDay: bigint;
  readonly zone?: Zone;
}

type Field = Exclude<NumberField, "quarter" | "alignedDay"> | "era" | "half" | "nano";

interface Fields {
  readonly values: Map<Field, number>;
  zone?: Zone;
}

/** Reads the whole text. @throws {DateTextError} */
export function parseWithPattern(pattern: DatePattern, text: string): ParsedDateTime {
  const fields: Fields = { values: new Map() };
  const shown = text.length > 64 ? `${text.slice(0, 64)}...` : text;
  const fail = (rest: string) => new DateTextError(`Text '${shown}' could not be parsed${rest}`);
  const end = readItems(pattern, text, 0, fields);
  if (end < 0) throw fail(` at index ${~end}`);
  if (end < text.length) throw fail(`, unparsed text found at index ${end}`);
  try {
    return resolve(fields);
  } catch (error) {
    throw error instanceof DateTextError ? fail(`: ${error.message}`) : error;
  }
}

/** The position after the items, or `~position` of the first difference. */
function readItems(items: readonly PatternItem[], text: string, start: number, fields: Fields): number {
  let at = start;
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (item === undefined) break;
    at =
      item.kind === "number"
        ? readNumber(item, followingDigits(items, i), text, at, fields)
        : readItem(item, text, at, fields);
    if (at < 0) return at;
  }
  return at;
}

function readItem(item: Exclude<PatternItem, NumberItem>, text: string, at: number, fields: Fields): number {
  switch (item.kind) {
    case "literal":
      return text.slice(at, at + item.text.length).toLowerCase() === item.text.toLowerCase()
        ? at + item.text.length
        : ~at;
    case "optional": {
      const inner: Fields = {
        values: new Map(fields.values),
        ...(fields.zone === undefined ? {} : { zone: fields.zone }),
      };
      const end = readItems(item.items, text, at, inner);
      if (end < 0) return at;
      for (const [field, value] of inner.values) fields.values.set(field, value);
      if (inner.zone !== undefined) fields.zone = inner.zone;
      return end;
    }
    case "fraction": {
      const digits = /^\d+/.exec(text.slice(at, at + item.digits))?.[0];
      if (digits === undefined) return ~at;
      return store(fields, "nano", Number(digits.padEnd(9, "0")), at, at + digits.length);
    }
    case "text": {
      const names = namesOf(item.field, item.full);
      const index = names.findIndex((name) => text.slice(at, at + name.length).toLowerCase() === name.toLowerCase());
      if (index < 0) return ~at;
      const end = at + (names[index] ?? "").length;
      if (item.field === "era" || item.field === "half") return store(fields, item.field, index, at, end);
      return item.field === "month" ? store(fields, "month", index + 1, at, end) : end;
    }
    case "zone":
      return readZone(item.letter, item.count, text, at, fields);
  }
}

/** Digits of a number of fixed width, or 0 for other items. */
const fixedWidth = (item: PatternItem | undefined): number =>
  item?.kind === "number" && item.least === item.most && item.sign === "none" ? item.most : 0;

/** Digits that the numbers of fixed width right after this number take, as in `yyyyMMdd`. */
function followingDigits(items: readonly PatternItem[], index: number): number {
  if (fixedWidth(items[index]) > 0 && items[index - 1]?.kind === "number") return 0;
  let digits = 0;
  for (let next = index + 1; fixedWidth(items[next]) > 0; next++) digits += fixedWidth(items[next]);
  return digits;
}

function readNumber(item: NumberItem, following: number, text: string, start: number, fields: Fields): number {
  let at = start;
  const sign = text.charAt(at);
  if (sign === "+" || sign === "-") {
    if (item.sign === "none" || (sign === "+" && item.sign === "normal")) return ~start;
    at += 1;
  }
  const most = item.most + following;
  const available = /^\d*/.exec(text.slice(at, at + most))?.[0].length ?? 0;
  const length = following > 0 ? Math.max(item.least, available - following) : available;
  if (available < item.least) return ~at;
  const digits = text.slice(at, at + length);
  if (sign === "-" && Number(digits) === 0) return ~start;
  if (item.sign === "pad" && sign !== "-") {
    if (sign === "+" ? digits.length <= item.least : digits.length > item.least) return ~start;
  }
  const number = (sign === "-" ? -1 : 1) * Number(digits) + (item.reduced === true ? 2000 : 0);
  if (item.field === "quarter" || item.field === "alignedDay") return at + length;
  return store(fields, item.field, number, start, at + length);
}

/** Two different values of one field are a failure at its position. */
function store(fields: Fields, field: Field, value: number, start: number, end: number): number {
  const known = fields.values.get(field);
  if (known !== undefined && known !== value) return ~start;
  fields.values.set(field, value);
  return end;
}

const OFFSETS: Readonly<Record<number, RegExp>> = {
  1: /^[+-]\d{2}(?:\d{2})?/,
  2: /^[+-]\d{4}/,
  3: /^[+-]\d{2}:\d{2}/,
  4: /^[+-]\d{4}(?:\d{2})?/,
  5: /^[+-]\d{2}:\d{2}(?::\d{2})?/,
};

function readZone(letter: string, count: number, text: string, at: number, fields: Fields): number {
  const rest = text.slice(at);
  const found = zonePattern(letter, count).exec(rest)?.[0];
  if (found === undefined) return ~at;
  const zone = zoneOf(found.toUpperCase() === "Z" ? "Z" : found);
  if (zone === undefined) return ~at;
  fields.zone = zone;
  return at + found.length;
}

function zonePattern(letter: string, count: number): RegExp {
  if (letter === "V") return /^(?:(?:UTC|GMT|UT)?[+-]\d{1,2}(?::?\d{2})*|[A-Za-z][A-Za-z0-9~/._-]*)/;
  if (letter === "z") return /^[A-Za-z][A-Za-z0-9~/._+:-]*/;
  if (letter === "O" || (letter === "Z" && count === 4)) return /^GMT(?:[+-]\d{1,2}(?::\d{2}(?::\d{2})?)?)?/i;
  const offset = OFFSETS[letter === "Z" ? (count === 5 ? 5 : 2) : count] ?? /^[+-]\d{4}/;
  return letter === "X" || (letter === "Z" && count === 5) ? new RegExp(`^Z|${offset.source}`, "i") : offset;
}

const RANGES: readonly (readonly [field: Field, name: string, low: number, high: number])[] = [
  ["month", "MonthOfYear", 1, 12],
  ["dayOfMonth", "DayOfMonth", 1, 31],
  ["dayOfYear", "DayOfYear", 1, 366],
  ["hourOfDay", "HourOfDay", 0, 23],
  ["clockHourOfDay", "ClockHourOfDay", 1, 24],
  ["hourOfHalf", "HourOfAmPm", 0, 11],
  ["clockHourOfHalf", "ClockHourOfAmPm", 1, 12],
  ["minute", "MinuteOfHour", 0, 59],
  ["second", "SecondOfMinute", 0, 59],
];

function resolve({ values, zone }: Fields): ParsedDateTime {
  for (const [field, name, low, high] of RANGES) {
    const value = values.get(field);
    if (value === undefined || (value >= low && value <= high)) continue;
    const range = high === 31 ? "1 - 28/31" : high === 366 ? "1 - 365/366" : `${low} - ${high}`;
    throw new DateTextError(`Invalid value for ${name} (valid values ${range}): ${value}`);
  }
  const clock = (hourOf(values) * 60 + (values.get("minute") ?? 0)) * 60 + (values.get("second") ?? 0);
  const microsOfDay = BigInt(clock) * MICROS_PER_SECOND + BigInt(Math.floor((values.get("nano") ?? 0) / 1000));
  return { days: daysOf(values), microsOfDay, ...(zone === undefined ? {} : { zone }) };
}

function hourOf(values: ReadonlyMap<Field, number>): number {
  const clockHour = values.get("clockHourOfDay");
  const hour = values.get("hourOfDay") ?? (clockHour === undefined ? undefined : clockHour % 24);
  const clockHalf = values.get("clockHourOfHalf");
  const half = values.get("hourOfHalf") ?? (clockHalf === undefined ? undefined : clockHalf % 12);
  const afternoon = values.get("half");
  if (hour !== undefined) {
    if (afternoon !== undefined && afternoon !== Math.floor(hour / 12))
      throw new DateTextError("Conflict found: the hour of the day and AM/PM differ");
    if (half !== undefined && half !== hour % 12)
      throw new DateTextError("Conflict found: the hour of the day and of its half differ");
    return hour;
  }
  return (half ?? 0) + (afternoon ?? 0) * 12;
}

function daysOf(values: ReadonlyMap<Field, number>): number {
  const ofEra = values.get("yearOfEra");
  const year = values.get("year") ?? (ofEra === undefined ? 1970 : values.get("era") === 0 ? 1 - ofEra : ofEra);
  const ordinal = values.get("dayOfYear");
  const month = values.get("month");
  const day = values.get("dayOfMonth");
  if (ordinal !== undefined && (month === undefined || day === undefined)) {
    if (ordinal === 366 && !isLeapYear(year))
      throw new DateTextError(`Invalid date 'DayOfYear 366' as '${year}' is not a leap year`);
    return daysOfCivil(year, 1, 1) + ordinal - 1;
  }
  const [m, d] = [month ?? 1, day ?? 1];
  if (d <= daysInMonth(year, m)) return daysOfCivil(year, m, d);
  throw new DateTextError(noSuchDay(year, m, d));
}
