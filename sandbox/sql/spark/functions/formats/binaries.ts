import { SqlFailure } from "../../../engine/failure.ts";
import { BINARY, STRING } from "../../data-types.ts";
import type { FunctionDefinition } from "../contract.ts";
import { scalar, typed } from "../define.ts";
import { utf8 } from "../strings/characters.ts";
import { unhex } from "../strings/encodings.ts";

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

/** Strict base64, apart from white space. */
function base64(text: string): Uint8Array | null {
  const bare = text.replace(/\s/g, "");
  return BASE64.test(bare) ? new Uint8Array(Buffer.from(bare, "base64")) : null;
}

const FORMATS: Readonly<Record<string, (text: string) => Uint8Array | null>> = {
  hex: unhex,
  "utf-8": utf8,
  utf8,
  base64,
};

function toBinary(name: string, lenient: boolean): FunctionDefinition {
  return scalar(name, "str fmt?", ([expr = typed(STRING, "NULL"), formatArgument], context) => {
    const given = formatArgument === undefined ? "hex" : formatArgument.literal?.value;
    const format = typeof given === "string" ? given.toLowerCase() : "";
    const read = FORMATS[format];
    if (given === null || (read === undefined && lenient && typeof given === "string"))
      return typed(BINARY, "CAST(NULL AS BLOB)");
    if (read === undefined) {
      throw new SqlFailure(
        "DATATYPE_MISMATCH.INVALID_ARG_VALUE",
        `Cannot resolve "${name}" due to data type mismatch: The fmt value must to be a case-insensitive "STRING" literal of 'hex', 'utf-8', 'utf8', or 'base64', but got "${String(given)}".`,
        "42K09",
      );
    }
    const text = context.coerce(expr, STRING, { function: name, index: 0 });
    return context.call(`${name} ${format}`, [text], BINARY, (value: string) => {
      const bytes = read(value);
      if (bytes !== null || lenient) return bytes;
      throw new SqlFailure(
        "CONVERSION_INVALID_INPUT",
        `The value '${value}' ('${format.toUpperCase()}') cannot be converted to "BINARY" because it is malformed. Correct the value as per the syntax, or change its format. Use \`try_to_binary\` to tolerate malformed input and return NULL instead.`,
        "22018",
      );
    });
  });
}

/** Text as bytes, in a notation. */
export const binaryFunctions: readonly FunctionDefinition[] = [
  toBinary("to_binary", false),
  toBinary("try_to_binary", true),
];
