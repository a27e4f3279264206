import {
  civilOfDays,
  dayOfYear,
  daysOfMicros,
  isoDayOfWeek,
  MICROS_PER_SECOND,
  microsOfDay,
  twoDigits,
} from "../calendar.ts";
import { offsetAt, type Zone } from "../zones.ts";
import type { DatePattern, NumberField, NumberItem, PatternItem, TextField } from "./compile.ts";
import { namesOf } from "./names.ts";

export interface ZoneInPattern {
  readonly id: string;
  readonly zone: Zone;
  /** The instant, for the offset of the zone. */
  readonly micros: bigint;
}

/** Formats local microseconds with the pattern. */
export function formatWithPattern(pattern: DatePattern, local: bigint, zone: ZoneInPattern): string {
  return pattern.map((item) => itemText(item, local, zone)).join("");
}

function itemText(item: PatternItem, local: bigint, zone: ZoneInPattern): string {
  switch (item.kind) {
    case "literal":
      return item.text;
    case "optional":
      return formatWithPattern(item.items, local, zone);
    case "fraction":
      return `${String(microsOfDay(local) % MICROS_PER_SECOND).padStart(6, "0")}000`.slice(0, item.digits);
    case "text":
      return namesOf(item.field, item.full)[textIndex(item.field, local)] ?? "";
    case "zone":
      return zoneText(item.letter, item.count, zone);
    case "number":
      return numberText(item, numberOf(item.field, local));
  }
}

function numberText({ least, sign, reduced }: NumberItem, value: number): string {
  const digits = String(reduced === true ? Math.abs(value) % 100 : Math.abs(value)).padStart(least, "0");
  if (reduced === true) return digits;
  if (value < 0) return `-${digits}`;
  return sign === "pad" && digits.length > least ? `+${digits}` : digits;
}

function numberOf(field: NumberField, local: bigint): number {
  const days = daysOfMicros(local);
  const { year, month, day } = civilOfDays(days);
  const seconds = Number(microsOfDay(local) / MICROS_PER_SECOND);
  const hour = Math.floor(seconds / 3600);
  switch (field) {
    case "year":
      return year;
    case "yearOfEra":
      return year >= 1 ? year : 1 - year;
    case "month":
      return month;
    case "quarter":
      return Math.ceil(month / 3);
    case "dayOfYear":
      return dayOfYear(days);
    case "dayOfMonth":
      return day;
    case "alignedDay":
      return ((day - 1) % 7) + 1;
    case "hourOfDay":
      return hour;
    case "clockHourOfDay":
      return hour === 0 ? 24 : hour;
    case "hourOfHalf":
      return hour % 12;
    case "clockHourOfHalf":
      return hour % 12 === 0 ? 12 : hour % 12;
    case "minute":
      return Math.floor(seconds / 60) % 60;
    case "second":
      return seconds % 60;
  }
}

function textIndex(field: TextField, local: bigint): number {
  switch (field) {
    case "era":
      return numberOf("year", local) >= 1 ? 1 : 0;
    case "month":
      return numberOf("month", local) - 1;
    case "quarter":
      return numberOf("quarter", local) - 1;
    case "dayOfWeek":
      return isoDayOfWeek(daysOfMicros(local)) - 1;
    case "half":
      return numberOf("hourOfDay", local) < 12 ? 0 : 1;
  }
}

function zoneText(letter: string, count: number, { id, zone, micros }: ZoneInPattern): string {
  const offset = offsetAt(zone, micros);
  if (letter === "V") return id;
  if (letter === "z") return zoneName(id, zone, micros, count === 4);
  if (letter === "O" || (letter === "Z" && count === 4)) return localizedOffset(offset, letter === "Z" || count === 4);
  if (letter === "Z") return count === 5 ? isoOffset(offset, 5, "Z") : isoOffset(offset, 2, "+0000");
  if (letter === "X") return isoOffset(offset, count, "Z");
  return isoOffset(offset, count, count === 1 ? "+00" : count % 2 === 0 ? "+0000" : "+00:00");
}

/** Forms of the letter X: `+HHmm` without zero minutes, `+HHMM`, `+HH:MM`, and the last two with seconds if there are any. */
function isoOffset(offset: number, count: number, zero: string): string {
  if (offset === 0) return zero;
  const size = Math.abs(offset);
  const [hours, minutes, seconds] = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60];
  const separator = count === 3 || count === 5 ? ":" : "";
  let text = `${offset < 0 ? "-" : "+"}${twoDigits(hours)}`;
  if (count > 1 || minutes !== 0) text += `${separator}${twoDigits(minutes)}`;
  if (count > 3 && seconds !== 0) text += `${separator}${twoDigits(seconds)}`;
  return text;
}

function localizedOffset(offset: number, full: boolean): string {
  if (offset === 0) return "GMT";
  const size = Math.abs(offset);
  const [hours, minutes, seconds] = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60];
  const sign = offset < 0 ? "-" : "+";
  const rest = seconds === 0 ? "" : `:${twoDigits(seconds)}`;
  if (full) return `GMT${sign}${twoDigits(hours)}:${twoDigits(minutes)}${rest}`;
  return `GMT${sign}${hours}${minutes === 0 && rest === "" ? "" : `:${twoDigits(minutes)}`}${rest}`;
}

const SHORT_NAMES: Readonly<Record<string, string>> = {
  "Central European Standard Time": "CET",
  "Central European Summer Time": "CEST",
  "Western European Standard Time": "WET",
  "Western European Summer Time": "WEST",
  "Eastern European Standard Time": "EET",
  "Eastern European Summer Time": "EEST",
  "Greenwich Mean Time": "GMT",
  "British Summer Time": "BST",
  "India Standard Time": "IST",
  "Japan Standard Time": "JST",
  "China Standard Time": "CST",
};

function zoneName(id: string, zone: Zone, micros: bigint, full: boolean): string {
  if ("offset" in zone) {
    const short = id.replace("Etc/", "");
    return full && short === "UTC" ? "Coordinated Universal Time" : short;
  }
  const name = (style: "short" | "long") =>
    new Intl.DateTimeFormat("en-US", { timeZone: zone.region, timeZoneName: style })
      .formatToParts(Number(micros / 1000n))
      .find(({ type }) => type === "timeZoneName")?.value ?? id;
  const long = name("long");
  return full ? long : (SHORT_NAMES[long] ?? name("short"));
}
