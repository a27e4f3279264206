import { type JsonNode, JsonNumber, JsonObject } from "./node.ts";

/** A text that is not JSON. */
export class JsonSyntaxError extends Error {}

/** Extensions of standard JSON that a reader accepts, by the names of Spark's options. */
export interface JsonDialect {
  readonly allowSingleQuotes?: boolean;
  readonly allowUnquotedFieldNames?: boolean;
  readonly allowComments?: boolean;
  readonly allowNumericLeadingZeros?: boolean;
  readonly allowBackslashEscapingAnyCharacter?: boolean;
  readonly allowUnquotedControlChars?: boolean;
  /** `NaN`, `Infinity`, `+INF` and the like. */
  readonly allowNonNumericNumbers?: boolean;
}

const MOST_DEPTH = 1_000;

/** The first value of a text; what follows it is ignored unless it has to be the only one. @throws {JsonSyntaxError} */
export function parseJson(text: string, dialect: JsonDialect = {}, only = false): JsonNode {
  const parser = new JsonParser(text, dialect);
  const node = parser.value(0);
  if (only) parser.end();
  return node;
}

/** The value, or `undefined` for a text that is not JSON or empty. */
export function tryParseJson(text: string, dialect: JsonDialect = {}): JsonNode | undefined {
  try {
    return parseJson(text, dialect);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined;
    throw error;
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LOOSE_NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const NOT_FINITE = /[+-]?(?:NaN|Infinity|INF)/y;
const NAME = /[\p{L}_$][\p{L}\p{N}_$]*/uy;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

class JsonParser {
  private at = 0;
  private readonly text: string;
  private readonly dialect: JsonDialect;

  constructor(text: string, dialect: JsonDialect) {
    this.text = text;
    this.dialect = dialect;
  }

  value(depth: number): JsonNode {
    if (depth > MOST_DEPTH) throw this.failure("the nesting is too deep");
    this.skipSpace();
    const character = this.text.charAt(this.at);
    if (character === "{") return this.object(depth);
    if (character === "[") return this.array(depth);
    if (this.isQuote(character)) return this.string(character);
    if (this.word("true")) return true;
    if (this.word("false")) return false;
    if (this.word("null")) return null;
    return this.number(depth);
  }

  end(): void {
    this.skipSpace();
    if (this.at < this.text.length) throw this.failure("unexpected text after the value");
  }

  private object(depth: number): JsonObject {
    this.at += 1;
    const entries: [string, JsonNode][] = [];
    this.skipSpace();
    if (this.accept("}")) return new JsonObject(entries);
    for (;;) {
      this.skipSpace();
      const key = this.key();
      this.skipSpace();
      if (!this.accept(":")) throw this.failure("expected a colon");
      entries.push([key, this.value(depth + 1)]);
      this.skipSpace();
      if (this.accept("}")) return new JsonObject(entries);
      if (!this.accept(",")) throw this.failure("expected a comma");
    }
  }

  private array(depth: number): JsonNode[] {
    this.at += 1;
    const items: JsonNode[] = [];
    this.skipSpace();
    if (this.accept("]")) return items;
    for (;;) {
      items.push(this.value(depth + 1));
      this.skipSpace();
      if (this.accept("]")) return items;
      if (!this.accept(",")) throw this.failure("expected a comma");
    }
  }

  private key(): string {
    const character = this.text.charAt(this.at);
    if (this.isQuote(character)) return this.string(character);
    const name = this.dialect.allowUnquotedFieldNames === true ? this.match(NAME) : undefined;
    if (name === undefined) throw this.failure("expected a field name");
    return name;
  }

  private string(quote: string): string {
    this.at += 1;
    let value = "";
    for (;;) {
      const character = this.text.charAt(this.at);
      if (character === "") throw this.failure("the string does not end");
      this.at += 1;
      if (character === quote) return value;
      if (character === "\\") value += this.escape();
      else if (character < " " && this.dialect.allowUnquotedControlChars !== true)
        throw this.failure("a control character has to be escaped");
      else value += character;
    }
  }

  private escape(): string {
    const letter = this.text.charAt(this.at);
    this.at += 1;
    if (letter === "u") {
      const digits = this.text.slice(this.at, this.at + 4);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw this.failure("bad Unicode escape");
      this.at += 4;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    const escaped = ESCAPES[letter];
    if (escaped !== undefined) return escaped;
    const single = letter === "'" && this.dialect.allowSingleQuotes === true;
    if (letter === "" || (!single && this.dialect.allowBackslashEscapingAnyCharacter !== true))
      throw this.failure("unknown escape");
    return letter;
  }

  private number(depth: number): JsonNode {
    const text = this.match(this.dialect.allowNumericLeadingZeros === true ? LOOSE_NUMBER : NUMBER);
    if (text !== undefined) {
      if (/[\p{L}\p{N}_.$]/u.test(this.text.charAt(this.at))) throw this.failure("bad number");
      // White space separates a number that is the whole value from what follows it.
      if (depth === 0 && /^[^ \t\n\r]/.test(this.text.slice(this.at, this.at + 1)))
        throw this.failure("expected a blank");
      return new JsonNumber(text.replace(/^(-?)0+(?=\d)/, "$1"));
    }
    const word = this.dialect.allowNonNumericNumbers === true ? this.match(NOT_FINITE) : undefined;
    if (word === undefined) throw this.failure("unexpected character");
    const value = word.endsWith("NaN") ? "NaN" : word.startsWith("-") ? "-Infinity" : "Infinity";
    return new JsonNumber(value);
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  private word(word: string): boolean {
    if (!this.text.startsWith(word, this.at)) return false;
    if (/[\p{L}\p{N}_$]/u.test(this.text.charAt(this.at + word.length))) return false;
    this.at += word.length;
    return true;
  }

  private isQuote(character: string): boolean {
    return character === '"' || (character === "'" && this.dialect.allowSingleQuotes === true);
  }

  private accept(character: string): boolean {
    if (this.text.charAt(this.at) !== character) return false;
    this.at += 1;
    return true;
  }

  private skipSpace(): void {
    for (;;) {
      while (/[ \t\n\r]/.test(this.text.charAt(this.at))) this.at += 1;
      if (this.dialect.allowComments !== true) return;
      const end = this.commentEnd();
      if (end === undefined) return;
      this.at = end;
    }
  }

  private commentEnd(): number | undefined {
    const { text, at } = this;
    if (text.startsWith("//", at)) {
      const end = text.indexOf("\n", at);
      return end < 0 ? text.length : end + 1;
    }
    if (!text.startsWith("/*", at)) return undefined;
    const end = text.indexOf("*/", at + 2);
    if (end < 0) throw this.failure("the comment does not end");
    return end + 2;
  }

  private failure(detail: string): JsonSyntaxError {
    return new JsonSyntaxError(`${detail} at position ${this.at}`);
  }
}
