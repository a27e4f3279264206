import { doubleDigits, floatDigits, type JavaDigits } from "./java-digits.ts";

/** A double as Java writes it: always with a point, and with an exponent outside 10⁻³ … 10⁷. */
export function doubleText(value: number): string {
  const special = specialText(value);
  if (special !== undefined) return special;
  const plain = String(value);
  // So few digits are the ones that Java writes as well, unless it writes an exponent.
  if (isPlain(value) && plain.length < 17) return Number.isInteger(value) ? `${plain}.0` : plain;
  return signed(value, doubleDigits(Math.abs(value)));
}

/** A float as Java writes it. */
export function floatText(value: number): string {
  return specialText(value) ?? signed(value, floatDigits(Math.abs(value)));
}

function specialText(value: number): string | undefined {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  return undefined;
}

const isPlain = (value: number): boolean => Math.abs(value) >= 1e-3 && Math.abs(value) < 1e7;

function signed(value: number, { digits, exponent }: JavaDigits): string {
  const sign = value < 0 ? "-" : "";
  if (exponent > 0 && exponent < 8) {
    const whole = digits.slice(0, exponent).padEnd(exponent, "0");
    return `${sign}${whole}.${digits.slice(exponent) || "0"}`;
  }
  if (exponent <= 0 && exponent > -3) return `${sign}0.${"0".repeat(-exponent)}${digits}`;
  return `${sign}${digits.charAt(0)}.${digits.slice(1) || "0"}E${exponent - 1}`;
}

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[dDfF]?$/;
const HEX = /^([+-]?)0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?\d+)[dDfF]?$/;

/** A number as `Double.parseDouble` reads it, also `Infinity`, `inf` and `nan` in any case as Spark does; `undefined` for other texts. */
export function parseDouble(text: string): number | undefined {
  const trimmed = trimSpaces(text);
  if (DECIMAL.test(trimmed)) return Number(trimmed.replace(/[dDfF]$/, ""));
  const hex = HEX.exec(trimmed);
  if (hex !== null) {
    const [, sign, whole = "", fraction = "", exponent = "0"] = hex;
    if (whole === "" && fraction === "") return undefined;
    const digits = Number.parseInt(whole + fraction || "0", 16);
    return (sign === "-" ? -1 : 1) * digits * 2 ** (Number(exponent) - 4 * fraction.length);
  }
  switch (trimmed.toLowerCase()) {
    case "inf":
    case "+inf":
    case "infinity":
    case "+infinity":
      return Number.POSITIVE_INFINITY;
    case "-inf":
    case "-infinity":
      return Number.NEGATIVE_INFINITY;
    case "nan":
      return Number.NaN;
    default:
      return undefined;
  }
}

/** Removes what Spark removes before it reads a number, a date or a boolean: spaces and control characters at both ends. */
export function trimSpaces(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

const isSpace = (code: number): boolean => code <= 0x20 || code === 0x7f;
