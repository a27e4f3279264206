import { doubleText } from "../java-number.ts";
import { isArray, type JsonNode, JsonNumber, JsonObject } from "./node.ts";

/** A string in JSON. Control characters have upper-case digits, as Jackson writes them. */
export function quoteJson(text: string): string {
  let quoted = '"';
  for (const character of text) {
    const code = character.charCodeAt(0);
    if (code >= 0x20 && character !== '"' && character !== "\\") quoted += character;
    else quoted += SHORT[character] ?? `\\u${code.toString(16).toUpperCase().padStart(4, "0")}`;
  }
  return `${quoted}"`;
}

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/** JSON without white space. Numbers with a fraction or an exponent are written as doubles. */
export function nodeText(node: JsonNode): string {
  if (node === null) return "null";
  if (typeof node === "string") return quoteJson(node);
  if (node instanceof JsonNumber) return numberText(node);
  if (isArray(node)) return `[${node.map(nodeText).join(",")}]`;
  if (node instanceof JsonObject)
    return `{${node.entries.map(([key, value]) => `${quoteJson(key)}:${nodeText(value)}`).join(",")}}`;
  return String(node);
}

function numberText(node: JsonNumber): string {
  if (node.isInteger) return BigInt(node.text).toString();
  const value = Number(node.text);
  return Number.isFinite(value) ? doubleText(value) : `"${doubleText(value)}"`;
}
