import { SqlFailure, syntaxError } from "../../engine/failure.ts";
import { unescapeString } from "./string-literal.ts";
import type { Token, TokenKind } from "./token.ts";

const BLANK = /[\s\u00a0]+/y;
const LINE_COMMENT = /--(?:\\\n|[^\r\n])*/y;
const WORD = /[\p{L}\p{N}_]+/uy;
const NUMBER =
  /(?:(?:\d+\.\d*|\.\d+)(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+)(?:BD|[FD])?(?![A-Za-z0-9_])|\d+(?:BD|[LSYFD])?(?![\p{L}\p{N}_])/iuy;
// A doubled quote ends one string and begins the next, and adjacent strings are one: 'it''s' is "its", as in Spark.
const STRING = /'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"/y;
const RAW_STRING = /[rR](?:'[^']*'|"[^"]*")/y;
/** `$$ … $$`: the body of a Python function. */
const DOLLAR_QUOTED = /\$(\w*)\$[\s\S]*?\$\1\$/y;
const BACKQUOTED = /`(?:[^`]|``)*`/y;
const SYMBOL = />>>|<=>|\?::|\|>|\|\||::|->|=>|==|!=|<>|<=|>=|<<|>>|!<|!>|[-;(),.[\]!=<>+*/%~&|^:?@{}#$\\]/y;

/** Splits a statement into tokens; comments and hints are left out. The last token is the end. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  while (at < text.length) {
    const skipped = match(BLANK) ?? match(LINE_COMMENT) ?? bracketedComment(text, at);
    if (skipped !== undefined) {
      at += skipped.length;
      continue;
    }
    const token = read(match, at);
    if (token === undefined) throw unrecognized(text, at);
    tokens.push(token);
    at = token.end;
  }
  tokens.push({ kind: "end", text: "", value: "", start: text.length, end: text.length });
  return tokens;
}

function read(match: (pattern: RegExp) => string | undefined, start: number): Token | undefined {
  const token = (kind: TokenKind, text: string, value: string): Token => ({
    kind,
    text,
    value,
    start,
    end: start + text.length,
  });
  const raw = match(RAW_STRING);
  if (raw !== undefined) return token("string", raw, raw.slice(2, -1));
  const number = match(NUMBER);
  if (number !== undefined) return token("number", number, number.toUpperCase());
  const word = match(WORD);
  if (word !== undefined) return token("word", word, word.toUpperCase());
  const string = match(STRING);
  if (string !== undefined) return token("string", string, unescapeString(string.slice(1, -1)));
  const dollars = match(DOLLAR_QUOTED);
  if (dollars !== undefined) return token("string", dollars, dollars.replace(/^\$\w*\$|\$\w*\$$/g, ""));
  const quoted = match(BACKQUOTED);
  if (quoted !== undefined) return token("quoted", quoted, quoted.slice(1, -1).replaceAll("``", "`"));
  const symbol = match(SYMBOL);
  return symbol === undefined ? undefined : token("symbol", symbol, SAME_SYMBOL[symbol] ?? symbol);
}

const SAME_SYMBOL: Readonly<Record<string, string>> = { "==": "=", "!=": "<>", "!>": "<=", "!<": ">=" };

/** Bracketed comments nest. */
function bracketedComment(text: string, start: number): string | undefined {
  if (!text.startsWith("/*", start)) return undefined;
  const edge = /\/\*|\*\//g;
  edge.lastIndex = start;
  let depth = 0;
  for (let found = edge.exec(text); found !== null; found = edge.exec(text)) {
    depth += found[0] === "/*" ? 1 : -1;
    if (depth === 0) return text.slice(start, edge.lastIndex);
  }
  throw new SqlFailure(
    "UNCLOSED_BRACKETED_COMMENT",
    "Found an unclosed bracketed comment. Please, append */ at the end of the comment.",
    "42601",
  );
}

function unrecognized(text: string, at: number): SqlFailure {
  return syntaxError(text.slice(at, at + 1), { text, start: at });
}
