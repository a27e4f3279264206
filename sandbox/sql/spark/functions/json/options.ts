import { SqlFailure } from "../../../engine/failure.ts";
import { map, type SparkType, STRING, typeText } from "../../data-types.ts";
import { currentDay, microsOfDays } from "../../values/calendar.ts";
import { compileDatePattern, type DatePattern } from "../../values/date-pattern/compile.ts";
import { formatWithPattern } from "../../values/date-pattern/format.ts";
import { DateTextError, parseWithPattern } from "../../values/date-pattern/parse.ts";
import type { JsonDialect } from "../../values/json/parser.ts";
import { parseDate, parseTimestamp, parseTimestampNtz } from "../../values/parse.ts";
import { MapValue, type Value } from "../../values/value.ts";
import { instantOf, localOf, type Zone, zoneOf } from "../../values/zones.ts";
import type { FunctionContext, Typed } from "../contract.ts";

/** Options of the readers and writers of JSON, CSV and XML, by lower-case name. */
export type FormatOptions = ReadonlyMap<string, string>;

const NONE: FormatOptions = new Map();

/** The argument as a map of strings, or an empty one. */
export function optionsArgument(argument: Typed | undefined, context: FunctionContext): readonly Typed[] {
  if (argument === undefined) return [];
  const { type } = argument;
  if (type.kind !== "map")
    throw new SqlFailure(
      "INVALID_OPTIONS.NON_MAP_FUNCTION",
      "Invalid options: Must use the `map()` function for options.",
      "42K06",
    );
  if (![type.key, type.value].every(({ kind }) => kind === "string")) {
    const given = typeText(type).toUpperCase();
    const message = `Invalid options: A type of keys and values in \`map()\` must be string, but got "${given}".`;
    throw new SqlFailure("INVALID_OPTIONS.NON_STRING_TYPE", message, "42K06");
  }
  return [context.cast(argument, map(STRING, STRING))];
}

export function optionsOf(value: Value | undefined): FormatOptions {
  if (!(value instanceof MapValue)) return NONE;
  return new Map(value.entries.map(([key, item]) => [String(key).toLowerCase(), item === null ? "" : String(item)]));
}

export const isOn = (options: FormatOptions, name: string, otherwise = false): boolean =>
  (options.get(name.toLowerCase()) ?? String(otherwise)).toLowerCase() === "true";

export function dialectOf(options: FormatOptions): JsonDialect {
  return {
    allowSingleQuotes: isOn(options, "allowSingleQuotes", true),
    allowNonNumericNumbers: isOn(options, "allowNonNumericNumbers", true),
    allowUnquotedFieldNames: isOn(options, "allowUnquotedFieldNames"),
    allowComments: isOn(options, "allowComments"),
    allowNumericLeadingZeros: isOn(options, "allowNumericLeadingZeros"),
    allowBackslashEscapingAnyCharacter: isOn(options, "allowBackslashEscapingAnyCharacter"),
    allowUnquotedControlChars: isOn(options, "allowUnquotedControlChars"),
  };
}

type DateTimeKind = "date" | "timestamp" | "timestamp_ntz";

const PATTERN_OPTIONS: Readonly<Record<DateTimeKind, string>> = {
  date: "dateformat",
  timestamp: "timestampformat",
  timestamp_ntz: "timestampntzformat",
};

export const zoneIn = (options: FormatOptions, fallback: Zone): Zone =>
  zoneOf(options.get("timezone") ?? "") ?? fallback;

function patternOf(options: FormatOptions, kind: DateTimeKind, use: "parse" | "format"): DatePattern | undefined {
  const pattern = options.get(PATTERN_OPTIONS[kind]);
  return pattern === undefined ? undefined : compileDatePattern(pattern, use);
}

/** Reads a date or time with the format of the options, or as CAST does. `undefined` for another text. */
export function readDateTime(
  text: string,
  kind: DateTimeKind,
  options: FormatOptions,
  session: Zone,
): Value | undefined {
  const zone = zoneIn(options, session);
  const pattern = patternOf(options, kind, "parse");
  if (pattern === undefined) {
    if (kind === "date") return parseDate(text);
    return kind === "timestamp" ? parseTimestamp(text, { zone, today: currentDay() }) : parseTimestampNtz(text);
  }
  try {
    const { days, microsOfDay, zone: own } = parseWithPattern(pattern, text);
    if (kind === "date") return days;
    const local = microsOfDays(days) + microsOfDay;
    return kind === "timestamp" ? instantOf(own ?? zone, local) : local;
  } catch (error) {
    if (error instanceof DateTextError) return undefined;
    throw error;
  }
}

/** Writes a date or time in the format of the options; `undefined` if they have none. */
export function writeDateTime(
  value: Value,
  kind: DateTimeKind,
  options: FormatOptions,
  session: Zone,
): string | undefined {
  const pattern = patternOf(options, kind, "format");
  if (pattern === undefined) return undefined;
  const zone = zoneIn(options, session);
  const micros = kind === "date" ? microsOfDays(Number(value)) : BigInt(String(value));
  const local = kind === "timestamp" ? localOf(zone, micros) : micros;
  return formatWithPattern(pattern, local, { id: options.get("timezone") ?? "UTC", zone, micros });
}

export const isDateTime = (type: SparkType): type is SparkType & { readonly kind: DateTimeKind } =>
  type.kind in PATTERN_OPTIONS;
