import { SqlFailure } from "../../../engine/failure.ts";
import { decimalOfDouble, decimalOfInteger, decimalText, rescale } from "../../values/decimal.ts";
import { DecimalValue } from "../../values/value.ts";
import { groupDigits } from "./grouping.ts";

type NumberValue = number | bigint | DecimalValue;

const exactly = (value: NumberValue): DecimalValue | undefined => {
  if (value instanceof DecimalValue) return value;
  return typeof value === "bigint" ? decimalOfInteger(value) : exactDouble(value);
};

/** All binary digits of the double, because halves are told apart by them: 1.005 is less than a half. */
function exactDouble(value: number): DecimalValue | undefined {
  if (!Number.isFinite(value)) return undefined;
  if (Number.isInteger(value)) return decimalOfInteger(BigInt(value));
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const mantissa = (bits & 0xfffffffffffffn) | (exponent === 0 ? 0n : 1n << 52n);
  const power = Math.max(exponent, 1) - 1075;
  const sign = value < 0 ? -1n : 1n;
  if (power >= 0) return new DecimalValue(sign * mantissa * 2n ** BigInt(power), 0);
  return power < -400 ? decimalOfDouble(value) : new DecimalValue(sign * mantissa * 5n ** BigInt(-power), -power);
}

const special = (value: NumberValue, before = "", after = ""): string =>
  Number.isNaN(value) ? "NaN" : `${Number(value) < 0 ? "-" : ""}${before}∞${after}`;

const isNegative = (value: NumberValue): boolean =>
  value instanceof DecimalValue ? value.unscaled < 0n : value < 0 || Object.is(value, -0);

/** `format_number(x, d)`: groups of thousands and `d` places, halves to even. NULL for negative places. */
export function groupedNumber(value: NumberValue, places: number): string | null {
  if (places < 0) return null;
  const exact = exactly(value);
  if (exact === undefined) return special(value);
  const text = decimalText(rescale(exact, places, "half_even")).replace("-", "");
  const [whole = "0", fraction] = text.split(".");
  const grouped = groupDigits(whole);
  return `${isNegative(value) ? "-" : ""}${fraction === undefined ? grouped : `${grouped}.${fraction}`}`;
}

interface SubPattern {
  readonly prefix: string;
  readonly suffix: string;
  readonly number: string;
}

const NUMBER = /[#0,.]+(?:E0+)?/;

/** Splits a pattern around its number. Text in apostrophes is literal. */
function subPattern(text: string): SubPattern {
  const quotes: string[] = [];
  const bare = text.replace(/'([^']*)'/g, (_, inner: string) => {
    quotes.push(inner === "" ? "'" : inner);
    return "\u0000";
  });
  const match = NUMBER.exec(bare);
  const restore = (part: string) => part.replaceAll("\u0000", () => quotes.shift() ?? "");
  if (match === null) return { prefix: restore(bare), number: "", suffix: "" };
  const prefix = restore(bare.slice(0, match.index));
  return { prefix, number: match[0], suffix: restore(bare.slice(match.index + match[0].length)) };
}

/** `format_number(x, pattern)` with a pattern of `java.text.DecimalFormat`: `#,##0.00`, `0.0%`, `0.###E0`. */
export function decimalFormat(value: NumberValue, pattern: string): string {
  if (pattern === "") return groupedText(value, 0, 3);
  const [positive = "", negative] = pattern.split(/;(?=(?:[^']*'[^']*')*[^']*$)/);
  const main = subPattern(positive);
  const minus = isNegative(value);
  const { prefix, suffix } = minus && negative !== undefined ? subPattern(negative) : main;
  const factor = /[%‰]/.exec(main.prefix + main.suffix)?.[0];
  const exact = exactly(value);
  const sign = minus && negative === undefined ? "-" : "";
  if (exact === undefined) return Number.isNaN(value) ? "NaN" : `${sign}${prefix}∞${suffix}`;
  const times = factor === "%" ? 100 : factor === "‰" ? 1000 : 1;
  // Doubles are multiplied as doubles, which decides about halves.
  const scaled =
    (typeof value === "number" ? exactDouble(value * times) : undefined) ??
    new DecimalValue(exact.unscaled * BigInt(times), exact.scale);
  const size = new DecimalValue(scaled.unscaled < 0n ? -scaled.unscaled : scaled.unscaled, scaled.scale);
  const text = main.number.includes("E") ? scientific(size, main.number) : plain(size, main.number);
  return `${sign}${prefix}${text}${suffix}`;
}

function groupedText(value: NumberValue, least: number, most: number): string {
  const exact = exactly(value);
  return exact === undefined ? special(value) : plain(exact, `#,##0.${"0".repeat(least)}${"#".repeat(most)}`);
}

function refuseMixed(number: string): void {
  const [whole = "", fraction = ""] = number.split(".");
  if (!/0[,0]*#/.test(whole) && !/#.*0/.test(fraction) && number.split(".").length <= 2) return;
  throw new SqlFailure("INVALID_PARAMETER_VALUE.FORMAT", `Malformed pattern "${number}"`, "22023");
}

function plain(size: DecimalValue, number: string): string {
  refuseMixed(number);
  const [whole = "", fraction = ""] = number.split(".");
  const least = whole.replace(/[^0]/g, "").length;
  const leastPlaces = fraction.replace(/[^0]/g, "").length;
  const [digits = "", decimals = ""] = decimalText(rescale(size, fraction.length, "half_even")).split(".");
  const kept = digits.replace(/^0+/, "").padStart(least, "0");
  const shown = trimZeros(decimals, leastPlaces);
  const comma = whole.lastIndexOf(",");
  const groupSize = comma < 0 ? 0 : whole.length - comma - 1;
  const grouped = groupSize > 0 ? groupDigits(kept, groupSize) : kept;
  const nothing = grouped === "" && shown === "";
  const point = shown !== "" || (number.endsWith(".") && !nothing) ? "." : "";
  return nothing ? "0" : `${grouped}${point}${shown}`;
}

function trimZeros(decimals: string, least: number): string {
  let end = decimals.length;
  while (end > least && decimals.charAt(end - 1) === "0") end--;
  return decimals.slice(0, end);
}

function scientific(size: DecimalValue, number: string): string {
  const [mantissaPattern = "0", exponentPattern = "0"] = number.split("E");
  const [whole = "", fraction = ""] = mantissaPattern.split(".");
  if (whole.length !== 1 || whole === "#")
    throw new SqlFailure("INVALID_PARAMETER_VALUE.FORMAT", `Unsupported pattern "${number}"`, "22023");
  const [integer = "", decimals = ""] = decimalText(size).split(".");
  const all = integer + decimals;
  const first = all.search(/[1-9]/);
  let exponent = first < 0 ? 0 : integer.length - 1 - first;
  const significant = first < 0 ? "0" : all.slice(first);
  let mantissa = rescale(new DecimalValue(BigInt(significant), significant.length - 1), fraction.length, "half_even");
  if (mantissa.unscaled >= 10n ** BigInt(fraction.length + 1)) {
    mantissa = rescale(new DecimalValue(mantissa.unscaled / 10n, mantissa.scale), fraction.length);
    exponent += 1;
  }
  const [digit = "0", rest = ""] = decimalText(mantissa).split(".");
  const shown = trimZeros(rest, fraction.replace(/[^0]/g, "").length);
  const power = String(Math.abs(exponent)).padStart(exponentPattern.length, "0");
  return `${digit}${shown === "" ? "" : "."}${shown}E${exponent < 0 ? "-" : ""}${power}`;
}
