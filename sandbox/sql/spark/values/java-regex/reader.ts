import { RegexSyntaxError } from "./failure.ts";

/** Flags that apply from a point of the pattern on. */
export interface RegexFlags {
  /** `i`: ASCII letters match in both cases. */
  readonly ignoreCase: boolean;
  /** `s`: a dot matches the end of a line. */
  readonly dotAll: boolean;
  /** `m`: `^` and `$` match at lines. */
  readonly multiline: boolean;
  /** `x`: white space and comments are ignored. */
  readonly comments: boolean;
}

/** The pattern, read one code point at a time. */
export class PatternReader {
  private at = 0;
  private readonly characters: readonly string[];

  constructor(pattern: string) {
    this.characters = Array.from(pattern);
  }

  get done(): boolean {
    return this.at >= this.characters.length;
  }

  get position(): number {
    return this.at;
  }

  /** The next character without taking it; empty at the end. */
  peek(ahead = 0): string {
    return this.characters[this.at + ahead] ?? "";
  }

  take(): string {
    const character = this.characters[this.at];
    if (character === undefined) throw new RegexSyntaxError("Unexpected end of the pattern");
    this.at += 1;
    return character;
  }

  /** Takes the text if it comes next. */
  accept(text: string): boolean {
    if (!this.startsWith(text)) return false;
    this.at += text.length;
    return true;
  }

  startsWith(text: string): boolean {
    return Array.from(text).every((character, i) => this.peek(i) === character);
  }

  /** Takes everything before the text and the text itself. */
  until(text: string, orEnd = false): string {
    let taken = "";
    while (!this.done) {
      if (this.accept(text)) return taken;
      taken += this.take();
    }
    if (orEnd) return taken;
    throw new RegexSyntaxError(`Missing ${text}`);
  }

  /** Takes up to `most` characters that match. */
  while(pattern: RegExp, most = Number.POSITIVE_INFINITY): string {
    let taken = "";
    while (!this.done && taken.length < most && pattern.test(this.peek())) taken += this.take();
    return taken;
  }

  /** Skips white space and comments, with the flag `x`. */
  skipComments(): void {
    while (!this.done) {
      if (/[\t\n\v\f\r ]/.test(this.peek())) this.take();
      else if (this.peek() === "#") this.while(/[^\n\r\u0085\u2028\u2029]/);
      else return;
    }
  }
}

/** A character as source of a regular expression that matches exactly it. */
export function literal(character: string, ignoreCase: boolean): string {
  if (ignoreCase && /^[a-zA-Z]$/.test(character)) return `[${character.toLowerCase()}${character.toUpperCase()}]`;
  return /^[a-zA-Z0-9_ ]$/.test(character) ? character : codePoint(character);
}

/** `\u{41}`: valid inside and outside of classes. */
export const codePoint = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

const SIMPLE: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r", f: "\f", a: "\u0007", e: "\u001b" };

/** The character of an escape whose letter was taken, or `undefined` if it is not one that stands for a character. */
export function escapedCharacter(letter: string, reader: PatternReader): string | undefined {
  const simple = SIMPLE[letter];
  if (simple !== undefined) return simple;
  if (letter === "x") return hexCharacter(reader);
  if (letter === "u") return unicodeCharacter(reader);
  if (letter === "c") return String.fromCharCode(reader.take().charCodeAt(0) ^ 64);
  if (letter === "0") {
    const first = reader.peek();
    const digits = reader.while(/[0-7]/, first >= "0" && first <= "3" ? 3 : 2);
    if (digits === "") throw new RegexSyntaxError("Illegal octal escape sequence");
    return String.fromCharCode(Number.parseInt(digits, 8));
  }
  return /^[a-zA-Z0-9]$/.test(letter) ? undefined : letter;
}

function hexCharacter(reader: PatternReader): string {
  const digits = reader.accept("{") ? reader.until("}") : reader.while(/[0-9a-fA-F]/, 2);
  const code = Number.parseInt(digits, 16);
  if (!/^[0-9a-fA-F]{2,}$|^[0-9a-fA-F]$/.test(digits) || code > 0x10ffff)
    throw new RegexSyntaxError("Illegal hexadecimal escape sequence");
  return String.fromCodePoint(code);
}

function unicodeCharacter(reader: PatternReader): string {
  const digits = reader.while(/[0-9a-fA-F]/, 4);
  if (digits.length !== 4) throw new RegexSyntaxError("Illegal Unicode escape sequence");
  return String.fromCharCode(Number.parseInt(digits, 16));
}
