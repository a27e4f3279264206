import { daysOfCivil, MICROS_PER_SECOND, twoDigits } from "./calendar.ts";

/** Java's abbreviations of zones (`ZoneId.SHORT_IDS`). */
const SHORT_IDS: Readonly<Record<string, string>> = {
  ACT: "Australia/Darwin",
  AET: "Australia/Sydney",
  AGT: "America/Argentina/Buenos_Aires",
  ART: "Africa/Cairo",
  AST: "America/Anchorage",
  BET: "America/Sao_Paulo",
  BST: "Asia/Dhaka",
  CAT: "Africa/Harare",
  CNT: "America/St_Johns",
  CST: "America/Chicago",
  CTT: "Asia/Shanghai",
  EAT: "Africa/Addis_Ababa",
  ECT: "Europe/Paris",
  IET: "America/Indiana/Indianapolis",
  IST: "Asia/Kolkata",
  JST: "Asia/Tokyo",
  MIT: "Pacific/Apia",
  NET: "Asia/Yerevan",
  NST: "Pacific/Auckland",
  PLT: "Asia/Karachi",
  PNT: "America/Phoenix",
  PRT: "America/Puerto_Rico",
  PST: "America/Los_Angeles",
  SST: "Pacific/Guadalcanal",
  VST: "Asia/Ho_Chi_Minh",
  EST: "-05:00",
  MST: "-07:00",
  HST: "-10:00",
};

const OFFSET = /^([+-])(\d{1,2})(?::?(\d{2})(?::?(\d{2}))?)?$/;
/** Java distinguishes capitals, which JavaScript does not. */
const REGION = /^(?!(?!US|GB|SystemV)[A-Z]{2,}\/)[A-Z][A-Za-z0-9~._+-]+(?:\/[A-Z][A-Za-z0-9~._+-]+)*$/;

/** A time zone: a fixed offset in seconds, or a region of the IANA database. */
export type Zone = { readonly offset: number } | { readonly region: string };

const known = new Map<string, Zone | undefined>();
const formats = new Map<string, Intl.DateTimeFormat>();

/** The zone that Spark understands by an ID (`UTC`, `+02:00`, `GMT+2`, `Europe/Madrid`, `PST`), or `undefined`. */
export function zoneOf(id: string): Zone | undefined {
  if (known.has(id)) return known.get(id);
  const zone = readZone(id);
  if (known.size < 1_000) known.set(id, zone);
  return zone;
}

function readZone(given: string): Zone | undefined {
  const padded = given.replace(/([+-])(\d):/, "$10$2:").replace(/([+-]\d\d):(\d)$/, "$1:0$2");
  const id = SHORT_IDS[padded] ?? padded;
  if (/^(?:Z|(?:Etc\/)?(?:UTC|GMT|UCT|Zulu)|UT)$/.test(id)) return { offset: 0 };
  const offset = offsetOf(id.replace(/^(UTC|GMT|UT)(?=[+-])/, ""));
  if (offset !== undefined) return { offset };
  if (!REGION.test(id)) return undefined;
  try {
    const format = new Intl.DateTimeFormat("en-US", {
      timeZone: id,
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(id, format);
    return { region: id };
  } catch {
    return undefined;
  }
}

function offsetOf(text: string): number | undefined {
  const match = OFFSET.exec(text);
  if (match === null) return undefined;
  const [, sign, hours = "0", minutes = "0", seconds = "0"] = match;
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  if (Number(minutes) > 59 || Number(seconds) > 59 || total > 18 * 3600) return undefined;
  return sign === "-" ? -total : total;
}

/** Seconds to add to UTC at an instant, given in microseconds. */
export function offsetAt(zone: Zone, micros: bigint): number {
  if ("offset" in zone) return zone.offset;
  const seconds = Number(
    (micros - (((micros % MICROS_PER_SECOND) + MICROS_PER_SECOND) % MICROS_PER_SECOND)) / MICROS_PER_SECOND,
  );
  const format = formats.get(zone.region);
  if (format === undefined || Math.abs(seconds) > 8.64e12) return 0;
  const parts = new Map(format.formatToParts(seconds * 1000).map(({ type, value }) => [type as string, value]));
  const part = (name: string) => Number(parts.get(name));
  const year = parts.get("era") === "BC" ? 1 - part("year") : part("year");
  const days = daysOfCivil(year, part("month"), part("day"));
  return days * 86_400 + part("hour") * 3600 + part("minute") * 60 + part("second") - seconds;
}

/** Local microseconds of an instant. */
export const localOf = (zone: Zone, micros: bigint): bigint =>
  micros + BigInt(offsetAt(zone, micros)) * MICROS_PER_SECOND;

/**
 * The instant of local microseconds. A local time that a change of the clock skips moves forward by the gap, and one that occurs twice
 * is the first of the two, as in Java.
 */
export function instantOf(zone: Zone, local: bigint): bigint {
  const at = (offset: number) => local - BigInt(offset) * MICROS_PER_SECOND;
  if ("offset" in zone) return at(zone.offset);
  const day = 86_400n * MICROS_PER_SECOND;
  const before = offsetAt(zone, local - day);
  const after = offsetAt(zone, local + day);
  if (before === after || offsetAt(zone, at(before)) === before) return at(before);
  return offsetAt(zone, at(after)) === after ? at(after) : at(before);
}

/** `+02:00`, with seconds if there are any. */
export function offsetText(seconds: number, separator = ":"): string {
  const size = Math.abs(seconds);
  const parts = [Math.floor(size / 3600), Math.floor(size / 60) % 60];
  if (size % 60 !== 0) parts.push(size % 60);
  return `${seconds < 0 ? "-" : "+"}${parts.map(twoDigits).join(separator)}`;
}
