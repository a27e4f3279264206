import { SqlFailure, syntaxError } from "../../engine/failure.ts";
import type { Expression, NameParts, Query, Relation, Span } from "./ast.ts";
import type { Token } from "./token.ts";

/** Expressions hold queries and queries hold expressions: each parser reaches the other through the cursor. */
export interface Grammar {
  expression(cursor: Cursor): Expression;
  /** An expression without AND, OR, NOT and predicates. */
  value(cursor: Cursor): Expression;
  query(cursor: Cursor): Query;
  relation(cursor: Cursor): Relation;
}

/** Turns the expression of `IDENTIFIER(…)` into its text. */
export type IdentifierReader = (expression: Expression) => string;

/** Maximum nesting. Recursive descent would overflow the stack with more. */
const DEPTH_LIMIT = 300;

/** Operators in one chain (`1 + 1 + …`), which is a tree as deep. */
const CHAIN_LIMIT = 1000;

/** The tokens of one statement, and where the parser is. */
export class Cursor {
  readonly text: string;
  readonly grammar: Grammar;
  readonly readIdentifier: IdentifierReader;
  /** `?` parameters so far. */
  parameters = 0;
  /** Whether a string may name a relation: the files of COPY INTO. */
  readsPaths = false;
  private readonly tokens: Token[];
  private index = 0;
  private depth = 0;

  constructor(text: string, tokens: Token[], grammar: Grammar, readIdentifier: IdentifierReader) {
    this.text = text;
    this.tokens = tokens;
    this.grammar = grammar;
    this.readIdentifier = readIdentifier;
  }

  /** The token `ahead` places after the current one. */
  peek(ahead = 0): Token {
    const token = this.tokens[Math.min(this.index + ahead, this.tokens.length - 1)];
    if (token === undefined) throw syntaxError("");
    return token;
  }

  next(): Token {
    const token = this.peek();
    this.index += 1;
    return token;
  }

  /** For a choice that needs more than a few tokens of lookahead. */
  get position(): number {
    return this.index;
  }

  return(position: number): void {
    this.index = position;
  }

  get start(): number {
    return this.peek().start;
  }

  /** From `start` to the end of the last token read. */
  span(start: number): Span {
    const last = this.tokens[this.index - 1];
    return { start, end: Math.max(start, last?.end ?? start) };
  }

  isWord(word: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === "word" && token.value === word;
  }

  /** Whether the words come next, in this order. */
  isWords(...words: readonly string[]): boolean {
    return words.every((word, ahead) => this.isWord(word, ahead));
  }

  isAnyWord(words: ReadonlySet<string>, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === "word" && words.has(token.value);
  }

  isSymbol(symbol: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === "symbol" && token.value === symbol;
  }

  /** Reads the words if all of them come next. */
  take(...words: readonly string[]): boolean {
    if (!this.isWords(...words)) return false;
    this.index += words.length;
    return true;
  }

  /** Reads one of the words, and returns it. */
  takeAny<const Word extends string>(...words: readonly Word[]): Word | undefined {
    const found = words.find((word) => this.isWord(word));
    if (found !== undefined) this.index += 1;
    return found;
  }

  takeSymbol(symbol: string): boolean {
    if (!this.isSymbol(symbol)) return false;
    this.index += 1;
    return true;
  }

  expect(...words: readonly string[]): void {
    for (const word of words) if (!this.take(word)) throw this.unexpected();
  }

  expectSymbol(symbol: string): void {
    if (!this.takeSymbol(symbol)) throw this.unexpected();
  }

  /** Closes a type's `<`: the lexer may have read two of them as `>>`. */
  closeAngle(): void {
    const token = this.peek();
    if (token.kind !== "symbol" || !token.value.startsWith(">")) throw this.unexpected();
    if (token.text.length === 1) this.index += 1;
    else {
      const rest = token.text.slice(1);
      this.tokens[this.index] = { ...token, text: rest, value: rest, start: token.start + 1 };
    }
  }

  atEnd(): boolean {
    return this.peek().kind === "end";
  }

  unexpected(token = this.peek()): SqlFailure {
    return syntaxError(token.text, { text: this.text, start: token.start });
  }

  /** A name, quoted or not. Every word of Spark SQL may be one. */
  identifier(): string {
    const token = this.peek();
    if (token.kind === "word") this.index += 1;
    else if (token.kind === "quoted") this.index += 1;
    else throw this.unexpected();
    return token.kind === "word" ? token.text : token.value;
  }

  isIdentifier(ahead = 0): boolean {
    const { kind } = this.peek(ahead);
    return kind === "word" || kind === "quoted";
  }

  /** `a.b.c`, or IDENTIFIER(…). */
  name(): NameParts {
    const start = this.peek();
    if (this.isWord("IDENTIFIER") && this.isSymbol("(", 1)) {
      this.index += 2;
      const expression = this.grammar.expression(this);
      this.expectSymbol(")");
      return this.qualified(splitName(this.readIdentifier(expression), start));
    }
    return this.qualified([this.identifier()]);
  }

  private qualified(first: NameParts): NameParts {
    const parts = [...first];
    while (this.isSymbol(".") && this.isIdentifier(1)) {
      this.index += 1;
      parts.push(this.identifier());
    }
    return parts;
  }

  /** The text of a string token; adjacent strings are one. */
  string(): string {
    if (this.peek().kind !== "string") throw this.unexpected();
    let value = this.next().value;
    while (this.peek().kind === "string") value += this.next().value;
    return value;
  }

  /** Digits without a suffix. */
  integer(): number {
    const token = this.peek();
    if (token.kind !== "number" || !/^\d+$/.test(token.value)) throw this.unexpected();
    this.index += 1;
    return Number(token.value);
  }

  /** `item, item …`. */
  list<Item>(item: () => Item): Item[] {
    const items = [item()];
    while (this.takeSymbol(",")) items.push(item());
    return items;
  }

  /** `(item, item …)`. */
  bracketed<Item>(item: () => Item): Item[] {
    this.expectSymbol("(");
    const items = this.list(item);
    this.expectSymbol(")");
    return items;
  }

  identifiers(): string[] {
    return this.bracketed(() => this.identifier());
  }

  /** Reads operands to the right of `left`, as long as there are any. */
  chain<Result>(left: Result, next: (left: Result) => Result | undefined): Result {
    let result = left;
    for (let length = 0; ; length += 1) {
      const longer = next(result);
      if (longer === undefined) return result;
      if (length >= CHAIN_LIMIT) throw tooComplex();
      result = longer;
    }
  }

  /** Runs a parser one level deeper. */
  nested<Result>(parse: () => Result): Result {
    if (this.depth >= DEPTH_LIMIT) throw tooComplex();
    this.depth += 1;
    try {
      return parse();
    } finally {
      this.depth -= 1;
    }
  }
}

function tooComplex(): SqlFailure {
  return new SqlFailure(
    "FAILED_TO_PARSE_TOO_COMPLEX",
    "The statement, including potential SQL functions and referenced views, was too complex to parse. To mitigate this error divide the statement into multiple, less complex chunks.",
    "54001",
  );
}

/** Splits the text of an identifier at its dots, outside backquotes. */
export function splitName(text: string, at?: Token): NameParts {
  const parts = text.match(/`(?:[^`]|``)*`|[^.`]+/g) ?? [];
  if (parts.length === 0 || parts.join(".") !== text) throw syntaxError(at === undefined ? text : text || at.text);
  return parts.map((part) => (part.startsWith("`") ? part.slice(1, -1).replaceAll("``", "`") : part.trim()));
}
