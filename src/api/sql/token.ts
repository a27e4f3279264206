import type { SqlToken } from "./lexer.ts";

/** The word of an unquoted token in upper case; empty for other tokens. */
export const bare = (token: SqlToken | undefined): string => (token?.kind === "word" ? token.text.toUpperCase() : "");

/** Whether a token is this symbol. */
export const is = (token: SqlToken | undefined, symbol: string): boolean =>
  token?.kind === "symbol" && token.text === symbol;

/** Whether a token can be a name: a word, or a name in backticks or, in some sessions, in double quotes. */
export const isName = (token: SqlToken | undefined): token is SqlToken =>
  token !== undefined && (token.kind === "word" || token.kind === "name" || token.text.startsWith('"'));

/** A token without its quotes. */
export const plain = ({ kind, text }: SqlToken): string =>
  kind === "name" ? text.slice(1, -1).replaceAll("``", "`") : kind === "string" ? text.slice(1, -1) : text;

/** The names that WITH defines, in lower case. They hide tables of the same name. */
export const namesOfWith = (tokens: readonly SqlToken[]): ReadonlySet<string> =>
  new Set(
    tokens.flatMap((token, at) =>
      isName(token) &&
      bare(tokens[at + 1]) === "AS" &&
      is(tokens[at + 2], "(") &&
      /^(WITH|RECURSIVE|)$/.test(bare(tokens[at - 1]))
        ? [plain(token).toLowerCase()]
        : [],
    ),
  );

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
