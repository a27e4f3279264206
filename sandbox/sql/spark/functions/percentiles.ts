import { SqlFailure } from "../../engine/failure.ts";
import { isIntegral } from "../analysis/coercion.ts";
import { array, BIGINT, DOUBLE, dayTime, type SparkType, yearMonth } from "../data-types.ts";
import type { Value } from "../values/value.ts";
import { valuesOf } from "./aggregates.ts";
import type { FunctionContext, FunctionDefinition, Typed, TypedAggregate } from "./contract.ts";
import { aggregate, NONE, outOfRange, typed, unexpectedInput, unexpectedNull } from "./define.ts";
import { ascending, asNumber, numberIntervalOrTime, numberOrInterval } from "./numeric-types.ts";
import { approximateQuantiles } from "./sketches/quantiles.ts";

/** The type and the conversion of an interpolated percentile: a double, or an interval of the argument's kind. */
function percentileType(type: SparkType): { readonly type: SparkType; readonly from: (value: number) => Value } {
  if (type.kind === "interval_ym") return { type: yearMonth("year", "month"), from: (value) => Math.trunc(value) };
  if (type.kind === "interval_dt")
    return { type: dayTime("day", "second"), from: (value) => BigInt(Math.trunc(value)) };
  return { type: DOUBLE, from: (value) => value };
}

function fractions(argument: Typed, name: string): { readonly many: boolean; readonly all: readonly number[] } {
  const value = argument.literal?.value;
  const list = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  const all = list.map(asNumber);
  if (all.length > 0 && all.every((one) => one >= 0 && one <= 1)) return { many: Array.isArray(value), all };
  throw outOfRange(name, "percentage must be between [0.0, 1.0]");
}

const interpolated = (sorted: readonly number[], fraction: number): number => {
  const position = (sorted.length - 1) * fraction;
  const [low, high] = [Math.floor(position), Math.ceil(position)];
  const [a = 0, b = 0] = [sorted[low], sorted[high]];
  return low === high ? a : (high - position) * a + (position - low) * b;
};

const discrete = (sorted: readonly number[], fraction: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * fraction) - 1)] ?? 0;

type Pick = (sorted: readonly number[], fraction: number) => number;

/** Exact percentiles of `x`, as one value or one for each fraction. `frequency` says how often each value counts. */
function percentileOf(
  name: string,
  x: Typed,
  wanted: Typed,
  frequency: Typed | undefined,
  pick: Pick,
  descending: boolean,
  distinct: boolean,
  context: FunctionContext,
): TypedAggregate {
  const { type, from } = percentileType(x.type);
  const { many, all } = fractions(wanted, name);
  const returns = many ? array(type) : type;
  const row = {
    kind: "struct",
    fields: [
      { name: "v", type: x.type },
      { name: "n", type: BIGINT },
    ],
  } as const;
  const times = frequency === undefined ? "CAST(1 AS BIGINT)" : context.cast(frequency, BIGINT).sql;
  const weighed = typed(row, `CASE WHEN ${x.sql} IS NULL THEN NULL ELSE {'v': ${x.sql}, 'n': ${times}} END`);
  const key = `${name}_${descending ? "desc_" : ""}${all.join("_")}`;
  return {
    type: returns,
    sql: (suffix) =>
      context.call(
        key,
        [typed(array(row), valuesOf(weighed, { distinct, ignoreNulls: false }, suffix))],
        returns,
        (rows: readonly (readonly [Value, bigint | null])[]) => {
          const sorted = rows
            .flatMap(([value, n]) => {
              if (n !== null && n < 0n) throw negativeFrequency(n);
              return Array.from({ length: Number(n ?? 0n) }, () => asNumber(value));
            })
            .sort((a, b) => (descending ? ascending(b, a) : ascending(a, b)));
          if (sorted.length === 0) return null;
          const found = all.map((fraction) => from(pick(sorted, fraction)));
          return many ? found : (found[0] ?? null);
        },
      ).sql,
  };
}

function negativeFrequency(n: bigint): SqlFailure {
  return new SqlFailure(
    "NEGATIVE_VALUES_IN_FREQUENCY_EXPRESSION",
    `Found the negative value in the frequency expression: ${n}, but expected a positive integral value.`,
    "22003",
  );
}

function within(name: string, pick: Pick): FunctionDefinition {
  return aggregate(name, "percentage", (args, call, context, own) => {
    const ordered = call.orderBy?.[0];
    if (ordered === undefined)
      throw new SqlFailure(
        "INVALID_WITHIN_GROUP_EXPRESSION.WITHIN_GROUP_MISSING",
        `Invalid function \`${own}\` with WITHIN GROUP. WITHIN GROUP is required for inverse distribution function.`,
        "42K0K",
      );
    const x = numberOrInterval(own, ordered === undefined ? [] : [ordered.expression], 0, context);
    return percentileOf(own, x, args[0] ?? NONE, undefined, pick, ordered?.descending === true, call.distinct, context);
  });
}

const DEFAULT_ACCURACY = 10_000;

/** The accuracy of an approximation is a positive whole number, and its inverse the relative error. */
function accuracyOf(name: string, accuracy: Typed | undefined): number {
  if (accuracy === undefined) return DEFAULT_ACCURACY;
  if (accuracy.type.kind === "void" || accuracy.literal?.value === null) throw unexpectedNull(name, "accuracy");
  if (!isIntegral(accuracy.type)) throw unexpectedInput(name, accuracy, 2, '"INTEGRAL"');
  const value = accuracy.literal?.value;
  if ((typeof value === "number" || typeof value === "bigint") && value > 0) return Number(value);
  throw outOfRange(name, "accuracy must be between (0, 2147483647]");
}

const approximate = aggregate(
  "approx_percentile percentile_approx",
  "col percentage accuracy?",
  (args, call, context, name) => {
    const [, wanted = NONE] = args;
    const source = numberIntervalOrTime(name, args, 0, context);
    const { many, all } = fractions(wanted, name);
    const accuracy = accuracyOf(name, args[2]);
    const returns = many ? array(source.type) : source.type;
    return {
      type: returns,
      sql: (suffix) => {
        const list = typed(array(source.type), valuesOf(source, call, suffix));
        return context.call(`${name}_${all.join("_")}_${accuracy}`, [list], returns, (values: readonly Value[]) => {
          if (values.length === 0) return null;
          const rows = values.map((value) => ({ value, number: asNumber(value) }));
          const found = approximateQuantiles(rows, all, 1 / accuracy);
          return many ? found : (found[0] ?? null);
        }).sql;
      },
    };
  },
);

/** Exact and approximate percentiles. */
export const percentileFunctions: readonly FunctionDefinition[] = [
  aggregate("percentile", "col percentage frequency?", (args, call, context, name) =>
    percentileOf(
      name,
      numberOrInterval(name, args, 0, context),
      args[1] ?? NONE,
      args[2],
      interpolated,
      false,
      call.distinct,
      context,
    ),
  ),
  aggregate("median", "col", (args, call, context, name) =>
    percentileOf(
      name,
      numberOrInterval(name, args, 0, context),
      { ...typed(DOUBLE, "0.5"), literal: { value: 0.5 } },
      undefined,
      interpolated,
      false,
      call.distinct,
      context,
    ),
  ),
  within("percentile_cont", interpolated),
  within("percentile_disc", discrete),
  approximate,
];
