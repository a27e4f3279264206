import { BIGINT, DOUBLE, decimal, type SparkType } from "../../data-types.ts";
import type { Operator, Typed } from "../../functions/contract.ts";
import { arithmeticOverflow, decimalOverflow, divideByZero } from "../../values/conversion-failures.ts";
import {
  addDecimals,
  decimalText,
  divideDecimals,
  MAX_PRECISION,
  multiplyDecimals,
  negateDecimal,
  remainderOfDecimals,
  rescale,
  toPrecision,
} from "../../values/decimal.ts";
import { fitsInteger, isIntegerKind } from "../../values/parse.ts";
import type { DecimalValue } from "../../values/value.ts";
import { castTo } from "../casts.ts";
import { adjusted, decimalFor, isFloating, isIntegral, isNumeric, widerType } from "../coercion.ts";
import { digitsOfLiteral } from "../literals.ts";
import { storageType } from "../storage.ts";
import { withDatetimes } from "./datetime.ts";
import {
  attempt,
  convert,
  guardZero,
  incompatible,
  mistyped,
  type OperatorContext,
  REQUIRES,
  wrongType,
} from "./operands.ts";

/** `left operator right` with Spark's types and errors. @throws {SqlFailure} DATATYPE_MISMATCH */
export function arithmetic(operator: Operator, left: Typed, right: Typed, context: OperatorContext): Typed {
  const quotient = operator === "div" ? quotientOfIntervals(left, right, context) : undefined;
  if (quotient !== undefined) return quotient;
  const temporal = withDatetimes(operator, left, right, context);
  if (temporal !== undefined) return temporal;
  const [a, b] = numbers(left, right, context);
  if (a.type.kind === "decimal" && b.type.kind === "decimal") return onDecimals(operator, a, b, context);
  if (operator === "/") return division(convert(a, DOUBLE, context), convert(b, DOUBLE, context), context);
  if (operator === "div" && (isFloating(a.type) || isFloating(b.type))) throw mistyped(left, right, REQUIRES, context);
  if (operator === "div") return division(convert(a, BIGINT, context), convert(b, BIGINT, context), context);
  const type = widerType(a.type, b.type) ?? a.type;
  const [x, y] = [convert(a, type, context), convert(b, type, context)];
  if (operator === "%") return remainder(x, y, context);
  if (context.lenient === true && isIntegral(type)) return tried(operator, x, y, context);
  return { type, sql: `(${x.sql} ${operator} ${y.sql})` };
}

/** `interval div interval`: how often one of the same kind is in the other. */
function quotientOfIntervals(left: Typed, right: Typed, context: OperatorContext): Typed | undefined {
  if (left.type.kind !== right.type.kind) return undefined;
  if (left.type.kind !== "interval_ym" && left.type.kind !== "interval_dt") return undefined;
  const [a, b] = [left, right].map(({ sql }) => ({ type: BIGINT, sql: `CAST(${sql} AS BIGINT)` }));
  return a && b && division(a, b, context);
}

/** The operands as numbers: both decimals, or both not. */
function numbers(left: Typed, right: Typed, context: OperatorContext): readonly [Typed, Typed] {
  if (left.type.kind === "void" && right.type.kind === "void")
    return [convert(left, DOUBLE, context), convert(right, DOUBLE, context)];
  let [a, b] = [left, right];
  if (a.type.kind === "string" || b.type.kind === "string" || a.type.kind === "void" || b.type.kind === "void") {
    const type = widerType(a.type, b.type);
    if (type === undefined) throw incompatible(left, right, context);
    const text = a.type.kind === "string" || b.type.kind === "string";
    // A decimal next to a string is a double, and stays what it is next to NULL.
    // The lenient operation gives NULL also where such a conversion fails.
    const as = (value: Typed) => castTo(value, type, context.lenient === true, context);
    [a, b] = [text || a.type.kind === "void" ? as(a) : a, as(b)];
  }
  for (const operand of [a, b]) if (!isNumeric(operand.type)) throw mistyped(left, right, REQUIRES, context);
  if (a.type.kind === "decimal" && b.type.kind !== "decimal") {
    return isFloating(b.type) ? [convert(a, DOUBLE, context), b] : [a, convert(b, whole(b), context)];
  }
  if (b.type.kind === "decimal" && a.type.kind !== "decimal") {
    return isFloating(a.type) ? [a, convert(b, DOUBLE, context)] : [convert(a, whole(a), context), b];
  }
  return [a, b];
}

/** An operation on integers that is NULL when its result does not fit. */
function tried(operator: "+" | "-" | "*", a: Typed, b: Typed, context: OperatorContext): Typed {
  const { type } = a;
  return context.call(`try ${operator}`, [a, b], type, (left: number | bigint, right: number | bigint) => {
    const [x, y] = [BigInt(left), BigInt(right)];
    const result = operator === "+" ? x + y : operator === "-" ? x - y : x * y;
    if (!isIntegerKind(type.kind) || !fitsInteger(result, type.kind)) return null;
    return type.kind === "bigint" ? result : Number(result);
  });
}

const whole = (value: Typed): SparkType => digitsOfLiteral(value) ?? decimalFor(value.type);

function division(a: Typed, b: Typed, context: OperatorContext): Typed {
  const type = a.type;
  const operator = type.kind === "bigint" ? "//" : "/";
  const sql = guardZero(a, b, `(${a.sql} ${operator} ${b.sql})`, context);
  if (sql !== undefined) return { type, sql };
  if (type.kind === "double") {
    return context.call("divide", [a, b], type, (x: number, y: number) => {
      if (y === 0) throw divideByZero();
      return x / y;
    });
  }
  return context.call("div", [a, b], type, (x: bigint, y: bigint) => {
    if (y === 0n) throw divideByZero();
    if (y === -1n && x === -(2n ** 63n)) throw arithmeticOverflow("Overflow in integral divide", "try_divide");
    return x / y;
  });
}

function remainder(a: Typed, b: Typed, context: OperatorContext): Typed {
  const sql = guardZero(a, b, `(${a.sql} % ${b.sql})`, context);
  if (sql !== undefined) return { type: a.type, sql };
  return context.call("remainder", [a, b], a.type, (x: number & bigint, y: number & bigint) => {
    if (Number(y) === 0) throw divideByZero();
    return x % y;
  });
}

type Decimal = Extract<SparkType, { kind: "decimal" }>;

/** The type of an operation on decimals. */
function decimalResult(operator: Operator, a: Decimal, b: Decimal): SparkType {
  const scale = Math.max(a.scale, b.scale);
  switch (operator) {
    case "+":
    case "-":
      return adjusted(Math.max(a.precision - a.scale, b.precision - b.scale) + scale + 1, scale);
    case "*":
      return adjusted(a.precision + b.precision + 1, a.scale + b.scale);
    case "/": {
      const digits = Math.max(6, a.scale + b.precision + 1);
      return adjusted(a.precision - a.scale + b.scale + digits, digits);
    }
    case "%":
      return adjusted(Math.min(a.precision - a.scale, b.precision - b.scale) + scale, scale);
    case "div":
      return decimal(Math.min(MAX_PRECISION, Math.max(1, a.precision - a.scale + b.scale)), 0);
  }
}

function onDecimals(operator: Operator, a: Typed, b: Typed, context: OperatorContext): Typed {
  if (a.type.kind !== "decimal" || b.type.kind !== "decimal") throw incompatible(a, b, context);
  const type = decimalResult(operator, a.type, b.type);
  if (type.kind !== "decimal") throw incompatible(a, b, context);
  const exact = inDuckDB(operator, a, b, a.type, b.type, type);
  if (exact !== undefined) return { type, sql: exact };
  if (operator === "div") {
    return attempt(context, "decimal_div", [a, b], BIGINT, (x: DecimalValue, y: DecimalValue) => {
      if (y.unscaled === 0n) throw divideByZero();
      const scale = Math.max(x.scale, y.scale);
      return BigInt.asIntN(64, rescale(x, scale).unscaled / rescale(y, scale).unscaled);
    });
  }
  const { precision, scale } = type;
  return attempt(context, `decimal ${operator}`, [a, b], type, (x: DecimalValue, y: DecimalValue) => {
    const value = compute(operator, x, y, scale);
    const fitted = toPrecision(value, precision, scale);
    if (fitted === undefined) throw decimalOverflow(decimalText(value), precision, scale);
    return fitted;
  });
}

function compute(operator: Operator, x: DecimalValue, y: DecimalValue, scale: number): DecimalValue {
  switch (operator) {
    case "+":
      return addDecimals(x, y);
    case "-":
      return addDecimals(x, negateDecimal(y));
    case "*":
      return multiplyDecimals(x, y);
    case "%":
      if (y.unscaled === 0n) throw divideByZero();
      return remainderOfDecimals(x, y);
    default:
      if (y.unscaled === 0n) throw divideByZero();
      return divideDecimals(x, y, scale);
  }
}

/** DuckDB's decimal arithmetic, where no digit can be lost. */
function inDuckDB(
  operator: Operator,
  a: Typed,
  b: Typed,
  left: Decimal,
  right: Decimal,
  type: Decimal,
): string | undefined {
  if (operator === "*" && left.precision + right.precision < MAX_PRECISION)
    return `CAST((${a.sql} * ${b.sql}) AS ${storageType(type)})`;
  if (operator !== "+" && operator !== "-") return undefined;
  const scale = Math.max(left.scale, right.scale);
  if (Math.max(left.precision - left.scale, right.precision - right.scale) + scale >= MAX_PRECISION) return undefined;
  const as = storageType(type);
  return `CAST((CAST(${a.sql} AS ${as}) ${operator} CAST(${b.sql} AS ${as})) AS ${as})`;
}

/** `-value`. */
export function negation(value: Typed, context: OperatorContext): Typed {
  const operand = value.type.kind === "string" || value.type.kind === "void" ? convert(value, DOUBLE, context) : value;
  const { type, sql } = operand;
  if (isNumeric(type) || type.kind === "interval_ym" || type.kind === "interval_dt" || type.kind === "interval")
    return { type, sql: `(-${sql})` };
  throw wrongType(type, '"NUMERIC" or "INTERVAL"', context);
}

/** `left & right` and the like on integers. */
export function bitwise(operator: "&" | "|" | "^", left: Typed, right: Typed, context: OperatorContext): Typed {
  const type = widerType(left.type, right.type);
  if (type === undefined || !isIntegral(type)) throw mistyped(left, right, '"INTEGRAL"', context);
  const [a, b] = [convert(left, type, context), convert(right, type, context)];
  return { type, sql: operator === "^" ? `xor(${a.sql}, ${b.sql})` : `(${a.sql} ${operator} ${b.sql})` };
}

/** `~value`. */
export function bitwiseNot(value: Typed, context: OperatorContext): Typed {
  if (!isIntegral(value.type)) throw wrongType(value.type, '"INTEGRAL"', context);
  return { type: value.type, sql: `(~${value.sql})` };
}
