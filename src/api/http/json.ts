import * as z from "zod";

const MAX_DEPTH = 64;

/**
 * Parses JSON from the platform. Integers beyond ±(2^53−1) become strings with every digit, and `__proto__` keys are
 * dropped.
 * @throws {SyntaxError} if the text is not valid JSON (RFC 8259)
 * @throws {RangeError} if it is nested deeper than 64 levels
 */
export function parseJson(text: string): unknown {
  const { depth, longNumbers } = scanJson(text);
  if (depth > MAX_DEPTH) throw new RangeError(`JSON nested deeper than ${MAX_DEPTH} levels`);
  const value = parseWithoutProto(text);
  // The text is parsed unchanged first, so that only valid JSON is rewritten.
  return longNumbers.length === 0 ? value : parseWithoutProto(quoteSpans(text, longNumbers));
}

const parseWithoutProto = (text: string): unknown =>
  // The key can also be written with escapes of its five letters. A reviver is slow, so it runs only if one occurs.
  text.includes("__proto__") || /\\u00(?:5f|6f|7[024])/i.test(text)
    ? JSON.parse(text, (key, value) => (key === "__proto__" ? undefined : value))
    : JSON.parse(text);

interface Span {
  readonly start: number;
  readonly end: number;
}

const QUOTE = 34;
const BACKSLASH = 92;
const MINUS = 45;
const isDigit = (code: number) => code >= 48 && code <= 57;

/** One pass over the text: the nesting depth, and the integers outside strings that a double cannot hold. */
function scanJson(text: string): { depth: number; longNumbers: readonly Span[] } {
  const longNumbers: Span[] = [];
  let depth = 0;
  let level = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) i = endOfString(text, i);
    else if (code === 123 || code === 91) depth = Math.max(depth, ++level);
    else if (code === 125 || code === 93) level--;
    else if (code === MINUS || isDigit(code)) {
      const start = i;
      while (isNumberPart(text.charCodeAt(i + 1))) i++;
      if (i - start >= 15 && isUnsafeInteger(text.slice(start, i + 1))) longNumbers.push({ start, end: i + 1 });
    }
  }
  return { depth, longNumbers };
}

const isNumberPart = (code: number) =>
  isDigit(code) || code === 46 || code === 43 || code === MINUS || code === 101 || code === 69;

const isUnsafeInteger = (digits: string) => /^-?\d+$/.test(digits) && !Number.isSafeInteger(Number(digits));

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}

function quoteSpans(text: string, spans: readonly Span[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end } of spans) {
    parts.push(text.slice(from, start), '"', text.slice(start, end), '"');
    from = end;
  }
  return parts.join("") + text.slice(from);
}

/** A 64-bit ID, which the platform sends as a number or a string. Output: a string with every digit. */
export const id64 = z.union([z.string(), z.number()]).transform(String);

/** A 64-bit count or time. Output: a number, rounded to the nearest double beyond ±2^53. For IDs use `id64`. */
export const int64 = z.union([z.number(), z.string().regex(/^-?\d+$/)]).transform(Number);
