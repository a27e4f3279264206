import { SqlFailure } from "../../../engine/failure.ts";
import { isIntegral } from "../../analysis/coercion.ts";
import { BIGINT, BINARY, BOOLEAN, INT, STRING } from "../../data-types.ts";
import type { FunctionDefinition, Typed } from "../contract.ts";
import { inTypeScript, scalar, typed } from "../define.ts";
import { sameBytes, utf8 } from "./characters.ts";
import { encodeText } from "./charsets.ts";

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex").toUpperCase();

export function unhex(text: string): Uint8Array | null {
  if (!/^[0-9a-fA-F]*$/.test(text)) return null;
  return new Uint8Array(Buffer.from(text.length % 2 === 1 ? `0${text}` : text, "hex"));
}

/** Base64 with anything that is not part of its alphabet left out. */
function unbase64(text: string): Uint8Array {
  const [digits = "", padding = "", rest = ""] =
    /^([^=]*)(=*)(.*)$/s.exec(text.replace(/[^A-Za-z0-9+/=]/g, ""))?.slice(1) ?? [];
  const last = digits.length % 4;
  if (padding !== "" && (last === 0 || (last === 2 && padding === "=")))
    throw new SqlFailure("", "Input byte array has wrong 4-byte ending unit", "22000");
  if (rest !== "" || padding.length > 4 - last)
    throw new SqlFailure("", "Input byte array has incorrect ending byte", "22000");
  if (digits.length % 4 === 1) throw new SqlFailure("", "Last unit does not have enough valid bits", "22000");
  return new Uint8Array(Buffer.from(digits, "base64"));
}

const unsigned = (value: bigint): bigint => BigInt.asUintN(64, value);

/** `conv`: a number between bases 2 and 36. A negative target base keeps the sign. */
function convert(text: string, from: number, to: number): string | null {
  const base = Math.abs(to);
  if (from < 2 || from > 36 || base < 2 || base > 36) return null;
  const trimmed = text.trim();
  if (trimmed === "") return null;
  const negative = trimmed.startsWith("-");
  let value = 0n;
  for (const character of trimmed.slice(negative ? 1 : 0)) {
    const digit = Number.parseInt(character, 36);
    if (Number.isNaN(digit) || digit >= from) break;
    value = value * BigInt(from) + BigInt(digit);
    if (value >= 1n << 64n) throw overflow();
  }
  if (negative && to > 0) return unsigned(-value).toString(base).toUpperCase();
  const signed = to < 0 ? BigInt.asIntN(64, negative ? -value : value) : value;
  return signed.toString(base).toUpperCase();
}

function overflow(): SqlFailure {
  const message =
    'Overflow in function conv(). If necessary set "spark.sql.ansi.enabled" to "false" to bypass this error.';
  return new SqlFailure("ARITHMETIC_OVERFLOW", message, "22003");
}

/** A function over text as bytes: text that is not valid UTF-8 exists only as binary here. */
function overBytes(
  name: string,
  returns: typeof STRING,
  implementation: (bytes: Uint8Array) => string | boolean | null,
): FunctionDefinition {
  return scalar(name, "str", ([expr = typed(STRING, "NULL")], context) => {
    const index = { function: name, index: 0 };
    const bytes = expr.type.kind === "binary" ? expr : context.cast(context.coerce(expr, STRING, index), BINARY);
    return context.call(name, [bytes], returns, implementation);
  });
}

const decoded = (bytes: Uint8Array): string => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);

const isValid = (bytes: Uint8Array): boolean => sameBytes(utf8(decoded(bytes)), bytes);

function validate(bytes: Uint8Array): string {
  if (isValid(bytes)) return decoded(bytes);
  const shown = Array.from(bytes, (byte) => `\\x${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
  throw new SqlFailure("INVALID_UTF8_STRING", `Invalid UTF8 byte sequence found in string: ${shown}.`, "22029");
}

/** `hex` of a number, of text or of bytes. */
const hex = scalar("hex", "expr", ([expr = typed(STRING, "NULL")], context, name) => {
  if (isIntegral(expr.type) || expr.type.kind === "void") {
    const number = context.cast(expr, BIGINT);
    return context.call(name, [number], STRING, (value: bigint) => unsigned(value).toString(16).toUpperCase());
  }
  if (expr.type.kind === "binary") return context.call(name, [expr], STRING, hexOf);
  if (expr.type.kind === "decimal" || expr.type.kind === "double" || expr.type.kind === "float") {
    const number: Typed = context.coerce(expr, BIGINT, { function: name, index: 0 });
    return context.call(name, [number], STRING, (value: bigint) => unsigned(value).toString(16).toUpperCase());
  }
  const value = context.coerce(expr, STRING, { function: name, index: 0 });
  return context.call(name, [value], STRING, (text: string) => hexOf(utf8(text)));
});

/** Text as bytes and numbers in other notations. */
export const encodingFunctions: readonly FunctionDefinition[] = [
  inTypeScript("base64", "bin", [BINARY], STRING, (bytes: Uint8Array) => Buffer.from(bytes).toString("base64")),
  inTypeScript("unbase64", "str", [STRING], BINARY, unbase64),
  hex,
  inTypeScript("unhex", "expr", [STRING], BINARY, unhex),
  inTypeScript("bin", "expr", [BIGINT], STRING, (value: bigint) => unsigned(value).toString(2)),
  inTypeScript("conv", "num from_base to_base", [STRING, INT, INT], STRING, convert),
  inTypeScript("encode", "str charset", [STRING, STRING], BINARY, (text: string, charset: string) =>
    encodeText(text, charset, "encode"),
  ),
  overBytes("is_valid_utf8", BOOLEAN, isValid),
  overBytes("make_valid_utf8", STRING, decoded),
  overBytes("validate_utf8", STRING, validate),
  overBytes("try_validate_utf8", STRING, (bytes) => (isValid(bytes) ? decoded(bytes) : null)),
];
