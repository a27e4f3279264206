import { SqlFailure } from "../../engine/failure.ts";
import { decimalFor, isIntegral, isNumeric } from "../analysis/coercion.ts";
import { BIGINT, DOUBLE, decimal, INT, type SparkType } from "../data-types.ts";
import { arithmeticOverflow } from "../values/conversion-failures.ts";
import {
  decimalOfDouble,
  divideRounded,
  doubleOfDecimal,
  fitsPrecision,
  MAX_PRECISION,
  pow10,
  type Rounding,
  rescale,
} from "../values/decimal.ts";
import type { DecimalValue, Value } from "../values/value.ts";
import type { FunctionContext, FunctionDefinition, Typed } from "./contract.ts";
import { inSql, inTypeScript, NONE, scalar, typed, unexpectedInput } from "./define.ts";
import { numberOrInterval } from "./numeric-types.ts";

/** A function of one double, in TypeScript: NaN outside its domain, where DuckDB would fail. */
const ofDouble = (names: string, implementation: (x: number) => number | null): FunctionDefinition =>
  inTypeScript(names, "expr", [DOUBLE], DOUBLE, implementation);

const wholeDigits = (type: SparkType): number => {
  const { precision, scale } = decimalFor(type);
  return precision - scale + 1;
};

/** `ceil(x)` and `floor(x)`: whole numbers, of BIGINT or a decimal. With a scale: a decimal. */
function towards(names: string, rounding: "ceiling" | "floor"): FunctionDefinition {
  return scalar(names, "expr targetScale?", (args, context, name) => {
    const [raw = NONE, scale] = args;
    const x = isNumeric(raw.type) ? raw : context.coerce(raw, DOUBLE, { function: name, index: 0 });
    if (scale !== undefined) return roundedDecimal(name, context.cast(x, decimalFor(x.type)), scale, rounding, context);
    if (isIntegral(x.type)) return context.cast(x, BIGINT);
    if (x.type.kind === "decimal")
      return context.call(
        `${name}_decimal`,
        [x],
        decimal(Math.min(wholeDigits(x.type), MAX_PRECISION), 0),
        (value: DecimalValue) => rescale(value, 0, rounding),
      );
    const rounded = rounding === "ceiling" ? Math.ceil : Math.floor;
    return context.call(`${name}_double`, [context.cast(x, DOUBLE)], BIGINT, (value: number) => longOf(rounded(value)));
  });
}

/** A double's whole number as a BIGINT, cut to its range as in Java. */
function longOf(value: number): bigint {
  if (Number.isNaN(value)) return 0n;
  const limit = 2n ** 63n;
  if (value >= 2 ** 63) return limit - 1n;
  return value <= -(2 ** 63) ? -limit : BigInt(value);
}

function constantScale(scale: Typed | undefined, name: string): number {
  if (scale === undefined) return 0;
  const value = scale.literal?.value;
  // A number or a string becomes an INT; `ceil` and `floor` take nothing else.
  const takes =
    name === "ceil" || name === "floor"
      ? scale.type.kind === "int"
      : isNumeric(scale.type) || scale.type.kind === "string";
  if (value !== undefined && value !== null && !takes) throw unexpectedInput(name, scale, 1, '"INT"');
  if (typeof value === "number") return value;
  if (typeof value === "bigint" || (typeof value === "string" && /^\s*-?\d{1,9}\s*$/.test(value))) return Number(value);
  throw new SqlFailure(
    "DATATYPE_MISMATCH.NON_FOLDABLE_INPUT",
    `Cannot resolve "${name}" due to data type mismatch: the input \`scale\` should be a foldable "INT" expression.`,
    "42K09",
  );
}

function roundedDecimal(
  name: string,
  x: Typed,
  scaleArgument: Typed | undefined,
  rounding: Rounding,
  context: FunctionContext,
): Typed {
  const wanted = constantScale(scaleArgument, name);
  const own = decimalFor(x.type);
  const digits = wholeDigits(x.type);
  const scale = Math.max(0, Math.min(own.scale, wanted));
  const precision = Math.min(wanted < 0 ? Math.max(digits, 1 - wanted) : digits + scale, MAX_PRECISION);
  return context.call(`${name}_${wanted}`, [x], decimal(precision, scale), (value: DecimalValue) => {
    const result = rescale(rescale(value, Math.min(wanted, own.scale), rounding), scale);
    if (!fitsPrecision(result, precision)) throw arithmeticOverflow("decimal overflow", "");
    return result;
  });
}

function round(names: string, rounding: Rounding): FunctionDefinition {
  return scalar(names, "expr scale?", (args, context, name) => {
    const [raw = NONE, scale] = args;
    const x = isNumeric(raw.type) ? raw : context.coerce(raw, DOUBLE, { function: name, index: 0 });
    const wanted = constantScale(scale, name);
    if (x.type.kind === "decimal") return roundedDecimal(name, x, scale, rounding, context);
    if (isIntegral(x.type)) {
      if (wanted >= 0) return x;
      const wide = context.cast(x, BIGINT);
      const whole = context.call(`${name}_whole_${wanted}`, [wide], BIGINT, (value: bigint) => {
        const unit = pow10(-wanted);
        return longIn(divideRounded(value, unit, rounding) * unit);
      });
      return context.cast(whole, x.type);
    }
    return context.call(`${name}_${wanted}`, [x], x.type, (value: number) => {
      const exact = decimalOfDouble(value);
      return exact === undefined ? value : doubleOfDecimal(rescale(exact, wanted, rounding));
    });
  });
}

function longIn(value: bigint): bigint {
  if (value >= 2n ** 63n || value < -(2n ** 63n)) throw arithmeticOverflow("long overflow", "");
  return value;
}

const FACTORIALS = Array.from({ length: 21 }, (_, n) => {
  let product = 1n;
  for (let i = 2n; i <= BigInt(n); i++) product *= i;
  return product;
});

function bucket(value: number, low: number, high: number, count: number): bigint | null {
  if (count <= 0 || Number.isNaN(value) || low === high || !Number.isFinite(low) || !Number.isFinite(high)) return null;
  const [from, to] = [Math.min(low, high), Math.max(low, high)];
  if (low < high) {
    if (value < from) return 0n;
    if (value >= to) return BigInt(count) + 1n;
    return BigInt(Math.trunc((count * (value - from)) / (to - from))) + 1n;
  }
  if (value > to) return 0n;
  if (value <= from) return BigInt(count) + 1n;
  return BigInt(Math.trunc((count * (to - value)) / (to - from))) + 1n;
}

const sign = (x: number): number => (x > 0 ? 1 : x < 0 ? -1 : x);

export const mathFunctions: readonly FunctionDefinition[] = [
  inSql("e", "", [], DOUBLE, () => `CAST(${Math.E} AS DOUBLE)`),
  inSql("pi", "", [], DOUBLE, () => `CAST(${Math.PI} AS DOUBLE)`),
  ofDouble("acos", Math.acos),
  ofDouble("acosh", Math.acosh),
  ofDouble("asin", Math.asin),
  // Java's formula, which is less exact than the function of JavaScript.
  ofDouble("asinh", (x) => (x === Number.NEGATIVE_INFINITY ? x : Math.log(x + Math.sqrt(x * x + 1)))),
  ofDouble("atan", Math.atan),
  ofDouble("atanh", Math.atanh),
  ofDouble("cos", Math.cos),
  ofDouble("cosh", Math.cosh),
  ofDouble("cot", (x) => 1 / Math.tan(x)),
  ofDouble("csc", (x) => 1 / Math.sin(x)),
  ofDouble("sec", (x) => 1 / Math.cos(x)),
  ofDouble("sin", Math.sin),
  ofDouble("sinh", Math.sinh),
  ofDouble("tan", Math.tan),
  ofDouble("tanh", Math.tanh),
  ofDouble("degrees", (x) => (x * 180) / Math.PI),
  ofDouble("radians", (x) => (x / 180) * Math.PI),
  ofDouble("cbrt", Math.cbrt),
  ofDouble("expm1", Math.expm1),
  ofDouble("log1p", (x) => (x <= -1 ? null : Math.log1p(x))),
  ofDouble("rint", (x) => roundHalfEven(x)),
  inSql("exp", "expr", [DOUBLE], DOUBLE, (x) => `exp(${x})`),
  inSql("sqrt", "expr", [DOUBLE], DOUBLE, (x) => `CASE WHEN ${x} < 0 THEN CAST('NaN' AS DOUBLE) ELSE sqrt(${x}) END`),
  ...[
    ["ln", "ln"],
    ["log2", "log2"],
    ["log10", "log10"],
  ].map(([name = "", duckdb = ""]) =>
    inSql(name, "expr", [DOUBLE], DOUBLE, (x) => `CASE WHEN ${x} <= 0 THEN NULL ELSE ${duckdb}(${x}) END`),
  ),
  scalar("log", "base expr?", (args, context, name) => {
    const [a = NONE, b] = args.map((argument, index) => context.coerce(argument, DOUBLE, { function: name, index }));
    if (b === undefined) return typed(DOUBLE, `(CASE WHEN ${a.sql} <= 0 THEN NULL ELSE ln(${a.sql}) END)`);
    return context.call(name, [a, b], DOUBLE, (base: number, x: number) =>
      base <= 0 || x <= 0 ? null : Math.log(x) / Math.log(base),
    );
  }),
  inTypeScript("atan2", "exprY exprX", [DOUBLE, DOUBLE], DOUBLE, (y: number, x: number) => Math.atan2(y + 0, x + 0)),
  inTypeScript("hypot", "expr1 expr2", [DOUBLE, DOUBLE], DOUBLE, (a: number, b: number) => Math.hypot(a, b)),
  inTypeScript("pow power", "expr1 expr2", [DOUBLE, DOUBLE], DOUBLE, (a: number, b: number) => a ** b),
  towards("ceil ceiling", "ceiling"),
  towards("floor", "floor"),
  round("round", "half_up"),
  round("bround", "half_even"),
  scalar("sign signum", "expr", (args, context, name) => {
    const x = numberOrInterval(name, args, 0, context);
    if (x.type.kind === "interval_ym" || x.type.kind === "interval_dt")
      return typed(DOUBLE, `CAST(sign(${x.sql}) AS DOUBLE)`);
    return context.call(name, [context.cast(x, DOUBLE)], DOUBLE, sign);
  }),
  scalar("abs", "expr", (args, context, name) => {
    const x = numberOrInterval(name, args, 0, context);
    return typed(x.type, `abs(${x.sql})`);
  }),
  scalar("positive", "expr", (args, context, name) => numberOrInterval(name, args, 0, context)),
  scalar("negative", "expr", (args, context, name) => {
    const x = numberOrInterval(name, args, 0, context);
    return typed(x.type, `(- ${x.sql})`);
  }),
  inTypeScript("factorial", "expr", [INT], BIGINT, (n: number) => FACTORIALS[n] ?? null),
  scalar("width_bucket", "value minValue maxValue numBucket", (args, context, name) => {
    const [value = NONE, low = NONE, high = NONE, count = NONE] = args;
    const interval = value.type.kind === "interval_ym" || value.type.kind === "interval_dt";
    const numbers = [value, low, high].map((argument, index) => {
      if (!interval) return context.coerce(argument, DOUBLE, { function: name, index });
      if (argument.type.kind !== value.type.kind) throw unexpectedInput(name, argument, index, '"INTERVAL"');
      return typed(DOUBLE, `CAST(${argument.sql} AS DOUBLE)`);
    });
    const buckets = context.coerce(count, BIGINT, { function: name, index: 3 });
    return context.call(
      name,
      [...numbers, buckets],
      BIGINT,
      (x: number, from: number, to: number, n: bigint): Value => bucket(x, from, to, Number(n)),
    );
  }),
];

function roundHalfEven(x: number): number {
  if (!Number.isFinite(x) || Number.isInteger(x)) return x;
  const low = Math.floor(x);
  const rest = x - low;
  if (rest !== 0.5) return Math.round(x);
  return low % 2 === 0 ? low : low + 1;
}
