/** Dates of the proleptic Gregorian calendar as days since 1970-01-01, and times as microseconds. */

export const MICROS_PER_SECOND = 1_000_000n;
export const MICROS_PER_MINUTE = 60_000_000n;
export const MICROS_PER_HOUR = 3_600_000_000n;
export const MICROS_PER_DAY = 86_400_000_000n;

export interface Civil {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

/** Days since 1970-01-01 of a date that exists. */
export function daysOfCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

export function civilOfDays(days: number): Civil {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  };
}

export const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export const daysInMonth = (year: number, month: number): number =>
  month === 2 && isLeapYear(year) ? 29 : (LENGTHS[month - 1] ?? 0);

export const dayOfYear = (days: number): number => days - daysOfCivil(civilOfDays(days).year, 1, 1) + 1;

/** 1 for Monday to 7 for Sunday. */
export const isoDayOfWeek = (days: number): number => ((((days + 3) % 7) + 7) % 7) + 1;

/** Days since 1970-01-01, or `undefined` if the date does not exist. */
export function daysOfDate(year: number, month: number, day: number): number | undefined {
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  return daysOfCivil(year, month, day);
}

/** The date some months later; the day is lowered to the last of its month. */
export function addMonths(days: number, months: number): number {
  const { year, month, day } = civilOfDays(days);
  const total = year * 12 + month - 1 + months;
  const newYear = Math.floor(total / 12);
  const newMonth = total - newYear * 12 + 1;
  return daysOfCivil(newYear, newMonth, Math.min(day, daysInMonth(newYear, newMonth)));
}

export function floorDivide(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return value % divisor !== 0n && value < 0n !== divisor < 0n ? quotient - 1n : quotient;
}

export const daysOfMicros = (micros: bigint): number => Number(floorDivide(micros, MICROS_PER_DAY));

/** The current day in UTC. */
export const currentDay = (): number => Math.floor(Date.now() / 86_400_000);

/** Microseconds since midnight. */
export const microsOfDay = (micros: bigint): bigint => micros - floorDivide(micros, MICROS_PER_DAY) * MICROS_PER_DAY;

export const microsOfDays = (days: number): bigint => BigInt(days) * MICROS_PER_DAY;

export const twoDigits = (value: number | bigint): string => String(value).padStart(2, "0");

/** `2026-03-01`; a year beyond four digits has a sign. */
export function dateText(days: number): string {
  const { year, month, day } = civilOfDays(days);
  const digits = String(Math.abs(year)).padStart(4, "0");
  const sign = year < 0 ? "-" : year > 9999 ? "+" : "";
  return `${sign}${digits}-${twoDigits(month)}-${twoDigits(day)}`;
}

/** `09:30:00`, and `09:30:00.5` with a fraction without zeros at its end. */
export function timeText(micros: bigint): string {
  const seconds = Number(micros / MICROS_PER_SECOND);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(twoDigits).join(":");
  return `${clock}${fractionText(micros % MICROS_PER_SECOND)}`;
}

/** `.5` for 500,000 microseconds, nothing for zero. */
export function fractionText(micros: bigint): string {
  return micros === 0n ? "" : `.${String(micros).padStart(6, "0").replace(/0+$/, "")}`;
}

/** `2026-03-01 09:30:00.5` of local microseconds since 1970-01-01 00:00. */
export const localText = (micros: bigint): string =>
  `${dateText(daysOfMicros(micros))} ${timeText(microsOfDay(micros))}`;
