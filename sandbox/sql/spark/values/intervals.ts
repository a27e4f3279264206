import type { DayTimeField, YearMonthField } from "../data-types.ts";
import {
  fractionText,
  MICROS_PER_DAY,
  MICROS_PER_HOUR,
  MICROS_PER_MINUTE,
  MICROS_PER_SECOND,
  twoDigits,
} from "./calendar.ts";
import { CalendarInterval } from "./value.ts";

type FieldName = YearMonthField | DayTimeField;

const suffixOf = (from: FieldName, to: FieldName): string => (from === to ? from : `${from} to ${to}`).toUpperCase();

/** `INTERVAL '1-2' YEAR TO MONTH`. */
export function yearMonthText(months: number, from: YearMonthField, to: YearMonthField): string {
  const size = Math.abs(months);
  const sign = months < 0 ? "-" : "";
  const digits =
    from === "month" ? `${size}` : to === "year" ? `${Math.trunc(size / 12)}` : `${Math.trunc(size / 12)}-${size % 12}`;
  return `INTERVAL '${sign}${digits}' ${suffixOf(from, to)}`;
}

/** `INTERVAL '1 02:03:04.5' DAY TO SECOND`. */
export function dayTimeText(micros: bigint, from: DayTimeField, to: DayTimeField): string {
  let rest = micros < 0n ? -micros : micros;
  const take = (unit: bigint): bigint => {
    const count = rest / unit;
    rest %= unit;
    return count;
  };
  const order: readonly DayTimeField[] = ["day", "hour", "minute", "second"];
  let text = "";
  for (const field of order.slice(order.indexOf(from), order.indexOf(to) + 1)) {
    if (field === "day") text = String(take(MICROS_PER_DAY));
    if (field === "hour") text += `${from === "day" ? " " : ""}${twoDigits(take(MICROS_PER_HOUR))}`;
    if (field === "minute") text += `${from === "minute" ? "" : ":"}${twoDigits(take(MICROS_PER_MINUTE))}`;
    if (field === "second")
      text += `${from === "second" ? "" : ":"}${twoDigits(take(MICROS_PER_SECOND))}${fractionText(rest)}`;
  }
  return `INTERVAL '${micros < 0n ? "-" : ""}${text}' ${suffixOf(from, to)}`;
}

/** `1 years 2 months 3 days 4 hours 5.5 seconds`, and `0 seconds` for an empty interval. */
export function calendarIntervalText({ months, days, micros }: CalendarInterval): string {
  const parts: string[] = [];
  const add = (count: number | bigint, unit: string) => {
    if (count !== 0 && count !== 0n) parts.push(`${count} ${unit}`);
  };
  add(Math.trunc(months / 12), "years");
  add(months % 12, "months");
  add(days, "days");
  add(micros / MICROS_PER_HOUR, "hours");
  add((micros % MICROS_PER_HOUR) / MICROS_PER_MINUTE, "minutes");
  const seconds = micros % MICROS_PER_MINUTE;
  if (seconds !== 0n) {
    const size = seconds < 0n ? -seconds : seconds;
    parts.push(
      `${seconds < 0n ? "-" : ""}${size / MICROS_PER_SECOND}${fractionText(size % MICROS_PER_SECOND)} seconds`,
    );
  }
  return parts.length === 0 ? "0 seconds" : parts.join(" ");
}

const UNITS: Readonly<Record<string, { readonly months?: bigint; readonly days?: bigint; readonly micros?: bigint }>> =
  {
    year: { months: 12n },
    month: { months: 1n },
    week: { days: 7n },
    day: { days: 1n },
    hour: { micros: MICROS_PER_HOUR },
    minute: { micros: MICROS_PER_MINUTE },
    second: { micros: MICROS_PER_SECOND },
    millisecond: { micros: 1_000n },
    microsecond: { micros: 1n },
  };

const PART = /^([+-])?\s*(\d+)?(?:\.(\d{0,9}))?\s+([a-z]+)(?:\s+|$)/;

/** `1 year 2 days -3.5 seconds`, with or without `interval` in front; `undefined` if it is not one. */
export function parseCalendarInterval(text: string): CalendarInterval | undefined {
  let rest = text.trim().toLowerCase();
  if (rest === "interval") return undefined;
  rest = rest.replace(/^interval\s+/, "");
  if (rest === "") return undefined;
  let [months, days, micros] = [0n, 0n, 0n];
  while (rest !== "") {
    const match = PART.exec(rest);
    if (match === null) return undefined;
    const [whole, sign, digits, fraction, name = ""] = match;
    const unit = UNITS[name.replace(/s$/, "")];
    if (unit === undefined || (digits === undefined && (fraction ?? "") === "")) return undefined;
    if (fraction !== undefined && unit.micros !== MICROS_PER_SECOND) return undefined;
    const count = BigInt(digits ?? "0") * (sign === "-" ? -1n : 1n);
    months += count * (unit.months ?? 0n);
    days += count * (unit.days ?? 0n);
    micros += count * (unit.micros ?? 0n);
    if (fraction !== undefined) micros += (sign === "-" ? -1n : 1n) * BigInt(fraction.slice(0, 6).padEnd(6, "0"));
    rest = rest.slice(whole.length);
  }
  if (!fits(months, 31n) || !fits(days, 31n) || !fits(micros, 63n)) return undefined;
  return new CalendarInterval(Number(months), Number(days), micros);
}

const fits = (value: bigint, bits: bigint): boolean => value >= -(1n << bits) && value < 1n << bits;

/** The text inside `INTERVAL '…' UNIT TO UNIT`, with its sign; other texts are returned as they are. */
function unwrap(text: string, suffix: string): { readonly body: string; readonly sign: bigint } {
  const match = /^interval\s+([+-])?\s*'([^']*)'\s+([a-z ]+)$/i.exec(text);
  if (match === null) return { body: text, sign: 1n };
  const [, sign, body = "", unit = ""] = match;
  if (unit.toUpperCase().replace(/\s+/g, " ") !== suffix) return { body: "", sign: 1n };
  return { body, sign: sign === "-" ? -1n : 1n };
}

/** Months of `1-2`, `INTERVAL '1-2' YEAR TO MONTH` or, for one field, of a number; `undefined` if it is not one. */
export function parseYearMonth(text: string, from: YearMonthField, to: YearMonthField): number | undefined {
  const { body, sign: outer } = unwrap(text.trim(), suffixOf(from, to));
  const match = from === to ? /^([+-])?(\d+)$/.exec(body) : /^([+-])?(\d+)-(\d+)$/.exec(body);
  if (match === null) return undefined;
  const [, sign, first = "0", second = "0"] = match;
  if (Number(second) > 11) return undefined;
  const size = BigInt(first) * (from === "year" ? 12n : 1n) + BigInt(second);
  const months = (sign === "-" ? -size : size) * outer;
  return fits(months, 31n) ? Number(months) : undefined;
}

const SEPARATOR: Readonly<Record<DayTimeField, string>> = { day: "", hour: " ", minute: ":", second: ":" };
const LIMIT: Readonly<Record<DayTimeField, number>> = {
  day: Number.POSITIVE_INFINITY,
  hour: 23,
  minute: 59,
  second: 59,
};
const SIZE: Readonly<Record<DayTimeField, bigint>> = {
  day: MICROS_PER_DAY,
  hour: MICROS_PER_HOUR,
  minute: MICROS_PER_MINUTE,
  second: MICROS_PER_SECOND,
};

/** Microseconds of `1 02:03:04.5` (as many fields as the type has) or `INTERVAL '…' DAY TO SECOND`; `undefined` if it is not one. */
export function parseDayTime(text: string, from: DayTimeField, to: DayTimeField): bigint | undefined {
  const { body, sign: outer } = unwrap(text.trim(), suffixOf(from, to));
  const order: readonly DayTimeField[] = ["day", "hour", "minute", "second"];
  const fields = order.slice(order.indexOf(from), order.indexOf(to) + 1);
  const pattern = fields.map(
    (field, i) => `${i === 0 ? "" : field === "hour" ? "[ T]" : SEPARATOR[field]}(\\d${i === 0 ? "+" : "{1,2}"})`,
  );
  const fraction = to === "second" ? "(?:\\.(\\d{1,9}))?" : "";
  const match = new RegExp(`^([+-])?${pattern.join("")}${fraction}$`).exec(body);
  if (match === null) return undefined;
  let micros = 0n;
  for (const [i, field] of fields.entries()) {
    const digits = match[i + 2] ?? "0";
    if (i > 0 && Number(digits) > LIMIT[field]) return undefined;
    micros += BigInt(digits) * SIZE[field];
  }
  if (to === "second") micros += BigInt((match[fields.length + 2] ?? "").slice(0, 6).padEnd(6, "0"));
  const signed = (match[1] === "-" ? -micros : micros) * outer;
  return fits(signed, 63n) ? signed : undefined;
}
