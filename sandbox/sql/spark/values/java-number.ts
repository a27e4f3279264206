/** A double as Java writes it: always with a point, and with an exponent outside 10⁻³ … 10⁷. */
export function doubleText(value: number): string {
  return javaText(value, (number) => number);
}

/** A float as Java writes it: the shortest decimal for this single-precision number. */
export function floatText(value: number): string {
  return javaText(value, shortestFloat);
}

function javaText(value: number, shortest: (value: number) => number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const number = shortest(value);
  const size = Math.abs(number);
  if (size >= 1e-3 && size < 1e7) return Number.isInteger(number) ? `${number}.0` : String(number);
  const [digits = "0", exponent = "0"] = number.toExponential().split("e");
  return `${digits.includes(".") ? digits : `${digits}.0`}E${Number(exponent)}`;
}

/** The double with the fewest digits that is this single-precision number. */
export function shortestFloat(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return Number(value.toPrecision(9));
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
