import { SqlFailure } from "../../engine/failure.ts";
import { isIntegral, quotedType } from "../analysis/coercion.ts";
import { hasOrder } from "../analysis/operators/comparison.ts";
import { array, BIGINT, BINARY, BOOLEAN, DOUBLE, dayTime, type SparkType, STRING, yearMonth } from "../data-types.ts";
import { arithmeticOverflow } from "../values/conversion-failures.ts";
import { decimalOfInteger, divideDecimals, fitsPrecision, MAX_PRECISION, toPrecision } from "../values/decimal.ts";
import type { DecimalValue } from "../values/value.ts";
import { withoutRepeats } from "./collection-types.ts";
import type { AggregateCall, FunctionContext, FunctionDefinition, Typed, TypedAggregate } from "./contract.ts";
import { aggregate, coerced, NONE, typed, unexpectedInput } from "./define.ts";
import { boundedDecimal, numberOrInterval } from "./numeric-types.ts";
import { hasSparkOrder, orderKey } from "./ordering.ts";
import { requireOrder } from "./strict.ts";

const distinctWord = ({ distinct }: AggregateCall): string => (distinct ? "DISTINCT " : "");

/** An aggregate that DuckDB has with the same meaning and type. */
function plain(names: string, duckdb: string, takes?: SparkType): FunctionDefinition {
  return aggregate(names, "expr", (args, call, context, name) => {
    const [x = NONE] = takes === undefined ? args : coerced(args, [takes], context, name);
    requireOrder(name, x.type);
    return { type: x.type, sql: (suffix) => `${duckdb}(${distinctWord(call)}${x.sql})${suffix}` };
  });
}

function bits(name: string): FunctionDefinition {
  return aggregate(name, "expr", (args, call, _context, own) => {
    const [x = NONE] = args;
    if (!isIntegral(x.type)) throw unexpectedInput(own, x, 0, '"INTEGRAL"');
    return { type: x.type, sql: (suffix) => `${name}(${distinctWord(call)}${x.sql})${suffix}` };
  });
}

/** `count`: of rows, of values, or of rows in which all arguments have one. */
const count = aggregate("count", "...", (args, call) => {
  const [only] = args;
  if (only === undefined) return { type: BIGINT, sql: (suffix) => `count(*)${suffix}` };
  if (args.length === 1) return { type: BIGINT, sql: (suffix) => `count(${distinctWord(call)}${only.sql})${suffix}` };
  const missing = args.map((argument) => `${argument.sql} IS NULL`).join(" OR ");
  const whole = call.distinct ? `row(${args.map((argument) => argument.sql).join(", ")})` : "1";
  return {
    type: BIGINT,
    sql: (suffix) => `count(${distinctWord(call)}CASE WHEN ${missing} THEN NULL ELSE ${whole} END)${suffix}`,
  };
});

/** The type of a sum and how DuckDB's result becomes it. `lenient` gives NULL where the sum does not fit. */
function sumOf(x: Typed, call: AggregateCall, context: FunctionContext, lenient: boolean): TypedAggregate {
  const raw = (suffix: string) => `sum(${distinctWord(call)}${x.sql})${suffix}`;
  const cast = lenient ? "TRY_CAST" : "CAST";
  switch (x.type.kind) {
    case "decimal": {
      const type = boundedDecimal(x.type.precision + 10, x.type.scale);
      const sum = (suffix: string) => `${cast}(${raw(suffix)} AS ${duckdbDecimal(type)})`;
      // DuckDB lets a sum of 38 digits grow by one more.
      if (x.type.precision + 10 <= MAX_PRECISION) return { type, sql: sum };
      const checked = (value: DecimalValue) => {
        if (fitsPrecision(value, MAX_PRECISION)) return value;
        if (lenient) return null;
        throw arithmeticOverflow("Overflow in sum of decimals", "try_sum");
      };
      return {
        type,
        sql: (suffix) => context.call(`sum_decimal_${lenient}`, [typed(type, sum(suffix))], type, checked).sql,
      };
    }
    case "interval_ym":
      return { type: x.type, sql: (suffix) => `${cast}(${raw(suffix)} AS INTEGER)` };
    case "interval_dt":
      return { type: x.type, sql: (suffix) => `${cast}(${raw(suffix)} AS BIGINT)` };
    case "float":
    case "double": {
      const wide = context.cast(x, DOUBLE).sql;
      return { type: DOUBLE, sql: (suffix) => `sum(${distinctWord(call)}${wide})${suffix}` };
    }
    default:
      return { type: BIGINT, sql: (suffix) => `${cast}(${raw(suffix)} AS BIGINT)` };
  }
}

const duckdbDecimal = (type: SparkType): string =>
  type.kind === "decimal" ? `DECIMAL(${type.precision}, ${type.scale})` : "DOUBLE";

/** The type and value of `avg`. */
export function averageOf(x: Typed, call: AggregateCall, context: FunctionContext, lenient: boolean): TypedAggregate {
  const counted = (suffix: string) => typed(BIGINT, `count(${distinctWord(call)}${x.sql})${suffix}`);
  const total = sumOf(x, call, context, lenient);
  if (x.type.kind === "decimal") {
    const type = boundedDecimal(x.type.precision + 4, x.type.scale + 4);
    if (type.kind !== "decimal") return total;
    const divide = (sum: DecimalValue, rows: bigint) =>
      rows === 0n
        ? null
        : (toPrecision(divideDecimals(sum, decimalOfInteger(rows), type.scale), type.precision, type.scale) ?? null);
    return {
      type,
      sql: (suffix) =>
        context.call("avg_decimal", [typed(total.type, total.sql(suffix)), counted(suffix)], type, divide).sql,
    };
  }
  if (x.type.kind === "interval_ym" || x.type.kind === "interval_dt") {
    const divide = (sum: number | bigint, rows: bigint) => {
      if (rows === 0n) return null;
      const average = divideDecimals(decimalOfInteger(sum), decimalOfInteger(rows), 0).unscaled;
      return typeof sum === "number" ? Number(average) : average;
    };
    // An average has parts that a sum does not: half of a day is twelve hours.
    const type = x.type.kind === "interval_ym" ? yearMonth("year", "month") : dayTime("day", "second");
    return {
      type,
      sql: (suffix) =>
        context.call("avg_interval", [typed(total.type, total.sql(suffix)), counted(suffix)], type, divide).sql,
    };
  }
  const wide = context.cast(x, DOUBLE).sql;
  return { type: DOUBLE, sql: (suffix) => `avg(${distinctWord(call)}${wide})${suffix}` };
}

/** The first or last value; with `ignoreNulls` (a second argument or IGNORE NULLS), of those that are not NULL. */
function edge(names: string, which: "first" | "last"): FunctionDefinition {
  return aggregate(names, "expr isIgnoreNull?", (args, call) => {
    const [x = NONE, flag] = args;
    if (flag !== undefined && typeof flag.literal?.value !== "boolean")
      throw new SqlFailure("", `The second argument in ${which} should be a boolean literal.`, "42K09");
    const ignores = call.ignoreNulls || flag?.literal?.value === true;
    return {
      type: x.type,
      sql: (suffix) => {
        if (suffix.includes(" OVER ")) return `${which}_value(${x.sql}${ignores ? " IGNORE NULLS" : ""})${suffix}`;
        if (!ignores) return `${which}(${x.sql})${suffix}`;
        if (which === "first") return `any_value(${x.sql})${suffix}`;
        return `list_last(list_filter(list(${x.sql})${suffix}, lambda v: v IS NOT NULL))`;
      },
    };
  });
}

/** All values but NULLs, as an array in order of the rows. */
export const valuesOf = (x: Typed, call: AggregateCall, suffix: string): string =>
  `coalesce(list_filter(list(${distinctWord(call)}${x.sql}${orderOf(call)})${suffix}, lambda v: v IS NOT NULL), [])`;

/** The different values but NULLs in the order in which they first appear, which DuckDB's DISTINCT does not keep. */
function differentValues(x: Typed, call: AggregateCall, suffix: string, context: FunctionContext): Typed {
  const all = typed(array(x.type), valuesOf(x, { ...call, distinct: false }, suffix));
  return context.call("array_distinct", [all], all.type, withoutRepeats);
}

const orderOf = ({ orderBy }: AggregateCall): string =>
  orderBy === undefined || orderBy.length === 0 ? "" : ` ORDER BY ${orderBy.map(({ sql }) => sql).join(", ")}`;

function extreme(name: "min" | "max"): FunctionDefinition {
  return aggregate(name, "expr", ([x = NONE]) => {
    requireOrder(name, x.type);
    const sql = hasSparkOrder(x.type) ? `${name}(${x.sql})` : `arg_${name}(${x.sql}, ${orderKey(x)})`;
    return { type: x.type, sql: (suffix) => `${sql}${suffix}` };
  });
}

function extremeBy(name: string, duckdb: string): FunctionDefinition {
  return aggregate(name, "x y", ([x = NONE, y = NONE]) => {
    requireOrder(name, y.type);
    return {
      type: x.type,
      sql: (suffix) => `${duckdb}(${x.sql}, ${hasSparkOrder(y.type) ? y.sql : orderKey(y)})${suffix}`,
    };
  });
}

const listagg = aggregate("listagg string_agg", "expr delimiter?", (args, call, context, name) => {
  const [first = NONE, second] = args;
  const { orderBy = [] } = call;
  if (call.distinct && orderBy.some(({ expression }, index) => index > 0 || expression.sql !== first.sql))
    throw new SqlFailure(
      "INVALID_WITHIN_GROUP_EXPRESSION.MISMATCH_WITH_DISTINCT_INPUT",
      `Invalid function \`${name}\` with WITHIN GROUP. The function is invoked with DISTINCT and WITHIN GROUP but expressions do not match. The WITHIN GROUP ordering expression must be picked from the function inputs.`,
      "42K0K",
    );
  const binary = first.type.kind === "binary";
  const x = binary ? first : context.coerce(first, STRING, { function: name, index: 0 });
  if (binary) {
    const between = second === undefined ? undefined : context.coerce(second, BINARY, { function: name, index: 1 });
    return {
      type: BINARY,
      sql: (suffix) => {
        const parts = [typed(array(BINARY), valuesOf(x, call, suffix)), ...(between === undefined ? [] : [between])];
        return context.call("listagg_binary", parts, BINARY, (list: readonly Uint8Array[], mark?: Uint8Array) =>
          list.length === 0
            ? null
            : Uint8Array.from(Buffer.concat(list.flatMap((part, i) => (i > 0 && mark ? [mark, part] : [part])))),
        ).sql;
      },
    };
  }
  const between = second && context.coerce(second, STRING, { function: name, index: 1 });
  const delimiter = between === undefined || between.literal?.value === null ? "''" : between.sql;
  if (call.distinct) {
    return {
      type: STRING,
      sql: (suffix) =>
        context.call(
          "listagg_distinct",
          [differentValues(x, call, suffix, context), typed(STRING, delimiter)],
          STRING,
          (values: readonly string[], between: string) => (values.length === 0 ? null : values.join(between)),
        ).sql,
    };
  }
  return {
    type: STRING,
    sql: (suffix) => `string_agg(${distinctWord(call)}${x.sql}, ${delimiter}${orderOf(call)})${suffix}`,
  };
});

/** The argument of a sum: a number, an interval, or the seconds of a timestamp. */
function summand(name: string, args: readonly Typed[], context: FunctionContext): Typed {
  const [x = NONE] = args;
  return x.type.kind === "timestamp" ? context.cast(x, DOUBLE) : numberOrInterval(name, args, 0, context);
}

export const aggregateFunctions: readonly FunctionDefinition[] = [
  count,
  aggregate("sum", "expr", (args, call, context, name) => sumOf(summand(name, args, context), call, context, false)),
  aggregate("try_sum", "expr", (args, call, context, name) => sumOf(summand(name, args, context), call, context, true)),
  aggregate("avg mean", "expr", (args, call, context, name) =>
    averageOf(summand(name, args, context), call, context, false),
  ),
  aggregate("try_avg", "expr", (args, call, context, name) =>
    averageOf(summand(name, args, context), call, context, true),
  ),
  extreme("min"),
  extreme("max"),
  extremeBy("min_by", "arg_min_null"),
  extremeBy("max_by", "arg_max_null"),
  edge("first first_value any_value", "first"),
  edge("last last_value", "last"),
  aggregate("count_if", "expr", (args, call, context, name) => {
    const [x = NONE] = coerced(args, [BOOLEAN], context, name);
    return { type: BIGINT, sql: (suffix) => `count(${distinctWord(call)}CASE WHEN ${x.sql} THEN 1 END)${suffix}` };
  }),
  plain("bool_and every", "bool_and", BOOLEAN),
  plain("bool_or any some", "bool_or", BOOLEAN),
  bits("bit_and"),
  bits("bit_or"),
  bits("bit_xor"),
  aggregate("collect_list array_agg", "expr", ([x = NONE], call) => ({
    type: array(x.type),
    sql: (suffix) => valuesOf(x, call, suffix),
  })),
  aggregate("collect_set", "expr", ([x = NONE], call, context, name) => {
    if (!hasOrder(x.type, true))
      throw new SqlFailure(
        "DATATYPE_MISMATCH.UNSUPPORTED_INPUT_TYPE",
        `Cannot resolve "${name}" due to data type mismatch: The input of \`${name}\` can't be ${quotedType(x.type)} type data.`,
        "42K09",
      );
    return {
      type: array(x.type),
      // In no order, says Spark; for numbers and dates its hash table gives nearly this one.
      sql: (suffix) => {
        const set = differentValues(x, call, suffix, context).sql;
        return x.type.kind === "string" ? set : `list_sort(${set})`;
      },
    };
  }),
  aggregate("approx_count_distinct", "expr relativeSD?", ([x = NONE]) => ({
    type: BIGINT,
    sql: (suffix) => `count(DISTINCT ${x.sql})${suffix}`,
  })),
  listagg,
];
