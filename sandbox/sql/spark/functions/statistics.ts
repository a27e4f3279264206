import { SqlFailure } from "../../engine/failure.ts";
import { isNumeric } from "../analysis/coercion.ts";
import { array, BIGINT, DOUBLE, dayTime, type SparkType, yearMonth } from "../data-types.ts";
import { doubleOfDecimal } from "../values/decimal.ts";
import { DecimalValue, type Value } from "../values/value.ts";
import { valuesOf } from "./aggregates.ts";
import type { AggregateCall, FunctionContext, FunctionDefinition, Typed, TypedAggregate } from "./contract.ts";
import { aggregate, NONE, typed } from "./define.ts";
import { double, numberOrInterval } from "./numeric-types.ts";

const PLAIN: AggregateCall = { distinct: false, ignoreNulls: false };

/** A statistic that DuckDB has with Spark's meaning. */
function deviation(names: string, duckdb: string): FunctionDefinition {
  return aggregate(names, "expr", (args, call, context, name) => {
    const x = double(name, args, 0, context);
    return { type: DOUBLE, sql: (suffix) => `${duckdb}(${call.distinct ? "DISTINCT " : ""}${x.sql})${suffix}` };
  });
}

/** A statistic of the numbers of a group, in TypeScript: DuckDB's is the sample's, Spark's the population's. */
function ofNumbers(name: string, statistic: (values: readonly number[]) => number | null): FunctionDefinition {
  return aggregate(name, "expr", (args, call, context, own) => {
    const x = double(own, args, 0, context);
    return {
      type: DOUBLE,
      sql: (suffix) =>
        context.call(name, [typed(array(DOUBLE), valuesOf(x, call, suffix))], DOUBLE, (values: readonly number[]) =>
          statistic(values),
        ).sql,
    };
  });
}

interface Moments {
  readonly n: number;
  readonly m2: number;
  readonly m3: number;
  readonly m4: number;
}

/** Central moments, updated value by value as Spark does, so that the last digits agree. */
function moments(values: readonly number[]): Moments {
  let [n, mean, m2, m3, m4] = [0, 0, 0, 0, 0];
  for (const value of values) {
    const before = n;
    n++;
    const delta = value - mean;
    const step = delta / n;
    const square = delta * step * before;
    m4 += square * step * step * (n * n - 3 * n + 3) + 6 * step * step * m2 - 4 * step * m3;
    m3 += square * step * (n - 2) - 3 * step * m2;
    m2 += square;
    mean += step;
  }
  return { n, m2, m3, m4 };
}

interface Pairs {
  readonly n: number;
  readonly meanX: number;
  readonly meanY: number;
  readonly xx: number;
  readonly yy: number;
  readonly xy: number;
}

function pairs(rows: readonly (readonly [y: number, x: number])[]): Pairs {
  let [n, meanX, meanY, xx, yy, xy] = [0, 0, 0, 0, 0, 0];
  for (const [y, x] of rows) {
    n++;
    const [dx, dy] = [x - meanX, y - meanY];
    meanX += dx / n;
    meanY += dy / n;
    xy += dx * (y - meanY);
    xx += dx * (x - meanX);
    yy += dy * (y - meanY);
  }
  return { n, meanX, meanY, xx, yy, xy };
}

const STRUCT = {
  kind: "struct",
  fields: [
    { name: "y", type: DOUBLE },
    { name: "x", type: DOUBLE },
  ],
} as const satisfies SparkType;

/** A statistic of the rows in which neither number is NULL. */
function ofPairs(name: string, returns: SparkType, statistic: (found: Pairs) => Value): FunctionDefinition {
  return aggregate(name, "y x", (args, _call, context, own) => {
    const [y, x] = [double(own, args, 0, context), double(own, args, 1, context)];
    const both = typed(
      STRUCT,
      `CASE WHEN ${y.sql} IS NULL OR ${x.sql} IS NULL THEN NULL ELSE {'y': ${y.sql}, 'x': ${x.sql}} END`,
    );
    return {
      type: returns,
      sql: (suffix) =>
        context.call(
          name,
          [typed(array(STRUCT), valuesOf(both, PLAIN, suffix))],
          returns,
          (rows: readonly (readonly [number, number])[]) => statistic(pairs(rows)),
        ).sql,
    };
  });
}

const ratio = (numerator: number, denominator: number): number | null =>
  denominator === 0 ? null : numerator / denominator;

const number = (value: Value): number => {
  if (value instanceof DecimalValue) return doubleOfDecimal(value);
  return Number(value);
};

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
  const all = list.map(number);
  if (all.length > 0 && all.every((one) => one >= 0 && one <= 1)) return { many: Array.isArray(value), all };
  throw new SqlFailure(
    "DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE",
    `Cannot resolve "${name}" due to data type mismatch: The percentage must be between [0.0, 1.0].`,
    "42K09",
  );
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
        [typed(array(row), valuesOf(weighed, PLAIN, suffix))],
        returns,
        (rows: readonly (readonly [Value, bigint | null])[]) => {
          const sorted = rows
            .flatMap(([value, n]) => Array.from({ length: Number(n ?? 0n) }, () => number(value)))
            .sort((a, b) => (descending ? b - a : a - b));
          if (sorted.length === 0) return null;
          const found = all.map((fraction) => from(pick(sorted, fraction)));
          return many ? found : (found[0] ?? null);
        },
      ).sql,
  };
}

function within(name: string, pick: Pick): FunctionDefinition {
  return aggregate(name, "percentage", (args, call, context, own) => {
    const ordered = call.orderBy?.[0];
    const x = numberOrInterval(own, ordered === undefined ? [] : [ordered.expression], 0, context);
    return percentileOf(own, x, args[0] ?? NONE, undefined, pick, ordered?.descending === true, context);
  });
}

const approximate = aggregate(
  "approx_percentile percentile_approx",
  "col percentage accuracy?",
  (args, call, context, name) => {
    const [x = NONE, wanted = NONE] = args;
    const known =
      isNumeric(x.type) || ["date", "timestamp", "timestamp_ntz", "interval_ym", "interval_dt"].includes(x.type.kind);
    const source = known ? x : numberOrInterval(name, args, 0, context);
    const { many, all } = fractions(wanted, name);
    const returns = many ? array(source.type) : source.type;
    return {
      type: returns,
      sql: (suffix) => {
        const sorted = `list_sort(${valuesOf(source, call, suffix)}, 'ASC')`;
        return context.call(
          `${name}_${all.join("_")}`,
          [typed(array(source.type), sorted)],
          returns,
          (values: readonly Value[]) => {
            if (values.length === 0) return null;
            const found = all.map((fraction) => values[Math.max(0, Math.ceil(values.length * fraction) - 1)] ?? null);
            return many ? found : (found[0] ?? null);
          },
        ).sql;
      },
    };
  },
);

export const statisticFunctions: readonly FunctionDefinition[] = [
  deviation("stddev stddev_samp std", "stddev_samp"),
  deviation("stddev_pop", "stddev_pop"),
  deviation("variance var_samp", "var_samp"),
  deviation("var_pop", "var_pop"),
  ofNumbers("skewness", (values) => {
    const { n, m2, m3 } = moments(values);
    return n === 0 || m2 === 0 ? null : (Math.sqrt(n) * m3) / Math.sqrt(m2 * m2 * m2);
  }),
  ofNumbers("kurtosis", (values) => {
    const { n, m2, m4 } = moments(values);
    return n === 0 || m2 === 0 ? null : (n * m4) / (m2 * m2) - 3;
  }),
  ofPairs("corr", DOUBLE, ({ n, xx, yy, xy }) => (n < 2 ? null : xy / Math.sqrt(xx * yy))),
  ofPairs("covar_pop", DOUBLE, ({ n, xy }) => ratio(xy, n)),
  ofPairs("covar_samp", DOUBLE, ({ n, xy }) => ratio(xy, n - 1)),
  ofPairs("regr_count", BIGINT, ({ n }) => BigInt(n)),
  ofPairs("regr_avgx", DOUBLE, ({ n, meanX }) => (n === 0 ? null : meanX)),
  ofPairs("regr_avgy", DOUBLE, ({ n, meanY }) => (n === 0 ? null : meanY)),
  ofPairs("regr_sxx", DOUBLE, ({ n, xx }) => (n === 0 ? null : xx)),
  ofPairs("regr_syy", DOUBLE, ({ n, yy }) => (n === 0 ? null : yy)),
  ofPairs("regr_sxy", DOUBLE, ({ n, xy }) => (n === 0 ? null : xy)),
  ofPairs("regr_slope", DOUBLE, ({ n, xx, xy }) => (n < 2 ? null : ratio(xy, xx))),
  ofPairs("regr_intercept", DOUBLE, ({ n, meanX, meanY, xx, xy }) => {
    const slope = n < 2 ? null : ratio(xy, xx);
    return slope === null ? null : meanY - slope * meanX;
  }),
  ofPairs("regr_r2", DOUBLE, ({ n, xx, yy, xy }) => {
    if (n < 2 || xx === 0) return null;
    return yy === 0 ? 1 : (xy * xy) / (xx * yy);
  }),
  aggregate("percentile", "col percentage frequency?", (args, _call, context, name) =>
    percentileOf(
      name,
      numberOrInterval(name, args, 0, context),
      args[1] ?? NONE,
      args[2],
      interpolated,
      false,
      context,
    ),
  ),
  aggregate("median", "col", (args, _call, context, name) =>
    percentileOf(
      name,
      numberOrInterval(name, args, 0, context),
      { ...typed(DOUBLE, "0.5"), literal: { value: 0.5 } },
      undefined,
      interpolated,
      false,
      context,
    ),
  ),
  within("percentile_cont", interpolated),
  within("percentile_disc", discrete),
  approximate,
];
