import { BINARY, INT, STRING } from "../../data-types.ts";
import { refuseGiant } from "../../values/text-limit.ts";
import type { FunctionDefinition } from "../contract.ts";
import { coerced, inTypeScript, scalar, typed } from "../define.ts";
import { characterCount, characters, concatBytes } from "./characters.ts";

function repeated(name: string, text: string, count: number): string {
  if (count <= 0) return "";
  refuseGiant(name, text.length * count);
  return text.repeat(count);
}

function padText(text: string, length: number, pad: string, atEnd: boolean): string {
  const size = characterCount(text);
  if (length <= size) return characters(text, 0, length);
  if (pad === "") return text;
  refuseGiant("the padding", length);
  const missing = length - size;
  const unit = Array.from(pad);
  const filler = characters(pad.repeat(Math.ceil(missing / unit.length)), 0, missing);
  return atEnd ? text + filler : filler + text;
}

function padBytes(bytes: Uint8Array, length: number, pad: Uint8Array, atEnd: boolean): Uint8Array {
  if (length <= bytes.length) return bytes.slice(0, Math.max(length, 0));
  if (pad.length === 0) return bytes;
  refuseGiant("the padding", length);
  const filler = Uint8Array.from({ length: length - bytes.length }, (_, i) => pad[i % pad.length] ?? 0);
  return concatBytes(atEnd ? [bytes, filler] : [filler, bytes]);
}

function padding(names: string, atEnd: boolean): FunctionDefinition {
  return scalar(names, "str len pad?", (args, context, name) => {
    const [expr = typed(STRING, "NULL"), , pad] = args;
    const binary = expr.type.kind === "binary" && (pad === undefined || pad.type.kind === "binary");
    const type = binary ? BINARY : STRING;
    const [value = expr, length = expr, filler = typed(type, binary ? "'\\x00'::BLOB" : "' '")] = coerced(
      args,
      [type, INT, type],
      context,
      name,
    );
    const size = length.literal?.value;
    const fill = pad === undefined ? " " : filler.literal?.value;
    // DuckDB pads short texts to a constant length in the same way, except that it refuses an empty filler.
    if (!binary && typeof size === "number" && size >= 0 && size <= SHORT && typeof fill === "string" && fill !== "")
      return typed(type, `${atEnd ? "rpad" : "lpad"}(${value.sql}, ${length.sql}, ${filler.sql})`);
    return context.call(name, [value, length, filler], type, (unit: string | Uint8Array, size: number, fill: never) =>
      typeof unit === "string" ? padText(unit, size, fill, atEnd) : padBytes(unit, size, fill, atEnd),
    );
  });
}

const SHORT = 1_000;

/** Characters of `set` removed from one end or both. */
function trimmed(text: string, set: string, start: boolean, end: boolean): string {
  const kept = Array.from(text);
  const removed = new Set(Array.from(set));
  let from = 0;
  let to = kept.length;
  while (start && from < to && removed.has(kept[from] ?? "")) from++;
  while (end && to > from && removed.has(kept[to - 1] ?? "")) to--;
  return kept.slice(from, to).join("");
}

/** `trim(text)` or `trim(characters, text)`. */
function trimming(names: string, start: boolean, end: boolean, textFirst = false): FunctionDefinition {
  return scalar(names, textFirst ? "str trimStr?" : "trimStr str?", (args, context, name) => {
    const [first = typed(STRING, "NULL"), second] = coerced(args, [STRING, STRING], context, name);
    const [text, set] = second === undefined || textFirst ? [first, second] : [second, first];
    if (set === undefined)
      return typed(STRING, `${start && end ? "trim" : start ? "ltrim" : "rtrim"}(${text.sql}, ' ')`);
    return context.call(name, [text, set], STRING, (value: string, characterSet: string) =>
      trimmed(value, characterSet, start, end),
    );
  });
}

/** Functions that pad and trim text. */
export const paddingFunctions: readonly FunctionDefinition[] = [
  inTypeScript("repeat", "str n", [STRING, INT], STRING, (text: string, count: number) =>
    repeated("repeat", text, count),
  ),
  inTypeScript("space", "n", [INT], STRING, (count: number) => repeated("space", " ", count)),
  padding("lpad", false),
  padding("rpad", true),
  trimming("trim", true, true),
  trimming("ltrim", true, false),
  trimming("rtrim", false, true),
  trimming("btrim", true, true, true),
];
