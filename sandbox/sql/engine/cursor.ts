import { syntaxError } from "./failure.ts";
import type { Token } from "./tokens.ts";

/** Reads a statement token by token, for DDL and SHOW, whose grammar is a sequence of words. */
export interface Cursor {
  /** Reads these keywords if all of them follow, and returns whether they did. */
  take(...words: readonly string[]): boolean;
  expect(...words: readonly string[]): void;
  /** Reads a dotted name. */
  name(): string[];
  string(): string;
  /** Reads a pair of parentheses and returns the text between them with its position; undefined if none opens here. */
  parenthesised(): readonly Token[] | undefined;
  peek(): Token | undefined;
  next(): Token;
  /** Every token must have been read by now. */
  end(): void;
}

export function createCursor(tokens: readonly Token[]): Cursor {
  let at = 0;
  const near = () => syntaxError(tokens[at]?.text ?? "");
  const isWord = (token: Token | undefined, word: string) =>
    token !== undefined && token.kind !== "string" && token.kind !== "quoted" && token.text.toUpperCase() === word;

  const cursor: Cursor = {
    peek: () => tokens[at],
    next() {
      const token = tokens[at];
      if (token === undefined) throw near();
      at++;
      return token;
    },
    take(...words) {
      if (!words.every((word, i) => isWord(tokens[at + i], word))) return false;
      at += words.length;
      return true;
    },
    expect(...words) {
      if (!cursor.take(...words)) throw near();
    },
    name() {
      const parts: string[] = [];
      do {
        const token = tokens[at];
        if (token?.kind !== "word" && token?.kind !== "quoted") throw near();
        parts.push(token.value);
        at++;
      } while (cursor.take("."));
      return parts;
    },
    string() {
      const token = tokens[at];
      if (token?.kind !== "string") throw near();
      at++;
      return token.value;
    },
    parenthesised() {
      if (!cursor.take("(")) return undefined;
      const start = at;
      for (let depth = 1; depth > 0; at++) {
        const token = tokens[at];
        if (token === undefined) throw near();
        if (token.kind === "symbol" && token.text === "(") depth++;
        if (token.kind === "symbol" && token.text === ")") depth--;
      }
      return tokens.slice(start, at - 1);
    },
    end() {
      if (at < tokens.length) throw near();
    },
  };
  return cursor;
}
