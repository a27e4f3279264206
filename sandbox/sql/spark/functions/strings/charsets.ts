import { SqlFailure } from "../../../engine/failure.ts";
import { utf8 } from "./characters.ts";

const CHARSETS = ["iso-8859-1", "us-ascii", "utf-16", "utf-16be", "utf-16le", "utf-32", "utf-8"];

function known(charset: string, name: string): string {
  const lower = charset.toLowerCase();
  if (CHARSETS.includes(lower)) return lower;
  throw new SqlFailure(
    "INVALID_PARAMETER_VALUE.CHARSET",
    `The value of parameter(s) \`charset\` in \`${name}\` is invalid: expects one of the ${CHARSETS.join(", ")}, but got ${charset}.`,
    "22023",
  );
}

function malformed(charset: string, name: string): SqlFailure {
  return new SqlFailure(
    "MALFORMED_CHARACTER_CODING",
    `Invalid value found when performing \`${name}\` with ${charset}`,
    "22000",
  );
}

/** @throws {SqlFailure} for a charset that Spark does not know and for characters that it does not have */
export function encodeText(text: string, charset: string, name: string): Uint8Array {
  const code = known(charset, name);
  switch (code) {
    case "utf-8":
      return utf8(text);
    case "us-ascii":
    case "iso-8859-1": {
      const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
      if (codes.some((each) => each > (code === "us-ascii" ? 0x7f : 0xff))) throw malformed(charset, name);
      return Uint8Array.from(codes);
    }
    case "utf-32": {
      const bytes = Buffer.alloc(Array.from(text).length * 4);
      for (const [i, character] of Array.from(text).entries())
        bytes.writeUInt32BE(character.codePointAt(0) ?? 0, i * 4);
      return new Uint8Array(bytes);
    }
    default: {
      const little = Buffer.from(text, "utf16le");
      if (code === "utf-16le") return new Uint8Array(little);
      const big = little.swap16();
      return new Uint8Array(code === "utf-16" && text !== "" ? Buffer.concat([Buffer.from([0xfe, 0xff]), big]) : big);
    }
  }
}

/** @throws {SqlFailure} for a charset that Spark does not know and for bytes that are not text in it */
export function decodeText(bytes: Uint8Array, charset: string, name: string): string {
  const code = known(charset, name);
  if (code === "us-ascii" && bytes.some((byte) => byte > 0x7f)) throw malformed(charset, name);
  if (code === "us-ascii" || code === "iso-8859-1") return Buffer.from(bytes).toString("latin1");
  if (code === "utf-32") return utf32(bytes, charset, name);
  if (code === "utf-8") return strictly("utf-8", bytes, charset, name);
  if (code === "utf-16le") return strictly("utf-16le", bytes, charset, name);
  const marked = bytes[0] === 0xff && bytes[1] === 0xfe;
  if (code === "utf-16" && marked) return strictly("utf-16le", bytes.slice(2), charset, name);
  const body = code === "utf-16" && bytes[0] === 0xfe && bytes[1] === 0xff ? bytes.slice(2) : bytes;
  if (body.length % 2 === 1) throw malformed(charset, name);
  return strictly("utf-16le", Buffer.from(body).swap16(), charset, name);
}

function strictly(code: string, bytes: Uint8Array, charset: string, name: string): string {
  try {
    return new TextDecoder(code, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw malformed(charset, name);
  }
}

function utf32(bytes: Uint8Array, charset: string, name: string): string {
  const buffer = Buffer.from(bytes);
  if (buffer.length % 4 !== 0) throw malformed(charset, name);
  const codes = Array.from({ length: buffer.length / 4 }, (_, i) => buffer.readUInt32BE(i * 4));
  if (codes.some((code) => code > 0x10ffff)) throw malformed(charset, name);
  return String.fromCodePoint(...(codes[0] === 0xfeff ? codes.slice(1) : codes));
}
