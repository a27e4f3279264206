import { FILE_FORMATS, judgeFunction, NOT_CALLED } from "./functions.ts";
import type { SqlToken } from "./lexer.ts";

/** A reason not to run a statement without a question. `reaching`: it reaches beyond tables or reads secrets. */
export interface Hazard {
  readonly kind: "reaching" | "unproven";
  /** A clause that completes "…, because". */
  readonly reason: string;
}

/** The word of an unquoted token in upper case; empty for other tokens. */
export const bare = (token: SqlToken | undefined): string => (token?.kind === "word" ? token.text.toUpperCase() : "");

const is = (token: SqlToken | undefined, symbol: string): boolean => token?.kind === "symbol" && token.text === symbol;

/** Whether a token can be a name: a word, or a name in backticks or, in some sessions, in double quotes. */
const isName = (token: SqlToken | undefined): boolean =>
  token !== undefined && (token.kind === "word" || token.kind === "name" || token.text.startsWith('"'));

/** The name without its quotes. */
export const plain = ({ kind, text }: SqlToken): string =>
  kind === "name" ? text.slice(1, -1).replaceAll("``", "`") : kind === "string" ? text.slice(1, -1) : text;

/** The index of the closing bracket for every opening one; undefined if brackets do not match. */
export function brackets(tokens: readonly SqlToken[]): ReadonlyMap<number, number> | undefined {
  const open: { index: number; close: string }[] = [];
  const pairs = new Map<number, number>();
  for (const [index, { kind, text }] of tokens.entries()) {
    if (kind !== "symbol") continue;
    if (text === "(" || text === "[") open.push({ index, close: text === "(" ? ")" : "]" });
    else if (text === ")" || text === "]") {
      const last = open.pop();
      if (last?.close !== text) return undefined;
      pairs.set(last.index, index);
    }
  }
  return open.length === 0 ? pairs : undefined;
}

/**
 * The first hazard among `tokens`. Before index `body` only reaching calls count, because in the head of a CREATE or
 * INSERT a name with a parenthesis is a table with its columns. `values`: the values of parameters.
 */
export function findHazard(
  tokens: readonly SqlToken[],
  pairs: ReadonlyMap<number, number>,
  body: number,
  values: readonly string[],
): Hazard | undefined {
  let inHint = false;
  for (const [index, token] of tokens.entries()) {
    if (is(token, "/*+") || is(token, "*/")) inHint = !inHint;
    if (inHint) continue;
    const close = pairs.get(index + 1);
    const hazard =
      (isName(token) && is(tokens[index + 1], "(") && close !== undefined
        ? judgeCall(tokens, index, close, body, values)
        : undefined) ?? judgeName(tokens, index);
    if (hazard) return hazard;
  }
  return undefined;
}

function judgeCall(
  tokens: readonly SqlToken[],
  index: number,
  close: number,
  body: number,
  values: readonly string[],
): Hazard | undefined {
  const token = tokens[index];
  if (!token) return undefined;
  const dotted = is(tokens[index - 1], ".");
  if (bare(token) === "IDENTIFIER" && !dotted) return judgeComputedName(tokens, index, close, values);
  if (!dotted && NOT_CALLED.has(bare(token))) return undefined;
  const name = plain(token).split(".").at(-1)?.trim() ?? "";
  const verdict = judgeFunction(name);
  const shown = name.replace(/[^A-Za-z0-9_]/g, "?").slice(0, 60);
  if (verdict === "reaching") {
    return { kind: "reaching", reason: `it calls ${shown}(), which reads secrets or files, calls out, or runs code` };
  }
  if (index < body || (verdict === "pure" && !dotted) || isColumnList(tokens, index, close, dotted)) return undefined;
  return { kind: "unproven", reason: `it calls ${shown}(), which is not a built-in function known to be harmless` };
}

/** Judges `IDENTIFIER(:table)`, which is fine for a table whose name is known, but not for a function or a file. */
function judgeComputedName(
  tokens: readonly SqlToken[],
  index: number,
  close: number,
  values: readonly string[],
): Hazard | undefined {
  const inner = tokens.slice(index + 2, close);
  const readable = inner.every(
    (token, at) => token.kind === "string" || is(token, "||") || is(token, ":") || is(inner[at - 1], ":"),
  );
  const texts = [...inner.filter(({ kind }) => kind === "string").map(({ text }) => text), ...values];
  if (!readable || texts.some((text) => text.includes("/") || text.includes("\\"))) {
    return { kind: "unproven", reason: "it computes a name inside IDENTIFIER()" };
  }
  if (is(tokens[close + 1], "(") || is(tokens[close + 1], ".")) {
    return { kind: "unproven", reason: "it calls a function whose name is computed by IDENTIFIER()" };
  }
  return undefined;
}

/** Whether a parenthesis lists columns: `WITH t(a, b) AS (SELECT …`, `FROM x AS t(a, b)`, `INSERT INTO x.t (a, b)`. */
function isColumnList(tokens: readonly SqlToken[], index: number, close: number, dotted: boolean): boolean {
  const columns = tokens.slice(index + 2, close);
  const listed =
    columns.length % 2 === 1 && columns.every((token, at) => (at % 2 === 0 ? isName(token) : is(token, ",")));
  if (!listed) return false;
  let start = index;
  while (is(tokens[start - 1], ".") && isName(tokens[start - 2])) start -= 2;
  const before = tokens[start - 1];
  if (bare(before) === "INTO" || (bare(before) === "TABLE" && bare(tokens[start - 2]) === "INTO")) return true;
  if (dotted) return false;
  const query = ["SELECT", "WITH", "VALUES", "FROM", "TABLE", "("];
  const opens = (token: SqlToken | undefined) => query.includes(bare(token) || (token?.text ?? ""));
  if (["WITH", "RECURSIVE"].includes(bare(before)) || is(before, ",")) {
    const asked = bare(tokens[close + 1]) === "AS" && is(tokens[close + 2], "(") && opens(tokens[close + 3]);
    return asked && !is(tokens[close + 4], ")") && !is(tokens[close + 4], ",");
  }
  return is(before, ")") || bare(before) === "AS";
}

/** Judges names: tables that are files, and scripts that rows are piped through. */
function judgeName(tokens: readonly SqlToken[], index: number): Hazard | undefined {
  const token = tokens[index];
  const next = tokens[index + 1];
  if (bare(token) === "USING" && (next?.kind === "string" || is(next, ":"))) {
    return { kind: "reaching", reason: "it pipes rows through a script (USING)" };
  }
  if (bare(token) === "WITH" && is(next, "(")) {
    return { kind: "reaching", reason: "it gives a table options, which can point elsewhere" };
  }
  if (token?.kind === "string" && /^DESC(RIBE)?$/.test(bare(tokens[0])) && /[/\\:]/.test(token.text)) {
    return { kind: "reaching", reason: "it reads files by their path" };
  }
  if (!token || token.kind === "word" || !isName(token) || !is(tokens[index - 1], ".")) return undefined;
  const source = tokens[index - 2];
  const isFormat = source !== undefined && isName(source) && FILE_FORMATS.has(plain(source).toLowerCase());
  // A JSON column may be named json, but only a path has a slash.
  if (/^\s*\/|:[/\\]/.test(plain(token)) || (isFormat && /[/\\]/.test(plain(token)))) {
    return { kind: "reaching", reason: "it reads files by their path" };
  }
  return undefined;
}
