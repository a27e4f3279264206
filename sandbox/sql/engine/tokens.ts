import { SqlFailure, syntaxError } from "./failure.ts";

export type TokenKind = "word" | "quoted" | "string" | "number" | "parameter" | "symbol";

export interface Token {
  readonly kind: TokenKind;
  /** As written. */
  readonly text: string;
  /** Without quotes, escapes and the colon of a parameter. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const SPACE = /\s+/y;
const WORD = /[\p{L}_][\p{L}\p{N}_]*/uy;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?[a-zA-Z]{0,2}/y;
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", "0": "\0", Z: "\x1a" };

/** Tokens of a Databricks SQL text without comments, in linear time. Throws for an unterminated string or comment. */
export function tokenize(sql: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp, from: number) => {
    pattern.lastIndex = from;
    return pattern.exec(sql)?.[0] ?? "";
  };
  const push = (kind: TokenKind, end: number, value = sql.slice(at, end)) => {
    tokens.push({ kind, text: sql.slice(at, end), value, start: at, end });
    at = end;
  };
  while (at < sql.length) {
    const char = sql.charAt(at);
    const pair = sql.slice(at, at + 2);
    const space = match(SPACE, at).length;
    if (space > 0) at += space;
    else if (pair === "--") at = endOfLine(sql, at);
    else if (pair === "/*") at = endOfComment(sql, at);
    else if (char === "'" || char === '"') push("string", ...stringAt(sql, at, false));
    else if (/^r['"]/i.test(pair)) push("string", ...stringAt(sql, at + 1, true));
    else if (char === "`") push("quoted", ...quotedAt(sql, at));
    else if (/\d/.test(char) || (char === "." && /\d/.test(pair.charAt(1)) && !isValue(tokens.at(-1), at))) {
      push("number", at + match(NUMBER, at).length);
    } else if (match(WORD, at) !== "") push("word", at + match(WORD, at).length);
    else if (pair === "::") push("symbol", at + 2);
    else if (char === ":" && match(WORD, at + 1) !== "" && !isValue(tokens.at(-1), at)) {
      const name = match(WORD, at + 1);
      push("parameter", at + 1 + name.length, name);
    } else push("symbol", at + char.length);
  }
  return tokens;
}

/** Directly after a value, `:` is a JSON path and not a parameter, and `.5` is a field and not a number. */
function isValue(previous: Token | undefined, at: number): boolean {
  if (previous === undefined || previous.end !== at) return false;
  return previous.kind !== "symbol" || previous.text === ")" || previous.text === "]";
}

function endOfLine(sql: string, at: number): number {
  const end = sql.indexOf("\n", at);
  return end === -1 ? sql.length : end + 1;
}

/** Bracketed comments nest in this dialect. */
function endOfComment(sql: string, at: number): number {
  let depth = 0;
  for (let i = at; i < sql.length; i++) {
    if (sql.startsWith("/*", i)) {
      depth++;
      i++;
    } else if (sql.startsWith("*/", i)) {
      depth--;
      i++;
      if (depth === 0) return i + 1;
    }
  }
  throw new SqlFailure(
    "UNCLOSED_BRACKETED_COMMENT",
    "Found an unclosed bracketed comment. Please, append */ at the end of the comment.",
    "42601",
  );
}

function stringAt(sql: string, open: number, raw: boolean): [end: number, value: string] {
  const quote = sql.charAt(open);
  let value = "";
  for (let i = open + 1; i < sql.length; i++) {
    const char = sql.charAt(i);
    if (char === "\\" && !raw) {
      i++;
      value += ESCAPES[sql.charAt(i)] ?? sql.charAt(i);
    } else if (char === quote) {
      if (raw || sql.charAt(i + 1) !== quote) return [i + 1, value];
      value += quote;
      i++;
    } else value += char;
  }
  throw syntaxError(quote);
}

function quotedAt(sql: string, open: number): [end: number, value: string] {
  let value = "";
  for (let i = open + 1; i < sql.length; i++) {
    const char = sql.charAt(i);
    if (char !== "`") value += char;
    else if (sql.charAt(i + 1) === "`") {
      value += char;
      i++;
    } else return [i + 1, value];
  }
  throw syntaxError("`");
}
