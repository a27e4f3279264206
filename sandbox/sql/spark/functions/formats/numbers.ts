import { SqlFailure } from "../../../engine/failure.ts";
import { decimalFor, isNumeric } from "../../analysis/coercion.ts";
import { decimal, type SparkType, STRING, TIMESTAMP } from "../../data-types.ts";
import { microsOfDays } from "../../values/calendar.ts";
import { compileDatePattern } from "../../values/date-pattern/compile.ts";
import { formatWithPattern } from "../../values/date-pattern/format.ts";
import type { DecimalValue } from "../../values/value.ts";
import { localOf, zoneOf } from "../../values/zones.ts";
import type { FunctionContext, FunctionDefinition, Typed } from "../contract.ts";
import { notConstant, scalar, typed, unexpectedInput } from "../define.ts";
import { decodeText } from "../strings/charsets.ts";
import { decimalFormat, groupedNumber } from "./decimal-format.ts";
import { parseNumberFormat } from "./number-format.ts";
import { formatNumber, readNumber } from "./number-text.ts";

const NULL: Typed = typed(STRING, "NULL");

/** The format, which must be a constant. */
function literalFormat(name: string, argument: Typed): string | null {
  const value = argument.literal?.value;
  if (typeof value === "string" || value === null) return value;
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  throw notConstant(name, "format");
}

function toChar(args: readonly Typed[], context: FunctionContext, name: string): Typed {
  const [expr = NULL, formatArgument = NULL] = args;
  switch (expr.type.kind) {
    case "date":
    case "timestamp":
    case "timestamp_ntz":
      return dateToChar(expr, formatArgument, context);
    case "binary":
      return binaryToChar(name, expr, formatArgument, context);
    default:
  }
  if (!isNumeric(expr.type) && expr.type.kind !== "string" && expr.type.kind !== "void")
    throw unexpectedInput(name, expr, 0, '"NUMERIC"');
  const text = literalFormat(name, formatArgument);
  if (text === null) return typed(STRING, "CAST(NULL AS VARCHAR)");
  const format = parseNumberFormat(text);
  const number = context.cast(expr, expr.type.kind === "string" ? decimal(38, 18) : decimalFor(expr.type));
  return context.call(`to_char ${text}`, [number], STRING, (value: DecimalValue) => formatNumber(value, format));
}

function dateToChar(expr: Typed, format: Typed, context: FunctionContext): Typed {
  const zone = zoneOf(context.timeZone) ?? { offset: 0 };
  const pattern = context.coerce(format, STRING, { function: "to_char", index: 1 });
  const ntz = expr.type.kind !== "timestamp";
  const dates = expr.type.kind === "date";
  const write = (value: bigint | number, text: string): string => {
    const micros = dates ? microsOfDays(Number(value)) : BigInt(value);
    const local = ntz ? micros : localOf(zone, micros);
    return formatWithPattern(compileDatePattern(text, "format"), local, { id: context.timeZone, zone, micros });
  };
  const value = ntz ? expr : context.cast(expr, TIMESTAMP);
  return context.call(`to_char in ${context.timeZone}`, [value, pattern], STRING, write);
}

function binaryToChar(name: string, expr: Typed, formatArgument: Typed, context: FunctionContext): Typed {
  const format = literalFormat(name, formatArgument);
  if (format === null) return typed(STRING, "CAST(NULL AS VARCHAR)");
  const call = (kind: string, write: (bytes: Uint8Array) => string) =>
    context.call(`to_char ${kind}`, [expr], STRING, write);
  switch (format.toLowerCase()) {
    case "base64":
      return call("base64", (bytes) => Buffer.from(bytes).toString("base64"));
    case "hex":
      return call("hex", (bytes) => Buffer.from(bytes).toString("hex").toUpperCase());
    case "utf-8":
      return call("utf-8", (bytes) => decodeText(bytes, "utf-8", "decode"));
    default:
      throw new SqlFailure(
        "INVALID_PARAMETER_VALUE.BINARY_FORMAT",
        `The value of parameter(s) \`format\` in \`${name}\` is invalid: expects one of binary formats 'base64', 'hex', 'utf-8', but got '${format}'.`,
        "22023",
      );
  }
}

function toNumber(name: string, lenient: boolean): FunctionDefinition {
  return scalar(name, "expr fmt", ([expr = NULL, formatArgument = NULL], context) => {
    const text = literalFormat(name, formatArgument);
    if (text === null) return typed(decimal(38, 18), "CAST(NULL AS DECIMAL(38, 18))");
    const format = parseNumberFormat(text);
    const returns: SparkType = decimal(format.precision, format.scale);
    const value = context.coerce(expr, STRING, { function: name, index: 0 });
    return context.call(`${name} ${text}`, [value], returns, (given: string) => {
      const number = readNumber(given, format);
      if (number !== undefined) return number;
      if (lenient) return null;
      throw new SqlFailure(
        "INVALID_FORMAT.MISMATCH_INPUT",
        `The format is invalid: ${text}. The input "STRING" ${given} does not match the format.`,
        "42601",
      );
    });
  });
}

function formatNumberFunction(args: readonly Typed[], context: FunctionContext, name: string): Typed {
  const [expr = NULL, format = NULL] = args;
  if (!isNumeric(expr.type) && expr.type.kind !== "void") throw unexpectedInput(name, expr, 0, '"NUMERIC"');
  const number = isNumeric(expr.type) ? expr : context.cast(expr, { kind: "double" });
  if (format.type.kind === "int") return context.call(name, [number, format], STRING, groupedNumber);
  if (format.type.kind !== "string" && format.type.kind !== "void")
    throw unexpectedInput(name, format, 1, '("INT" or "STRING")');
  const pattern = context.cast(format, STRING);
  return context.call(name, [number, pattern], STRING, decimalFormat);
}

/** Numbers, dates and bytes as text in a format, and back. */
export const numberFormatFunctions: readonly FunctionDefinition[] = [
  scalar("to_char to_varchar", "expr format", toChar),
  toNumber("to_number", false),
  toNumber("try_to_number", true),
  scalar("format_number", "expr1 expr2", formatNumberFunction),
];
