/** Text by code points, as Spark counts characters, and bytes by position. */

const LONE_OR_PAIR = /[\ud800-\udfff]/;

/** Whether every character is one unit of the JavaScript string, so that positions are indexes. */
const isPlain = (text: string): boolean => !LONE_OR_PAIR.test(text);

export const characterCount = (text: string): number => (isPlain(text) ? text.length : Array.from(text).length);

/** Characters from `start` (0 is the first) up to `end`. */
export function characters(text: string, start: number, end: number): string {
  if (end <= start) return "";
  return isPlain(text) ? text.slice(start, end) : Array.from(text).slice(start, end).join("");
}

export const reversed = (text: string): string => Array.from(text).reverse().join("");

/** The character position (0 is the first) of an index into the JavaScript string. */
export const positionOf = (text: string, index: number): number => characterCount(text.slice(0, index));

/** The index into the JavaScript string of a character position. */
export const indexOf = (text: string, position: number): number => characters(text, 0, position).length;

/** Start and end of `substring(…, position, length)`: 1 is the first, negative positions count from the end, 0 counts as 1. */
function sliceBounds(size: number, position: number, length: number): readonly [start: number, end: number] {
  const start = position > 0 ? position - 1 : position < 0 ? size + position : 0;
  const end = start + length;
  return [Math.max(start, 0), Math.min(end, size)];
}

export function substringOf(value: string | Uint8Array, position: number, length: number): string | Uint8Array {
  if (typeof value === "string") {
    const [start, end] = sliceBounds(characterCount(value), position, length);
    return characters(value, start, end);
  }
  const [start, end] = sliceBounds(value.length, position, length);
  return value.slice(start, Math.max(start, end));
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
