import { invalid } from "../failure.ts";

/** A piece of a filter or of an `order_by` clause. A column is its dotted parts, quotes removed. */
export type Token =
  | { readonly kind: "column"; readonly parts: readonly string[]; readonly text: string }
  | { readonly kind: "string"; readonly value: string; readonly text: string }
  | { readonly kind: "number"; readonly value: number; readonly text: string }
  | { readonly kind: "operator"; readonly text: string }
  | { readonly kind: "mark"; readonly text: "(" | ")" | "," };

const SPACE = /\s+/y;
const WORD = /[\p{L}_][\p{L}\p{N}_]*/uy;
// A number ends where a word could not continue: `1abc` is not a number.
const NUMBER = /[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\p{L}\p{N}_.])/uy;
const OPERATOR = />=|<=|!=|<>|=|<|>/y;

/** Reads `text` once, left to right. Throws the platform's 400 for anything that is not a token. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  while (at < text.length) {
    if (take(SPACE) !== undefined) continue;
    const start = at;
    const char = text.charAt(at);
    if (char === "'") {
      const value = quoted(text, at);
      at = value.end;
      tokens.push({ kind: "string", value: value.inner, text: text.slice(start, at) });
      continue;
    }
    if (char === "(" || char === ")" || char === ",") {
      at += 1;
      tokens.push({ kind: "mark", text: char });
      continue;
    }
    const parts = columnParts();
    if (parts.length > 0) {
      tokens.push({ kind: "column", parts, text: text.slice(start, at) });
      continue;
    }
    const number = take(NUMBER);
    if (number !== undefined) {
      tokens.push({ kind: "number", value: Number(number), text: number });
      continue;
    }
    const operator = take(OPERATOR);
    if (operator === undefined) return invalid(`Invalid clause(s) in filter string: '${text.slice(at, at + 40)}'`);
    tokens.push({ kind: "operator", text: operator === "<>" ? "!=" : operator });
  }
  return tokens;

  /** `metrics.rmse`, `` params.`max depth` ``, `tags."env"`: parts joined by dots. */
  function columnParts(): string[] {
    const parts: string[] = [];
    for (;;) {
      const char = text.charAt(at);
      if (char === "`" || char === '"') {
        const { inner, end } = quoted(text, at);
        parts.push(inner);
        at = end;
      } else {
        const word = take(WORD);
        if (word === undefined) return parts.length === 0 ? parts : invalid(incomplete(parts));
        parts.push(word);
      }
      if (text.charAt(at) !== ".") return parts;
      at += 1;
    }
  }
}

const incomplete = (parts: readonly string[]) =>
  `Invalid identifier '${parts.join(".")}.'. Columns should be specified as 'attribute.<key>', 'metric.<key>', 'tag.<key>', or 'param.'.`;

/** The text between a quote at `start` and its partner; a doubled quote is one quote. */
function quoted(text: string, start: number): { inner: string; end: number } {
  const quote = text.charAt(start);
  let inner = "";
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charAt(at);
    if (char !== quote) inner += char;
    else if (text.charAt(at + 1) === quote) {
      inner += quote;
      at += 1;
    } else return { inner, end: at + 1 };
  }
  return invalid(`Invalid filter '${text.slice(0, 200)}'. Could not be parsed: a quote is not closed.`);
}
