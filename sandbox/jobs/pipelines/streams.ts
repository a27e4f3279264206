import type { Token } from "../../sql/engine/tokens.ts";

/** A relation that a query of a pipeline reads as a stream: a table or view, or the files of a path. */
export interface Stream {
  /** The relation without `STREAM` and `LIVE.`. */
  readonly text: string;
  /** The last part of its name, by which the query can refer to it. */
  readonly name: string;
  readonly aliased: boolean;
  /** For `read_files` with a path that is a text: that text, and where it is in `text`. */
  readonly path?: { readonly value: string; readonly start: number; readonly end: number };
}

/** Words that can follow a relation and are not its alias. */
const CLAUSES: ReadonlySet<string> = new Set(
  `WHERE GROUP ORDER HAVING JOIN INNER LEFT RIGHT FULL CROSS SEMI ANTI NATURAL ON USING UNION EXCEPT INTERSECT MINUS LIMIT WINDOW
  QUALIFY LATERAL PIVOT UNPIVOT WATERMARK TABLESAMPLE CLUSTER DISTRIBUTE SORT OFFSET`.split(/\s+/),
);

const word = (token: Token | undefined): string => (token?.kind === "word" ? token.value.toUpperCase() : "");

/** The index of the parenthesis that closes the one at `open`. */
export function closingOf(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    if (tokens[at]?.text === "(") depth += 1;
    if (tokens[at]?.text === ")") depth -= 1;
    if (depth === 0) return at;
  }
  return tokens.length;
}

/**
 * The text of a query in pieces, with its streams in their places. `STREAM` before a relation, the parentheses of `STREAM(…)` and
 * `LIVE.` before a name are left out.
 */
export function piecesOf(statement: string, tokens: readonly Token[]): readonly (string | Stream)[] {
  const pieces: (string | Stream)[] = [];
  let end = tokens[0]?.start ?? 0;
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at];
    if (token === undefined) break;
    const found = streamAt(statement, tokens, at);
    if (found !== undefined) {
      pieces.push(statement.slice(end, token.start), found.stream);
      end = tokens[found.after - 1]?.end ?? end;
      at = found.after;
    } else if (isLive(tokens, at)) {
      pieces.push(statement.slice(end, token.start));
      end = tokens[at + 1]?.end ?? end;
      at += 2;
    } else {
      pieces.push(statement.slice(end, token.end));
      end = token.end;
      at += 1;
    }
  }
  return pieces;
}

const isLive = (tokens: readonly Token[], at: number): boolean =>
  word(tokens[at]) === "LIVE" && tokens[at + 1]?.text === ".";

/** The stream that `FROM STREAM` or `JOIN STREAM` begins at a token, and the index of the token after it. */
function streamAt(statement: string, tokens: readonly Token[], at: number) {
  if (word(tokens[at]) !== "STREAM" || !["FROM", "JOIN"].includes(word(tokens[at - 1]))) return undefined;
  const inParentheses = tokens[at + 1]?.text === "(";
  const close = inParentheses ? closingOf(tokens, at + 1) : undefined;
  let first = at + (inParentheses ? 2 : 1);
  if (isLive(tokens, first)) first += 2;
  let last = first;
  while (tokens[last + 1]?.text === ".") last += 2;
  const name = tokens[last]?.value ?? "";
  const open = tokens[last + 1]?.text === "(" ? last + 1 : undefined;
  if (open !== undefined) last = closingOf(tokens, open);
  const after = close === undefined ? last + 1 : close + 1;
  const start = tokens[first]?.start ?? 0;
  const next = tokens[after];
  const aliased = next?.kind === "quoted" || (word(next) !== "" && !CLAUSES.has(word(next)));
  const path = open !== undefined && /^read_files$/i.test(name) ? pathIn(tokens, open, last) : undefined;
  const stream: Stream = {
    text: statement.slice(start, tokens[last]?.end ?? start),
    name,
    aliased,
    ...(path && { path: { value: path.value, start: path.start - start, end: path.end - start } }),
  };
  return { stream, after };
}

/** The path among the arguments of `read_files`: the first one, or the one with this name. */
function pathIn(tokens: readonly Token[], open: number, close: number): Token | undefined {
  const first = tokens[open + 1];
  if (first?.kind === "string" && [",", ")"].includes(tokens[open + 2]?.text ?? "")) return first;
  for (let at = open + 1; at < close - 3; at++) {
    const named = word(tokens[at]) === "PATH" && tokens[at + 1]?.text === "=" && tokens[at + 2]?.text === ">";
    if (named && tokens[at + 3]?.kind === "string") return tokens[at + 3];
  }
  return undefined;
}
