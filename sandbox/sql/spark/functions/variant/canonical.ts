import { digitsOf, MAX_PRECISION, parseDecimal } from "../../values/decimal.ts";
import { isArray, type JsonNode, JsonNumber, JsonObject } from "../../values/json/node.ts";
import { quoteJson } from "../../values/json/node-text.ts";
import { fitsInteger } from "../../values/parse.ts";
import { variantDecimal, variantDouble } from "../../values/variant.ts";

/** An object with the same key twice. */
export class DuplicateKeyError extends Error {}

/**
 * JSON as the text of a VARIANT: keys in order, numbers as integers, decimals without zeros at their end, or doubles, and no white space.
 * @throws {DuplicateKeyError}
 */
export function variantText(node: JsonNode): string {
  if (node === null) return "null";
  if (typeof node === "string") return quoteJson(node);
  if (node instanceof JsonNumber) return numberText(node);
  if (isArray(node)) return `[${node.map(variantText).join(",")}]`;
  if (!(node instanceof JsonObject)) return String(node);
  const entries = [...node.entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  for (const [i, [key]] of entries.entries()) if (entries[i + 1]?.[0] === key) throw new DuplicateKeyError(key);
  return `{${entries.map(([key, value]) => `${quoteJson(key)}:${variantText(value)}`).join(",")}}`;
}

function numberText({ text, isInteger }: JsonNumber): string {
  if (isInteger && fitsInteger(BigInt(text), "bigint")) return BigInt(text).toString();
  const exact = /[eE]/.test(text) ? undefined : parseDecimal(text);
  if (exact !== undefined && Math.max(digitsOf(exact), exact.scale) <= MAX_PRECISION) return variantDecimal(exact);
  return variantDouble(Number(text));
}
