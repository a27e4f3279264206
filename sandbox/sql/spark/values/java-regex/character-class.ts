import { DIGIT, HORIZONTAL, property, SPACE, VERTICAL, WORD } from "./classes.ts";
import { RegexSyntaxError } from "./failure.ts";
import { codePoint, escapedCharacter, type PatternReader } from "./reader.ts";

/** The class of an escape such as `\d` or `\p{L}`, whose letter was taken, with brackets; `undefined` for other escapes. */
export function classEscape(letter: string, reader: PatternReader): string | undefined {
  const negated = letter === letter.toUpperCase() ? "^" : "";
  switch (letter.toLowerCase()) {
    case "d":
      return `[${negated}${DIGIT}]`;
    case "w":
      return `[${negated}${WORD}]`;
    case "s":
      return `[${negated}${SPACE}]`;
    case "h":
      return `[${negated}${HORIZONTAL}]`;
    case "v":
      return `[${negated}${VERTICAL}]`;
    case "p": {
      const name = reader.accept("{") ? reader.until("}") : reader.take();
      return `[${negated}${property(name)}]`;
    }
    default:
      return undefined;
  }
}

/** A class whose opening bracket was taken: unions, ranges, nested classes and intersections, for the `v` flag. */
export function readClass(reader: PatternReader, ignoreCase: boolean, comments: boolean): string {
  const negated = reader.accept("^");
  const operands: string[] = [];
  let items: string[] = [];
  for (let first = true; ; first = false) {
    if (comments) reader.skipComments();
    if (reader.done) throw new RegexSyntaxError("Unclosed character class");
    if (!first && reader.accept("]")) break;
    if (reader.accept("&&")) {
      while (reader.accept("&&"));
      if (items.length > 0) operands.push(items.join(""));
      items = [];
      if (reader.peek() === "]" && operands.length === 0) throw new RegexSyntaxError("Bad class syntax");
      continue;
    }
    items.push(reader.accept("[") ? readClass(reader, ignoreCase, comments) : item(reader, ignoreCase));
  }
  if (items.length > 0) operands.push(items.join(""));
  const body = operands.length === 1 ? (operands[0] ?? "") : operands.map((operand) => `[${operand}]`).join("&&");
  return `[${negated ? "^" : ""}${body}]`;
}

function item(reader: PatternReader, ignoreCase: boolean): string {
  const start = member(reader);
  if (start.class !== undefined) return start.class;
  if (reader.peek() !== "-" || reader.peek(1) === "]" || reader.peek(1) === "[" || reader.peek(1) === "")
    return range(start.character, start.character, ignoreCase);
  reader.take();
  const end = member(reader);
  if (end.class !== undefined || order(end.character) < order(start.character))
    throw new RegexSyntaxError("Illegal character range");
  return range(start.character, end.character, ignoreCase);
}

type Member =
  | { readonly class: string; readonly character?: never }
  | { readonly class?: never; readonly character: string };

function member(reader: PatternReader): Member {
  const character = reader.take();
  if (character !== "\\") return { character };
  if (reader.accept("Q")) {
    const quoted = reader.until("\\E", true);
    return { class: `[${Array.from(quoted).map(codePoint).join("")}]` };
  }
  const letter = reader.take();
  const known = classEscape(letter, reader);
  if (known !== undefined) return { class: known };
  const escaped = escapedCharacter(letter, reader);
  if (escaped === undefined) throw new RegexSyntaxError("Illegal/unsupported escape sequence");
  return { character: escaped };
}

const order = (character: string): number => character.codePointAt(0) ?? 0;

function range(start: string, end: string, ignoreCase: boolean): string {
  const source = start === end ? codePoint(start) : `${codePoint(start)}-${codePoint(end)}`;
  if (!ignoreCase) return source;
  return source + swapped(start, end, "a", "z") + swapped(start, end, "A", "Z");
}

/** The part of the range within `from` to `to`, in the other case. */
function swapped(start: string, end: string, from: string, to: string): string {
  const low = Math.max(order(start), order(from));
  const high = Math.min(order(end), order(to));
  if (low > high) return "";
  return `${String.fromCharCode(low ^ 32)}-${String.fromCharCode(high ^ 32)}`;
}
