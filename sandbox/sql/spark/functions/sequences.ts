import { SqlFailure } from "../../engine/failure.ts";
import { isIntegral } from "../analysis/coercion.ts";
import { array, type SparkType } from "../data-types.ts";
import { addMonths, daysOfMicros, microsOfDay, microsOfDays } from "../values/calendar.ts";
import { CalendarInterval, type Value } from "../values/value.ts";
import { MOST_ELEMENTS, tooManyElements } from "./collection-types.ts";
import type { FunctionContext, FunctionDefinition, Typed } from "./contract.ts";
import { NONE, scalar, unexpectedInput } from "./define.ts";

function illegal(start: Value, stop: Value, step: Value): SqlFailure {
  return new SqlFailure(
    "",
    `Illegal sequence boundaries: ${String(start)} to ${String(stop)} by ${step instanceof CalendarInterval ? "this interval" : String(step)}`,
    "22023",
  );
}

/** The values from `start` to `stop`, which is included if a step reaches it. */
function steps(start: bigint, stop: bigint, forwards: boolean, at: (index: number) => bigint): readonly bigint[] {
  const found: bigint[] = [];
  for (let i = 0; ; i++) {
    const value = at(i);
    if (forwards ? value > stop : value < stop) return found;
    if (found.length >= MOST_ELEMENTS) throw tooManyElements("sequence", found.length + 1);
    found.push(value);
    if (i > 0 && value === start) return found;
  }
}

function integers(start: bigint, stop: bigint, step: bigint): readonly bigint[] {
  if (start === stop) return [start];
  if (step === 0n || step > 0n !== stop > start) throw illegal(start, stop, step);
  const count = (stop - start) / step + 1n;
  if (count > BigInt(MOST_ELEMENTS)) throw tooManyElements("sequence", count);
  return Array.from({ length: Number(count) }, (_, i) => start + BigInt(i) * step);
}

function datetimes(start: bigint, stop: bigint, step: CalendarInterval): readonly bigint[] {
  if (start === stop) return [start];
  const at = (i: number) =>
    microsOfDays(addMonths(daysOfMicros(start), step.months * i) + step.days * i) +
    microsOfDay(start) +
    step.micros * BigInt(i);
  const forwards = at(1) > start;
  if (at(1) === start || forwards !== stop > start) throw illegal(start, stop, step);
  return steps(start, stop, forwards, at);
}

/** How a step of each interval type counts. */
const STEPS: Readonly<Record<string, (step: never) => CalendarInterval>> = {
  interval_ym: (months: number) => new CalendarInterval(months, 0, 0n),
  interval_dt: (micros: bigint) => new CalendarInterval(0, 0, micros),
  interval: (interval: CalendarInterval) => interval,
};

const isPartOfDay = (micros: bigint): boolean => micros > -microsOfDays(1) && micros < microsOfDays(1);

/** A sequence of dates or timestamps, by an interval or by days. */
function datetimeSequence(args: readonly Typed[], context: FunctionContext, name: string): Typed {
  const [from = NONE, to = NONE, by] = args;
  const { type, args: both } = context.unify([from, to], name);
  if (!["date", "timestamp", "timestamp_ntz"].includes(type.kind))
    throw unexpectedInput(name, from, 0, '("INTEGRAL" or "DATE" or "TIMESTAMP")');
  const read = by === undefined ? undefined : STEPS[by.type.kind];
  if (by !== undefined && read === undefined) throw unexpectedInput(name, by, 2, '"INTERVAL"');
  return context.call(
    `${name}${by === undefined ? "" : `_${by.type.kind}`}`,
    by === undefined ? both : [...both, by],
    array(type),
    (start: number | bigint, stop: number | bigint, size?: never) => {
      const [a, b] = [micros(start, type), micros(stop, type)];
      const unit = size === undefined || read === undefined ? new CalendarInterval(0, a <= b ? 1 : -1, 0n) : read(size);
      if (type.kind === "date" && unit.months === 0 && unit.days === 0 && isPartOfDay(unit.micros))
        throw new SqlFailure(
          "",
          "sequence step must be an interval day to second of day granularity if start and end values are dates",
          "22023",
        );
      const found = datetimes(a, b, unit);
      return type.kind === "date" ? found.map(daysOfMicros) : found;
    },
  );
}

export const sequenceFunctions: readonly FunctionDefinition[] = [
  scalar("sequence", "start stop step?", (args, context, name) => {
    const [first = NONE] = args;
    if (!isIntegral(first.type) && first.type.kind !== "void") return datetimeSequence(args, context, name);
    const { type, args: all } = context.unify(args, name);
    if (!isIntegral(type))
      throw unexpectedInput(name, args.find((one) => !isIntegral(one.type)) ?? first, 0, '"INTEGRAL"');
    return context.call(`${name}${all.length}`, all, array(type), (...values: readonly (number | bigint)[]) => {
      const [start = 0n, stop = 0n, by = stop >= start ? 1n : -1n] = values.map(BigInt);
      const found = integers(start, stop, by);
      return type.kind === "bigint" ? found : found.map(Number);
    });
  }),
];

const micros = (value: number | bigint, type: SparkType): bigint =>
  type.kind === "date" ? microsOfDays(Number(value)) : BigInt(value);
