import { DecimalValue } from "./value.ts";

/** How digits that do not fit the scale are dropped. */
export type Rounding = "half_up" | "half_even" | "down" | "ceiling" | "floor";

export const MAX_PRECISION = 38;

export const pow10 = (exponent: number): bigint => 10n ** BigInt(exponent);

const abs = (value: bigint): bigint => (value < 0n ? -value : value);

/** `numerator / denominator` as an integer; the denominator is positive. */
export function divideRounded(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  const quotient = numerator / denominator;
  const rest = numerator % denominator;
  if (rest === 0n) return quotient;
  const away = numerator < 0n ? quotient - 1n : quotient + 1n;
  const twice = abs(rest) * 2n;
  switch (rounding) {
    case "down":
      return quotient;
    case "ceiling":
      return numerator < 0n ? quotient : away;
    case "floor":
      return numerator < 0n ? away : quotient;
    case "half_up":
      return twice >= denominator ? away : quotient;
    case "half_even":
      return twice > denominator || (twice === denominator && quotient % 2n !== 0n) ? away : quotient;
  }
}

/** The value with another scale, which may be negative (`round(123, -2)` is 100 with scale 0 after a second call). */
export function rescale(value: DecimalValue, scale: number, rounding: Rounding = "half_up"): DecimalValue {
  if (scale === value.scale) return value;
  if (scale > value.scale) return new DecimalValue(value.unscaled * pow10(scale - value.scale), scale);
  return new DecimalValue(divideRounded(value.unscaled, pow10(value.scale - scale), rounding), scale);
}

/** Whether a value of `precision` digits can hold it. */
export const fitsPrecision = (value: DecimalValue, precision: number): boolean =>
  abs(value.unscaled) < pow10(precision);

/** The value as `DECIMAL(precision, scale)`, or `undefined` if it has more digits. */
export function toPrecision(value: DecimalValue, precision: number, scale: number): DecimalValue | undefined {
  const scaled = rescale(value, scale);
  return fitsPrecision(scaled, precision) ? scaled : undefined;
}

/** Number of digits, at least one: `0.05` has one. */
export const digitsOf = (value: DecimalValue): number => abs(value.unscaled).toString().length;

/** `-12.50`: all digits of the scale, never an exponent. */
export function decimalText({ unscaled, scale }: DecimalValue): string {
  if (scale <= 0) return (unscaled * pow10(-scale)).toString();
  const digits = abs(unscaled)
    .toString()
    .padStart(scale + 1, "0");
  return `${unscaled < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/;

/** A number as `java.math.BigDecimal` reads it (`1`, `.5`, `1.`, `-1.5e3`), without spaces; `undefined` for other texts. */
export function parseDecimal(text: string): DecimalValue | undefined {
  const match = NUMBER.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  if (whole === "" && fraction === "") return undefined;
  const scale = fraction.length - Number(exponent);
  if (Math.abs(scale) > 5_000) return undefined;
  const digits = BigInt(whole + fraction);
  const unscaled = sign === "-" ? -digits : digits;
  return scale >= 0 ? new DecimalValue(unscaled, scale) : new DecimalValue(unscaled * pow10(-scale), 0);
}

/** Exactly the decimal that Java prints for the double; `undefined` for NaN and infinities. */
export function decimalOfDouble(value: number): DecimalValue | undefined {
  return Number.isFinite(value) ? parseDecimal(String(value)) : undefined;
}

export const decimalOfInteger = (value: number | bigint): DecimalValue => new DecimalValue(BigInt(value), 0);

export const doubleOfDecimal = (value: DecimalValue): number => Number(decimalText(value));

export function addDecimals(a: DecimalValue, b: DecimalValue): DecimalValue {
  const scale = Math.max(a.scale, b.scale);
  return new DecimalValue(rescale(a, scale).unscaled + rescale(b, scale).unscaled, scale);
}

export const negateDecimal = (a: DecimalValue): DecimalValue => new DecimalValue(-a.unscaled, a.scale);

export const multiplyDecimals = (a: DecimalValue, b: DecimalValue): DecimalValue =>
  new DecimalValue(a.unscaled * b.unscaled, a.scale + b.scale);

/** The quotient with `scale` digits. Spark computes it in one step, rounded half up. The divisor is not zero. */
export function divideDecimals(a: DecimalValue, b: DecimalValue, scale: number): DecimalValue {
  const shift = scale + b.scale - a.scale;
  const numerator = (b.unscaled < 0n ? -a.unscaled : a.unscaled) * (shift > 0 ? pow10(shift) : 1n);
  const denominator = abs(b.unscaled) * (shift < 0 ? pow10(-shift) : 1n);
  return new DecimalValue(divideRounded(numerator, denominator, "half_up"), scale);
}

/** The remainder with the sign of the dividend. The divisor is not zero. */
export function remainderOfDecimals(a: DecimalValue, b: DecimalValue): DecimalValue {
  const scale = Math.max(a.scale, b.scale);
  return new DecimalValue(rescale(a, scale).unscaled % rescale(b, scale).unscaled, scale);
}

/** The value without zeros at the end of its fraction. */
export function stripZeros({ unscaled, scale }: DecimalValue): DecimalValue {
  let digits = unscaled;
  let left = scale;
  while (left > 0 && digits % 10n === 0n) {
    digits /= 10n;
    left -= 1;
  }
  return new DecimalValue(digits, left);
}
