/** `word`: a bare name, keyword or number. `name`: in backticks. `string`: in single or double quotes, or raw. */
export type TokenKind = "word" | "name" | "string" | "symbol";

export interface SqlToken {
  readonly kind: TokenKind;
  /** As written, quotes included. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface Lexed {
  readonly tokens: readonly SqlToken[];
  /** Why the rest cannot be told apart with certainty; the tokens end there. */
  readonly fault?: string;
}

/** Between tokens: white space and comments, or a reason to stop. */
type Skip = { readonly end: number } | { readonly fault: string };

const SPACE = /[ \t\r\n]+/y;
const WORD = /[A-Za-z0-9_]+/y;
/** Longest first. `|>` is a query's pipe, the last three open and close a hint. */
const SYMBOLS = ["/*+", "||", "|>", "*/"];
const SINGLE = new Set("()[],.:;=<>!+-*/%~&|^?@");

/**
 * Splits one SQL text into tokens, in linear time, as Spark's own lexer does. Where dialects or versions would split
 * differently (line continuation in a comment, `$$`, a bare carriage return, …) it stops with a fault instead of
 * choosing: whoever judges safety by these tokens must see what the platform sees. Never throws.
 */
export function lex(sql: string): Lexed {
  // Spark replaces what stands in $ and braces before it reads anything, inside quotes and comments too.
  if (/\$\{/.test(sql)) return { tokens: [], fault: "it holds a substitution with $ and braces" };
  const tokens: SqlToken[] = [];
  let at = 0;
  let inHint = false;
  while (at < sql.length) {
    const skipped = skipTrivia(sql, at);
    if ("fault" in skipped) return { tokens, fault: skipped.fault };
    if (inHint && sql.slice(at, skipped.end).trim() !== "") return { tokens, fault: "it has a comment inside a hint" };
    at = skipped.end;
    if (at >= sql.length) break;
    const token = readToken(sql, at);
    if ("fault" in token) return { tokens, fault: token.fault };
    if (token.text === "/*+" || token.text === "*/") {
      // A lone */ is a multiplication and a division to some, the end of something to others.
      if (inHint !== (token.text === "*/")) return { tokens, fault: `it has a stray ${token.text}` };
      inHint = !inHint;
    } else if (inHint && (token.kind === "name" || token.kind === "string")) {
      return { tokens, fault: "it has quotes inside a hint" };
    }
    tokens.push(token);
    at = token.end;
  }
  return inHint ? { tokens, fault: "it has a hint that does not end" } : { tokens };
}

function skipTrivia(sql: string, from: number): Skip {
  for (let at = from; ; ) {
    const space = match(SPACE, sql, at);
    const comment = sql.startsWith("--", at + space)
      ? lineComment(sql, at + space)
      : sql.startsWith("/*", at + space) && sql[at + space + 2] !== "+"
        ? blockComment(sql, at + space)
        : undefined;
    if (!comment) return { end: at + space };
    if ("fault" in comment) return comment;
    at = comment.end;
  }
}

function match(pattern: RegExp, sql: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(sql)?.[0].length ?? 0;
}

/** Spark goes on after a backslash at the end of the line, and other readers disagree on what ends one. */
function lineComment(sql: string, start: number): Skip {
  let end = start;
  while (end < sql.length && sql[end] !== "\n") {
    const char = sql.charAt(end);
    if ((char === "\r" && sql[end + 1] !== "\n") || "\v\f\u0085\u2028\u2029".includes(char)) {
      return { fault: "it has an unusual line end in a comment" };
    }
    end += 1;
  }
  if (/\\\r?$/.test(sql.slice(Math.max(start, end - 2), end)))
    return { fault: "it continues a comment with a backslash" };
  return { end };
}

/** Block comments nest, except that a hint inside one does not. */
function blockComment(sql: string, start: number): Skip {
  let depth = 0;
  for (let at = start; at < sql.length; ) {
    if (sql.startsWith("/*", at)) {
      if (sql[at + 2] === "+") return { fault: "it has a hint inside a comment" };
      depth += 1;
      at += 2;
    } else if (sql.startsWith("*/", at)) {
      depth -= 1;
      at += 2;
      if (depth === 0) return { end: at };
    } else at += 1;
  }
  return { fault: "it has a comment that does not end" };
}

function readToken(sql: string, start: number): SqlToken | { fault: string } {
  const char = sql.charAt(start);
  const length = match(WORD, sql, start);
  if (length > 0) return readWord(sql, start, start + length);
  if (char === "`") return quoted(sql, start, start, "name", "`", false);
  if (char === "'" || char === '"') return quoted(sql, start, start, "string", char, true);
  const symbol = SYMBOLS.find((each) => sql.startsWith(each, start)) ?? char;
  if (symbol.length > 1 || SINGLE.has(symbol)) {
    return { kind: "symbol", text: symbol, start, end: start + symbol.length };
  }
  const code = char.charCodeAt(0);
  if (code > 126) return { fault: "it has a character outside ASCII that is not in quotes" };
  return { fault: code < 32 ? "it has a control character" : `it has the character ${char} outside quotes` };
}

function readWord(sql: string, start: number, end: number): SqlToken | { fault: string } {
  const text = sql.slice(start, end);
  const next = sql.charAt(end);
  // Newer grammars read scheme://anything, with -- and # in it, as one name.
  if (sql.startsWith("://", end)) return { fault: "it has an address outside quotes" };
  if (next === "'" || next === '"') {
    if (/^r$/i.test(text)) {
      if (sql[start - 1] === ".") return { fault: "it has a raw string after a dot" };
      return quoted(sql, start, end, "string", next, false);
    }
    // 1e+5r'…' is a number and a raw string to Spark.
    if (/^[0-9].*r$/i.test(text)) return { fault: "it has a number against a string" };
  }
  return { kind: "word", text, start, end };
}

/** From the opening quote at `open` to its end. Backslash escapes one character where `escapes`. */
function quoted(
  sql: string,
  start: number,
  open: number,
  kind: "name" | "string",
  quote: string,
  escapes: boolean,
): SqlToken | { fault: string } {
  for (let at = open + 1; at < sql.length; at++) {
    const char = sql[at];
    if (escapes && char === "\\") at += 1;
    else if (char === quote) {
      // Two backticks are one inside a name; two quotes are two strings that stand together, which is the same here.
      if (kind === "name" && sql[at + 1] === quote) at += 1;
      else return { kind, text: sql.slice(start, at + 1), start, end: at + 1 };
    }
  }
  return { fault: `it has ${kind === "name" ? "a name" : "a string"} that does not end` };
}
