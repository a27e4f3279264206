import { SqlFailure } from "../../../engine/failure.ts";
import { type SparkType, STRING, TIMESTAMP_NTZ } from "../../data-types.ts";
import { decimalOfDouble, decimalText, parseDecimal, rescale } from "../../values/decimal.ts";
import { doubleText } from "../../values/java-number.ts";
import { castText } from "../../values/text.ts";
import type { Value } from "../../values/value.ts";
import type { FunctionDefinition } from "../contract.ts";
import { scalar, typed } from "../define.ts";
import { groupDigits } from "./grouping.ts";

const SPECIFIER = /%(?:(\d+)\$|(<))?([-#+ 0,(]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g;

/** A format that `java.util.Formatter` refuses. The texts are its own. */
function refused(message: string): SqlFailure {
  return new SqlFailure("INVALID_PARAMETER_VALUE.FORMAT", message, "22023");
}

/** `java.util.Formatter` over values of these types. */
function format(pattern: string, values: readonly Value[], types: readonly SparkType[]): string {
  let next = 0;
  let last = -1;
  let end = 0;
  let result = "";
  const plain = (text: string): string => {
    const stray = text.indexOf("%");
    if (stray < 0) return text;
    throw refused(`Conversion = '${text.charAt(stray + 1) || "%"}'`);
  };
  for (const match of pattern.matchAll(SPECIFIER)) {
    const [whole, position, previous, flags = "", width, precision, conversion = ""] = match;
    result += plain(pattern.slice(end, match.index));
    end = match.index + whole.length;
    if (conversion === "n") {
      result += "\n";
      continue;
    }
    if (conversion === "%") {
      result += pad("%", flags, width);
      continue;
    }
    const index = position !== undefined ? Number(position) - 1 : previous !== undefined ? last : next++;
    last = index;
    if (index < 0 || index >= types.length) throw refused(`Format specifier '${whole}'`);
    const text = convert(conversion, values[index] ?? null, types[index] ?? STRING, flags, width, precision);
    result += conversion === conversion.toUpperCase() ? text.toUpperCase() : text;
  }
  return result + plain(pattern.slice(end));
}

function convert(
  conversion: string,
  value: Value,
  type: SparkType,
  flags: string,
  width: string | undefined,
  precision: string | undefined,
): string {
  const mismatch = () => refused(`${conversion} != ${type.kind}`);
  if (width === undefined && /[-0]/.test(flags)) throw refused(`Missing width: %${flags}${conversion}`);
  if (precision !== undefined && /[dxoc]/i.test(conversion)) throw refused(precision);
  if (/[sbc]/i.test(conversion) && /[+ 0,(#]/.test(flags))
    throw refused(`Conversion = ${conversion}, Flags = ${flags.replace("-", "")}`);
  switch (conversion.toLowerCase()) {
    case "s": {
      const text = value === null ? "null" : shown(value, type);
      return pad(precision === undefined ? text : text.slice(0, Number(precision)), flags, width);
    }
    case "b": {
      const text = type.kind === "boolean" && value !== null ? String(value) : String(value !== null);
      return pad(precision === undefined ? text : text.slice(0, Number(precision)), flags, width);
    }
    case "d":
    case "x":
    case "o":
      if (value === null) return pad("null", flags.replace("0", ""), width);
      if (typeof value === "bigint" || isInteger(type))
        return integer(conversion.toLowerCase(), value, type, flags, width);
      throw mismatch();
    case "f":
    case "e":
    case "g":
      if (value === null) return pad("null".slice(0, Number(precision ?? 4)), flags.replace("0", ""), width);
      if (type.kind !== "double" && type.kind !== "float") throw mismatch();
      return floating(conversion.toLowerCase(), Number(value), flags, width, Number(precision ?? 6));
    case "c":
      if (value === null) return pad("null", flags, width);
      if (!isInteger(type)) throw mismatch();
      return pad(String.fromCodePoint(Number(value)), flags, width);
    default:
      throw refused(`Conversion = '${conversion}'`);
  }
}

const isInteger = ({ kind }: SparkType): boolean => ["tinyint", "smallint", "int", "bigint"].includes(kind);

/** `%s` shows the values that Spark computes with: days for a date, microseconds for a timestamp. */
function shown(value: Value, type: SparkType): string {
  if (type.kind === "date" || type.kind === "timestamp" || type.kind === TIMESTAMP_NTZ.kind) return String(value);
  if (["array", "map", "struct", "binary", "interval"].includes(type.kind))
    throw refused(`%s does not support ${type.kind}`);
  return castText(value, type, { offset: 0 }) ?? "null";
}

const BITS: Readonly<Record<string, number>> = { tinyint: 8, smallint: 16, int: 32, bigint: 64 };

function integer(conversion: string, value: Value, type: SparkType, flags: string, width?: string): string {
  const number = BigInt(typeof value === "bigint" ? value : Number(value));
  if (conversion === "d") {
    const size = String(number < 0n ? -number : number);
    return signed(flags.includes(",") ? groupDigits(size) : size, number < 0n, flags, width);
  }
  const digits = BigInt.asUintN(BITS[type.kind] ?? 64, number).toString(conversion === "x" ? 16 : 8);
  const prefix = flags.includes("#") ? (conversion === "x" ? "0x" : "0") : "";
  const zeros = flags.includes("0") ? digits.padStart(Number(width ?? 0) - prefix.length, "0") : digits;
  return pad(prefix + zeros, flags, width);
}

function floating(conversion: string, value: number, flags: string, width: string | undefined, digits: number): string {
  if (!Number.isFinite(value)) {
    const text = Number.isNaN(value)
      ? "NaN"
      : value > 0
        ? flags.includes("+")
          ? "+Infinity"
          : "Infinity"
        : "-Infinity";
    return pad(text, flags.replace("0", ""), width);
  }
  const negative = value < 0 || Object.is(value, -0);
  const size = Math.abs(value);
  if (conversion === "e") return signed(scientific(size, digits), negative, flags, width);
  if (conversion === "g")
    return signed(general(size, Math.max(digits, 1), flags), negative, flags.replace(",", ""), width);
  return signed(fixed(size, digits, flags), negative, flags, width);
}

/** `%f`, with groups of digits if the flags ask for them. */
function fixed(size: number, digits: number, flags: string): string {
  const exact = decimalOfDouble(size);
  const text = exact === undefined ? doubleText(size) : decimalText(rescale(exact, digits, "half_up"));
  const [whole = "0", fraction] = text.split(".");
  const grouped = flags.includes(",") ? groupDigits(whole) : whole;
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** `%g`: so many significant digits, in scientific notation outside 10⁻⁴ … 10^digits. */
function general(size: number, digits: number, flags: string): string {
  if (size === 0) return fixed(0, digits - 1, flags);
  if (size < 1e-4 || size >= 10 ** digits) return scientific(size, digits - 1);
  const exponent = Math.floor(Math.log10(size));
  return fixed(size, Math.max(digits - exponent - 1, 0), flags);
}

function scientific(value: number, digits: number): string {
  const [shortest = "0", exponent = "0"] = value.toExponential().split("e");
  const exact = parseDecimal(shortest);
  const rounded = exact === undefined ? shortest : decimalText(rescale(exact, digits, "half_up"));
  // 9.99 rounded to one digit is 10, with one more power of ten.
  const carried = rounded.startsWith("10");
  const mantissa = carried ? rounded.replace(/^10(\.?)/, "1$1") : rounded;
  const power = Number(exponent) + (carried ? 1 : 0);
  return `${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

/** The number with its sign (`+`, blank or parentheses) and zeros up to the width. */
function signed(digits: string, negative: boolean, flags: string, width: string | undefined): string {
  const brackets = negative && flags.includes("(");
  const before = brackets ? "(" : negative ? "-" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
  const after = brackets ? ")" : "";
  const room = Number(width ?? 0) - before.length - after.length;
  return pad(`${before}${flags.includes("0") ? digits.padStart(room, "0") : digits}${after}`, flags, width);
}

const pad = (text: string, flags: string, width: string | undefined): string =>
  flags.includes("-") ? text.padEnd(Number(width ?? 0)) : text.padStart(Number(width ?? 0));

/** Text by the formats of `java.util.Formatter`. */
export const printfFunctions: readonly FunctionDefinition[] = [
  scalar("format_string printf", "strfmt ...", (args, context, name) => {
    const [first = typed(STRING, "NULL"), ...rest] = args;
    const pattern = context.coerce(first, STRING, { function: name, index: 0 });
    const literal = pattern.literal?.value;
    if (typeof literal === "string" && literal.includes("%0$")) {
      throw new SqlFailure(
        "INVALID_PARAMETER_VALUE.ZERO_INDEX",
        `The value of parameter(s) \`strfmt\` in \`${name}\` is invalid: expects %1$, %2$ and so on, but got %0$.`,
        "22023",
      );
    }
    // NULL without a type has one here, because functions of DuckDB need it.
    const values = rest.map((value) => (value.type.kind === "void" ? context.cast(value, STRING) : value));
    const types = values.map(({ type }) => type);
    return context.call(
      name,
      [pattern, ...values],
      STRING,
      (text: string | null, ...all: readonly Value[]) => (text === null ? null : format(text, all, types)),
      { seesNulls: true },
    );
  }),
];
