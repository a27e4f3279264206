import { BIGINT, BOOLEAN, INT, STRING } from "../../data-types.ts";
import type { FunctionDefinition } from "../contract.ts";
import { inTypeScript, scalar, typed } from "../define.ts";
import { characterCount } from "./characters.ts";
import { textOrBinary } from "./text-or-binary.ts";

/** A count over text or bytes, in DuckDB SQL. */
function measure(names: string, ofText: (sql: string) => string, ofBytes: (sql: string) => string): FunctionDefinition {
  return scalar(names, "expr", ([expr = typed(STRING, "NULL")], context, name) => {
    const value = textOrBinary(name, expr, 0, context);
    return typed(INT, `CAST(${(value.type.kind === "binary" ? ofBytes : ofText)(value.sql)} AS INTEGER)`);
  });
}

/** Number and size of characters. */
export const measureFunctions: readonly FunctionDefinition[] = [
  measure(
    "length char_length character_length len",
    (sql) => `length(${sql})`,
    (sql) => `octet_length(${sql})`,
  ),
  measure(
    "octet_length",
    (sql) => `strlen(${sql})`,
    (sql) => `octet_length(${sql})`,
  ),
  measure(
    "bit_length",
    (sql) => `strlen(${sql}) * 8`,
    (sql) => `octet_length(${sql}) * 8`,
  ),
  inTypeScript("ascii", "str", [STRING], INT, (text: string) => text.codePointAt(0) ?? 0),
  inTypeScript("char chr", "expr", [BIGINT], STRING, (code: bigint) =>
    code < 0n ? "" : String.fromCharCode(Number(code % 256n)),
  ),
  inTypeScript("luhn_check", "str", [STRING], BOOLEAN, isLuhn),
  inTypeScript("levenshtein", "str1 str2 threshold?", [STRING, STRING, INT], INT, levenshtein),
];

function isLuhn(text: string): boolean {
  if (!/^\d+$/.test(text)) return false;
  let sum = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = Number(text.charAt(text.length - 1 - i));
    const weighted = i % 2 === 1 ? digit * 2 : digit;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
}

/** Edits between two texts, by characters; -1 beyond the threshold. */
function levenshtein(left: string, right: string, threshold?: number): number {
  const [a, b] = [Array.from(left), Array.from(right)];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, character] of a.entries()) {
    const next = [i + 1];
    for (const [j, other] of b.entries()) {
      const change = (row[j] ?? 0) + (character === other ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  const distance = row[b.length] ?? characterCount(left);
  return threshold !== undefined && distance > threshold ? -1 : distance;
}
