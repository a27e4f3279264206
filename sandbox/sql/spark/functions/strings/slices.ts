import { SqlFailure } from "../../../engine/failure.ts";
import { INT, STRING } from "../../data-types.ts";
import { refuseGiant } from "../../values/text-limit.ts";
import type { FunctionDefinition } from "../contract.ts";
import { coerced, inTypeScript, scalar, typed } from "../define.ts";
import { characterCount, characters, concatBytes, substringOf } from "./characters.ts";
import { allTextOrBinary, textOrBinary } from "./text-or-binary.ts";

const ALL = 2 ** 31 - 1;

function substringIndex(text: string, delimiter: string, count: number): string {
  if (delimiter === "" || count === 0) return "";
  let at = count > 0 ? -1 : text.length;
  for (let i = Math.abs(count); i > 0; i--) {
    at = count > 0 ? text.indexOf(delimiter, at + 1) : at <= 0 ? -1 : text.lastIndexOf(delimiter, at - 1);
    if (at < 0) return text;
  }
  return count > 0 ? text.slice(0, at) : text.slice(at + delimiter.length);
}

function splitPart(text: string, delimiter: string, part: number): string {
  if (part === 0) {
    throw new SqlFailure(
      "INVALID_INDEX_OF_ZERO",
      "The index 0 is invalid. An index shall be either < 0 or > 0 (the first element has index 1).",
      "22003",
    );
  }
  const parts = delimiter === "" ? [text] : text.split(delimiter);
  return parts.at(part > 0 ? part - 1 : part) ?? "";
}

function overlay(
  text: string | Uint8Array,
  part: string | Uint8Array,
  position: number,
  length = -1,
): string | Uint8Array {
  const size = length >= 0 ? length : typeof part === "string" ? characterCount(part) : part.length;
  const before = substringOf(text, 1, position - 1);
  const after = substringOf(text, position + size, ALL);
  return typeof before === "string" || typeof after === "string" || typeof part === "string"
    ? `${before}${part}${after}`
    : concatBytes([before, part, after]);
}

function translate(text: string, from: string, to: string): string {
  const targets = Array.from(to);
  const map = new Map<string, string>();
  for (const [i, character] of Array.from(from).entries())
    if (!map.has(character)) map.set(character, targets[i] ?? "");
  return Array.from(text, (character) => map.get(character) ?? character).join("");
}

/** Parts of a text, by position. */
export const sliceFunctions: readonly FunctionDefinition[] = [
  scalar("substring substr", "str pos len?", (args, context, name) => {
    const [expr = typed(STRING, "NULL"), ...rest] = args;
    const value = textOrBinary(name, expr, 0, context);
    const numbers = rest.map((argument, i) => context.coerce(argument, INT, { function: name, index: i + 1 }));
    // DuckDB counts constant positive positions in the same way.
    const [from = 0, length = 0] = numbers.map(({ literal }) => literal?.value);
    const counted = typeof from === "number" && from > 0 && typeof length === "number" && length >= 0;
    if (counted && value.type.kind === "string")
      return typed(STRING, `substring(${[value, ...numbers].map(({ sql }) => sql).join(", ")})`);
    return context.call(name, [value, ...numbers], value.type, (text: string, position: number, size = ALL) =>
      substringOf(text, position, size),
    );
  }),
  scalar("left", "str len", ([expr = typed(STRING, "NULL"), length = typed(INT, "NULL")], context, name) => {
    const value = textOrBinary(name, expr, 0, context);
    const size = context.coerce(length, INT, { function: name, index: 1 });
    return context.call(name, [value, size], value.type, (text: string, count: number) => substringOf(text, 1, count));
  }),
  inTypeScript("right", "str len", [STRING, INT], STRING, (text: string, count: number) => {
    const size = characterCount(text);
    return count <= 0 ? "" : characters(text, Math.max(size - count, 0), size);
  }),
  inTypeScript("substring_index", "str delim count", [STRING, STRING, INT], STRING, substringIndex),
  inTypeScript("split_part", "str delimiter partNum", [STRING, STRING, INT], STRING, splitPart),
  inTypeScript("translate", "input from to", [STRING, STRING, STRING], STRING, translate),
  scalar("overlay", "input replace pos len?", (args, context, name) => {
    const { type, args: values } = allTextOrBinary(name, args.slice(0, 2), context);
    const numbers = coerced(args, [type, type, INT, INT], context, name).slice(2);
    return context.call(name, [...values, ...numbers], type, overlay);
  }),
  inTypeScript(
    "replace",
    "str search replace?",
    [STRING, STRING, STRING],
    STRING,
    (text: string, search: string, replacement = "") => {
      if (search === "") return text;
      const pieces = text.split(search);
      refuseGiant("replace", text.length + (pieces.length - 1) * (replacement.length - search.length));
      return pieces.join(replacement);
    },
  ),
];
