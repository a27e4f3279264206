import type { Span } from "./ast.ts";

export type TokenKind = "word" | "quoted" | "string" | "number" | "symbol" | "end";

export interface Token extends Span {
  readonly kind: TokenKind;
  /** The source text. */
  readonly text: string;
  /** A word in upper case, a symbol, the name in backquotes, the value of a string. */
  readonly value: string;
}
