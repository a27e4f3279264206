import { SqlFailure } from "../../engine/failure.ts";
import { type DayTimeField, dayTime, type YearMonthField, yearMonth } from "../data-types.ts";
import type { LiteralValue } from "./number-literal.ts";

const SECOND = 1_000_000n;
const YEAR_MONTH: readonly YearMonthField[] = ["year", "month"];
const DAY_TIME: readonly DayTimeField[] = ["day", "hour", "minute", "second"];

interface Unit {
  readonly field: YearMonthField | DayTimeField;
  /** In months, or in microseconds. */
  readonly size: bigint;
}

const UNITS: ReadonlyMap<string, Unit> = new Map<string, Unit>([
  ["year", { field: "year", size: 12n }],
  ["month", { field: "month", size: 1n }],
  ["week", { field: "day", size: 7n * 86_400n * SECOND }],
  ["day", { field: "day", size: 86_400n * SECOND }],
  ["hour", { field: "hour", size: 3600n * SECOND }],
  ["minute", { field: "minute", size: 60n * SECOND }],
  ["second", { field: "second", size: SECOND }],
  ["millisecond", { field: "second", size: 1000n }],
  ["microsecond", { field: "second", size: 1n }],
]);

/** The unit in the singular and in lower case, if the word is one: `DAYS` → `day`. */
export function intervalUnit(word: string): string | undefined {
  const singular = word.toLowerCase().replace(/s$/, "");
  return UNITS.has(singular) ? singular : undefined;
}

export interface IntervalPart {
  readonly negative: boolean;
  /** Digits, perhaps with a sign and a fraction. */
  readonly amount: string;
  readonly unit: string;
}

/** `INTERVAL 1 DAY 2 HOURS`. `text` is the literal as written, for errors. */
export function unitsInterval(parts: readonly IntervalPart[], text: string): LiteralValue {
  let months = 0n;
  let micros = 0n;
  const fields = new Set<string>();
  for (const { negative, amount, unit } of parts) {
    const known = UNITS.get(intervalUnit(unit) ?? "");
    if (known === undefined) throw invalidFormat("INVALID_UNIT", text, `Invalid unit '${unit.toLowerCase()}'.`);
    fields.add(known.field);
    const value = amountOf(amount, known, text, unit) * (negative ? -1n : 1n);
    if (known.field === "year" || known.field === "month") months += value;
    else micros += value;
  }
  return ofFields(fields, months, micros, text);
}

const PART = /([+-]?)\s*(\d+\.?\d*|\.\d+)\s+([A-Za-z]+)(?=\s|$)/g;

/** `INTERVAL '1 day 2 hours'`. */
export function textInterval(content: string, text: string): LiteralValue {
  const body = content
    .trim()
    .replace(/^interval(?=\s)/i, "")
    .trim();
  const parts = [...body.matchAll(PART)].map(
    ([, sign = "", amount = "", unit = ""]): IntervalPart => ({ negative: sign === "-", amount, unit }),
  );
  const rest = body.replace(PART, "");
  if (parts.length === 0 || rest.trim() !== "" || parts.some(({ unit }) => intervalUnit(unit) === undefined)) {
    throw new SqlFailure(
      "INVALID_TYPED_LITERAL",
      `The value of the typed literal "INTERVAL" is invalid: '${content}'.`,
      "42604",
    );
  }
  return unitsInterval(parts, text);
}

function amountOf(amount: string, unit: Unit, text: string, name: string): bigint {
  const [, sign = "", whole = "", fraction] = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(amount.trim()) ?? [];
  if (whole === "" && (fraction ?? "") === "") {
    throw new SqlFailure(
      "",
      `Can only use numbers in the interval value part for multiple unit value pairs interval form, but got invalid value: ${amount}.`,
      "42000",
    );
  }
  if (fraction !== undefined && unit.size !== SECOND) {
    throw invalidFormat("INVALID_FRACTION", text, `${name.toLowerCase()} cannot have fractional part.`);
  }
  const parts = BigInt(whole || "0") * unit.size + (fraction === undefined ? 0n : microsOfFraction(fraction));
  return sign === "-" ? -parts : parts;
}

const microsOfFraction = (digits: string) => BigInt(digits.slice(0, 6).padEnd(6, "0"));

function ofFields(fields: ReadonlySet<string>, months: bigint, micros: bigint, text: string): LiteralValue {
  const ym = YEAR_MONTH.filter((field) => fields.has(field));
  const dt = DAY_TIME.filter((field) => fields.has(field));
  const [ymFirst, ymLast] = [ym[0], ym.at(-1)];
  const [dtFirst, dtLast] = [dt[0], dt.at(-1)];
  if (ymFirst !== undefined && ymLast !== undefined && dtFirst === undefined) {
    if (months >= 2n ** 31n || months < -(2n ** 31n)) throw outOfRange(text);
    return { type: yearMonth(ymFirst, ymLast), value: Number(months) };
  }
  if (ymFirst === undefined && dtFirst !== undefined && dtLast !== undefined) {
    if (micros >= 2n ** 63n || micros < -(2n ** 63n)) throw outOfRange(text);
    return { type: dayTime(dtFirst, dtLast), value: micros };
  }
  throw new SqlFailure("", `Cannot mix year-month and day-time fields: ${text}.`, "42000");
}

/** `INTERVAL '1-2' YEAR TO MONTH`, `INTERVAL '1 02:03:04.5' DAY TO SECOND`. */
export function rangeInterval(content: string, negative: boolean, from: string, to: string): LiteralValue {
  const sign = (value: bigint, minus: string | undefined) => (negative !== (minus === "-") ? -value : value);
  if (from === "year" && to === "month") {
    const found = /^\s*([+-]?)(\d+)-(\d+)\s*$/.exec(content);
    if (found === null) throw mismatch(content, from, to);
    const months = BigInt(found[2] ?? 0) * 12n + bounded("month", found[3] ?? "0", 11n);
    return ofFields(new Set(["year", "month"]), sign(months, found[1]), 0n, content);
  }
  const first = (DAY_TIME as readonly string[]).indexOf(from);
  const last = (DAY_TIME as readonly string[]).indexOf(to);
  if (first < 0 || last <= first) {
    throw new SqlFailure("", `Intervals FROM ${from} TO ${to} are not supported.`, "42000");
  }
  const found = rangePattern(first, last).exec(content);
  if (found === null) throw mismatch(content, from, to);
  let micros = microsOfFraction(found.at(-1) ?? "");
  const fields = DAY_TIME.slice(first, last + 1);
  for (const [i, field] of fields.entries()) {
    const digits = found[i + 2] ?? "0";
    const value = i === 0 ? BigInt(digits) : bounded(field, digits, field === "hour" ? 23n : 59n);
    micros += value * (UNITS.get(field)?.size ?? 0n);
  }
  return ofFields(new Set(fields), 0n, sign(micros, found[1]), content);
}

/** Groups: the sign, a number for each field, the fraction of the seconds. */
function rangePattern(first: number, last: number): RegExp {
  let pattern = "^\\s*([+-]?)(\\d+)";
  for (let i = first + 1; i <= last; i += 1) pattern += `${i === 1 ? "\\s+" : ":"}(\\d{1,2})`;
  return new RegExp(`${pattern}${last === 3 ? "(?:\\.(\\d{1,9}))?" : "()"}\\s*$`);
}

function bounded(field: string, digits: string, highest: bigint): bigint {
  const value = BigInt(digits);
  if (value > highest) {
    throw new SqlFailure("", `requirement failed: ${field} ${value} outside range [0, ${highest}].`, "42000");
  }
  return value;
}

function invalidFormat(condition: string, text: string, reason: string): SqlFailure {
  return new SqlFailure(
    `INVALID_INTERVAL_FORMAT.${condition}`,
    `Error parsing '${text}' to interval. Please ensure that the value provided is in a valid format for defining an interval. You can reference the documentation for the correct format. ${reason}`,
    "22006",
  );
}

const mismatch = (content: string, from: string, to: string) =>
  invalidFormat(
    "UNMATCHED_FORMAT_STRING_WITH_NOTICE",
    content,
    `Interval string does not match ${from} to ${to} format.`,
  );

const outOfRange = (text: string) => invalidFormat("ARITHMETIC_EXCEPTION", text, "Uncaught arithmetic exception.");
