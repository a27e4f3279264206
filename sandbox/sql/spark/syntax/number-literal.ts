import { SqlFailure } from "../../engine/failure.ts";
import { BIGINT, DOUBLE, decimal, FLOAT, INT, SMALLINT, type SparkType, TINYINT } from "../data-types.ts";
import { DecimalValue, type Value } from "../values/value.ts";

export interface LiteralValue {
  readonly type: SparkType;
  readonly value: Value;
}

/** The value of a number with its sign, in the type its form says: `1`, `1L`, `1.5`, `1e3`, `2BD`. `digits` is in upper case. */
export function numberLiteral(digits: string, negative: boolean): LiteralValue {
  const [, body = digits, suffix = ""] = /^(.*?)(BD|[LSYFD]?)$/.exec(digits) ?? [];
  const text = negative ? `-${body}` : body;
  switch (suffix) {
    case "Y":
      return { type: TINYINT, value: Number(within(text, "tinyint", -(2n ** 7n), 2n ** 7n - 1n)) };
    case "S":
      return { type: SMALLINT, value: Number(within(text, "smallint", -(2n ** 15n), 2n ** 15n - 1n)) };
    case "L":
      return { type: BIGINT, value: within(text, "bigint", -(2n ** 63n), 2n ** 63n - 1n) };
    case "F":
      return { type: FLOAT, value: finite(text, Math.fround(Number(text)), "float", "3.4028234663852886E+38") };
    case "D":
      return { type: DOUBLE, value: finite(text, Number(text), "double", "1.7976931348623157E+308") };
    case "BD":
      return decimalLiteral(text);
    default:
      if (body.includes("E"))
        return { type: DOUBLE, value: finite(text, Number(text), "double", "1.7976931348623157E+308") };
      return body.includes(".") ? decimalLiteral(text) : integerLiteral(text);
  }
}

function integerLiteral(text: string): LiteralValue {
  const value = BigInt(text);
  if (value >= -(2n ** 31n) && value < 2n ** 31n) return { type: INT, value: Number(value) };
  if (value >= -(2n ** 63n) && value < 2n ** 63n) return { type: BIGINT, value };
  return decimalLiteral(text);
}

function decimalLiteral(text: string): LiteralValue {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^(-?)(\d*)\.?(\d*)(?:E([+-]?\d+))?$/.exec(text) ?? [];
  let scale = fraction.length - Number(exponent);
  if (Math.abs(scale) > 100) throw tooPrecise(Math.abs(scale));
  let unscaled = BigInt(`${whole}${fraction}` || "0");
  if (scale < 0) {
    unscaled *= 10n ** BigInt(-scale);
    scale = 0;
  }
  const precision = Math.max(unscaled.toString().length, scale);
  if (precision > 38) throw tooPrecise(precision);
  return { type: decimal(precision, scale), value: new DecimalValue(sign === "-" ? -unscaled : unscaled, scale) };
}

const tooPrecise = (precision: number) =>
  new SqlFailure(
    "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION",
    `Decimal precision ${precision} exceeds max precision 38.`,
    "22003",
  );

function within(text: string, type: string, lowest: bigint, highest: bigint): bigint {
  const value = BigInt(text);
  if (value < lowest || value > highest) throw outside(text, type, String(lowest), String(highest));
  return value;
}

function finite(text: string, value: number, type: string, highest: string): number {
  if (!Number.isFinite(value)) throw outside(text.toLowerCase(), type, `-${highest}`, highest);
  return value;
}

const outside = (text: string, type: string, lowest: string, highest: string) =>
  new SqlFailure(
    "INVALID_NUMERIC_LITERAL_RANGE",
    `Numeric literal ${text} is outside the valid range for ${type} with minimum value of ${lowest} and maximum value of ${highest}. Please adjust the value accordingly.`,
    "22003",
  );
