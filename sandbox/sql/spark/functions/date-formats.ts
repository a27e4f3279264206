import { SqlFailure } from "../../engine/failure.ts";
import { BIGINT, DATE, type SparkType, STRING, TIMESTAMP, TIMESTAMP_NTZ } from "../data-types.ts";
import { floorDivide, MICROS_PER_SECOND, microsOfDays } from "../values/calendar.ts";
import { compileDatePattern } from "../values/date-pattern/compile.ts";
import { formatWithPattern } from "../values/date-pattern/format.ts";
import { DateTextError, parseWithPattern } from "../values/date-pattern/parse.ts";
import type { Value } from "../values/value.ts";
import { instantOf, localOf } from "../values/zones.ts";
import type { FunctionContext, FunctionDefinition, Typed } from "./contract.ts";
import { coerced, NONE, scalar, typed } from "./define.ts";
import { exactly } from "./strict.ts";
import { knownZone } from "./timestamps.ts";

const DEFAULT_PATTERN = "yyyy-MM-dd HH:mm:ss";

/** The local microseconds and zone of a text in a pattern. @throws {SqlFailure} CANNOT_PARSE_TIMESTAMP */
function parsed(text: string, pattern: string): ReturnType<typeof parseWithPattern> {
  try {
    return parseWithPattern(compileDatePattern(pattern, "parse"), text);
  } catch (error) {
    if (!(error instanceof DateTextError)) throw error;
    throw new SqlFailure(
      "CANNOT_PARSE_TIMESTAMP",
      `${error.message}. Use \`try_to_timestamp\` to tolerate invalid input string and return NULL instead.`,
      "22007",
    );
  }
}

/** The instant of a text in a pattern, whose own zone comes before the session's. */
function instant(text: string, pattern: string, zone: string): bigint {
  const found = parsed(text, pattern);
  return instantOf(found.zone ?? knownZone(zone), microsOfDays(found.days) + found.microsOfDay);
}

function formatted(micros: bigint, pattern: string, zone: string): string {
  const known = knownZone(zone);
  return formatWithPattern(compileDatePattern(pattern, "format"), localOf(known, micros), {
    id: zone,
    zone: known,
    micros,
  });
}

/** The value of a text in a pattern, as one of the types. */
function read(type: SparkType, zone: string): (text: string, pattern: string) => Value {
  if (type.kind === "timestamp") return (text, pattern) => instant(text, pattern, zone);
  if (type.kind === "date") return (text, pattern) => parsed(text, pattern).days;
  return (text, pattern) => {
    const { days, microsOfDay } = parsed(text, pattern);
    return microsOfDays(days) + microsOfDay;
  };
}

/** `to_date`, `to_timestamp` and their relatives: a cast, or a text in a pattern. */
function conversionTo(names: string, type: SparkType, lenient: boolean): FunctionDefinition {
  return scalar(names, "expr fmt?", ([x = NONE, pattern], context, name) => {
    // A pattern for other values than text does nothing, but has to be a text.
    if (pattern !== undefined) context.coerce(pattern, STRING, { function: name, index: 1 });
    if (pattern === undefined || x.type.kind !== "string")
      return lenient ? context.tryCast(x, type) : context.cast(x, type);
    const texts = coerced([x, pattern], [STRING, STRING], context, name);
    const parse = read(type, context.timeZone);
    return context.call(name, texts, type, (text: string, form: string) => {
      try {
        return parse(text, form);
      } catch (error) {
        if (lenient && error instanceof SqlFailure && error.condition === "CANNOT_PARSE_TIMESTAMP") return null;
        throw error;
      }
    });
  });
}

/** Seconds since 1970 of a date, a timestamp, or a text in a pattern. */
function unixTime(x: Typed, pattern: Typed | undefined, context: FunctionContext, name: string): Typed {
  if (x.type.kind === "string" || x.type.kind === "void") {
    const form = exactly(name, pattern ?? typed(STRING, `'${DEFAULT_PATTERN}'`), 1, STRING, context);
    const texts = [context.cast(x, STRING), form];
    return context.call(`${name}_text`, texts, BIGINT, (text: string, form: string) =>
      wholeSeconds(instant(text, form, context.timeZone)),
    );
  }
  return context.call(name, [context.coerce(x, TIMESTAMP, { function: name, index: 0 })], BIGINT, wholeSeconds);
}

/** Towards zero, unlike `unix_seconds`. */
const wholeSeconds = (micros: bigint): bigint => micros / MICROS_PER_SECOND;

export const dateFormatFunctions: readonly FunctionDefinition[] = [
  conversionTo("to_date", DATE, false),
  conversionTo("try_to_date", DATE, true),
  conversionTo("to_timestamp to_timestamp_ltz", TIMESTAMP, false),
  conversionTo("try_to_timestamp", TIMESTAMP, true),
  conversionTo("to_timestamp_ntz", TIMESTAMP_NTZ, false),
  scalar("date_format", "timestamp fmt", ([x = NONE, pattern = NONE], context, name) => {
    const args = coerced([x, pattern], [TIMESTAMP, STRING], context, name);
    return context.call(name, args, STRING, (micros: bigint, form: string) =>
      formatted(micros, form, context.timeZone),
    );
  }),
  scalar("from_unixtime", "unix_time fmt?", ([x = NONE, pattern], context, name) => {
    const form = pattern ?? typed(STRING, `'${DEFAULT_PATTERN}'`);
    const args = coerced([x, form], [BIGINT, STRING], context, name);
    return context.call(name, args, STRING, (seconds: bigint, text: string) =>
      formatted(seconds * MICROS_PER_SECOND, text, context.timeZone),
    );
  }),
  scalar("unix_timestamp", "timeExp? fmt?", ([x, pattern], context, name) =>
    x === undefined
      ? typed(BIGINT, `CAST(${floorDivide(context.now, MICROS_PER_SECOND)} AS BIGINT)`)
      : unixTime(x, pattern, context, name),
  ),
  scalar("to_unix_timestamp", "timeExp fmt?", ([x = NONE, pattern], context, name) =>
    unixTime(x, pattern, context, name),
  ),
];
