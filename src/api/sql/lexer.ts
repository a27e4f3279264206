/** `word`: a bare name, keyword or number. `name`: in backticks. `string`: in single or double quotes, or raw. */
export type TokenKind = "word" | "name" | "string" | "symbol";

/** A token of SQL with its position in the text. */
export interface SqlToken {
  readonly kind: TokenKind;
  /** As written, quotes included. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The tokens of a text, up to a fault if there is one. */
export interface Lexed {
  readonly tokens: readonly SqlToken[];
  /** Why the rest of the text cannot be split with certainty, as a clause that completes "…, because". */
  readonly fault?: string;
  /** How to write the text so that it can be split, as a sentence. */
  readonly cure?: string;
}

/** Why a text cannot be split, and what to write instead where that is known. */
interface Fault {
  readonly fault: string;
  readonly cure?: string;
}

/** The end of white space and comments between tokens, or a reason to stop. */
type Skip = { readonly end: number } | Fault;

const SPACE = /[ \t\r\n]+/y;
const WORD = /[A-Za-z0-9_]+/y;
/** Longest first. `|>` is the pipe of a query; the first and the last open and close a hint. */
const SYMBOLS = ["/*+", "||", "|>", "*/"];
const SINGLE = new Set("()[],.:;=<>!+-*/%~&|^?@");

/**
 * Splits SQL into tokens as Spark's lexer does, in linear time. Where dialects or versions would split differently (line
 * continuation in a comment, `$$`, a bare carriage return, …) it stops with a fault, because safety decisions require the
 * same tokens that the platform sees. Never throws.
 */
export function lex(sql: string): Lexed {
  // Spark substitutes ${…} before it parses the text, inside quotes and comments too.
  if (/\$\{/.test(sql)) return { tokens: [], fault: "it contains a substitution with $ and braces" };
  if (/^\s*```/.test(sql)) {
    return { tokens: [], fault: "it is in a Markdown code fence", cure: "Send the statement without the ``` lines." };
  }
  const tokens: SqlToken[] = [];
  let at = 0;
  let inHint = false;
  while (at < sql.length) {
    const skipped = skipTrivia(sql, at);
    if ("fault" in skipped) return { tokens, ...skipped };
    if (inHint && sql.slice(at, skipped.end).trim() !== "") return { tokens, fault: "it has a comment inside a hint" };
    at = skipped.end;
    if (at >= sql.length) break;
    const token = readToken(sql, at);
    if ("fault" in token) return { tokens, ...token };
    if (token.text === "/*+" || token.text === "*/") {
      // Some parsers read a lone */ as two operators, others as the end of a comment.
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

/** Spark continues a comment after a backslash at the end of a line, and parsers disagree on the characters that end a line. */
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

function readToken(sql: string, start: number): SqlToken | Fault {
  const char = sql.charAt(start);
  const length = match(WORD, sql, start);
  if (length > 0) return readWord(sql, start, start + length);
  if (char === "`") return quoted(sql, { start, open: start, kind: "name", escapes: false });
  if (char === "'" || char === '"') return quoted(sql, { start, open: start, kind: "string", escapes: true });
  const symbol = SYMBOLS.find((each) => sql.startsWith(each, start)) ?? char;
  if (symbol.length > 1 || SINGLE.has(symbol)) {
    return { kind: "symbol", text: symbol, start, end: start + symbol.length };
  }
  const code = char.charCodeAt(0);
  if (code > 126) {
    const cure = cureFor(sql, start);
    return { fault: "it has a character outside ASCII that is not in quotes", ...(cure !== undefined && { cure }) };
  }
  return { fault: code < 32 ? "it has a control character" : `it has the character ${char} outside quotes` };
}

/** The replacement for the character outside ASCII at `at`, as a sentence. */
function cureFor(sql: string, at: number): string | undefined {
  const char = String.fromCodePoint(sql.codePointAt(at) ?? 0);
  const name = `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
  if (/[\u2018-\u201f\u2032\u2033\u00ab\u00bb\u00b4]/.test(char))
    return `Replace the typographic quote (${name}) with ' or ".`;
  if (/\p{Zs}/u.test(char)) return `Replace the special space (${name}) with a plain space.`;
  if (/[\p{Cf}\p{Cc}\p{Zl}\p{Zp}]/u.test(char)) return `Remove the invisible character (${name}).`;
  return /[\p{L}\p{M}\p{N}]/u.test(char) ? "Put names that have letters outside ASCII in backticks." : undefined;
}

function readWord(sql: string, start: number, end: number): SqlToken | Fault {
  const text = sql.slice(start, end);
  const next = sql.charAt(end);
  // Newer grammars read scheme://…, including -- and #, as one name.
  if (sql.startsWith("://", end)) return { fault: "it has an address outside quotes" };
  if (next === "'" || next === '"') {
    if (/^r$/i.test(text)) {
      if (sql[start - 1] === ".") return { fault: "it has a raw string after a dot" };
      return quoted(sql, { start, open: end, kind: "string", escapes: false });
    }
    // Spark reads 1e+5r'…' as a number and a raw string.
    if (/^[0-9].*r$/i.test(text)) return { fault: "it has a number against a string" };
  }
  return { kind: "word", text, start, end };
}

interface Quoted {
  /** Where the token begins: at its opening quote, or at the letter of a raw string. */
  readonly start: number;
  readonly open: number;
  readonly kind: "name" | "string";
  /** Whether a backslash escapes one character. */
  readonly escapes: boolean;
}

/** Reads from the opening quote at `open` to the closing one. */
function quoted(sql: string, { start, open, kind, escapes }: Quoted): SqlToken | Fault {
  const quote = sql[open];
  for (let at = open + 1; at < sql.length; at++) {
    const char = sql[at];
    if (escapes && char === "\\") at += 1;
    else if (char === quote) {
      // Two backticks are an escaped one inside a name. Two quotes are two adjacent strings, which makes no difference here.
      if (kind === "name" && sql[at + 1] === quote) at += 1;
      else return { kind, text: sql.slice(start, at + 1), start, end: at + 1 };
    }
  }
  return { fault: `it has ${kind === "name" ? "a name" : "a string"} that does not end` };
}
