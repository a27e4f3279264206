import { array, BIGINT, DOUBLE, type SparkType } from "../data-types.ts";
import type { Value } from "../values/value.ts";
import { averageOf, valuesOf } from "./aggregates.ts";
import type { FunctionDefinition } from "./contract.ts";
import { aggregate, NONE, typed } from "./define.ts";
import { double, numberOrInterval } from "./numeric-types.ts";

/** Squares of larger numbers do not fit a double: DuckDB fails where Spark has an infinity. */
const LARGE = "1e153";

/** A statistic that DuckDB has with Spark's meaning, except for NaN, infinities and very large numbers. */
function deviation(names: string, duckdb: string, least: 1 | 2): FunctionDefinition {
  return aggregate(names, "expr", (args, call, context, name) => {
    const { sql: x } = double(name, args, 0, context);
    const distinct = call.distinct ? "DISTINCT " : "";
    return {
      type: DOUBLE,
      sql: (suffix) => {
        const largest = `max(abs(${x}))${suffix}`;
        const rest = `CASE WHEN count(${distinct}${x})${suffix} < ${least} THEN NULL WHEN NOT isfinite(${largest}) THEN 'NaN'::DOUBLE WHEN min(${x})${suffix} = max(${x})${suffix} THEN 0.0 ELSE 'Infinity'::DOUBLE END`;
        const usual = `${duckdb}(${distinct}CASE WHEN abs(${x}) < ${LARGE} THEN ${x} END)${suffix}`;
        return `CASE WHEN coalesce(${largest} < ${LARGE}, true) THEN ${usual} ELSE ${rest} END`;
      },
    };
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
  return aggregate(name, "y x", (args, { distinct }, context, own) => {
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
          [typed(array(STRUCT), valuesOf(both, { distinct, ignoreNulls: false }, suffix))],
          returns,
          (rows: readonly (readonly [number, number])[]) => statistic(pairs(rows)),
        ).sql,
    };
  });
}

/** The average of one number over the rows in which both have a value, with the type of `avg`. */
function averageOfPairs(name: string, position: 0 | 1): FunctionDefinition {
  return aggregate(name, "y x", (args, call, context, own) => {
    const both = [0, 1].map((index) => numberOrInterval(own, args, index, context));
    const x = both[position] ?? NONE;
    const missing = both.map(({ sql }) => `${sql} IS NULL`).join(" OR ");
    return averageOf(typed(x.type, `CASE WHEN ${missing} THEN NULL ELSE ${x.sql} END`), call, context, false);
  });
}

const ratio = (numerator: number, denominator: number): number | null =>
  denominator === 0 ? null : numerator / denominator;

export const statisticFunctions: readonly FunctionDefinition[] = [
  deviation("stddev stddev_samp std", "stddev_samp", 2),
  deviation("stddev_pop", "stddev_pop", 1),
  deviation("variance var_samp", "var_samp", 2),
  deviation("var_pop", "var_pop", 1),
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
  ofPairs("covar_samp", DOUBLE, ({ n, xy }) => (n < 2 ? null : xy / (n - 1))),
  ofPairs("regr_count", BIGINT, ({ n }) => BigInt(n)),
  averageOfPairs("regr_avgx", 1),
  averageOfPairs("regr_avgy", 0),
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
];
