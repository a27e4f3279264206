/** JSON texts of lists that are sent again and again. */
const texts = new WeakMap<object, string>();

/** Outside ASCII. */
const OTHERS = /[\u0080-\uffff]/g;

/**
 * Serializes a list once. It must not change from now on. V8 copies and writes a text several times faster if it holds each
 * character in one byte, so the few that need more are written as JSON's escapes.
 */
export function prepare<T extends object>(list: T): T {
  const ascii = JSON.stringify(list).replace(OTHERS, escapeOf);
  // A text keeps two bytes for each character where it was made from one that did.
  texts.set(list, Buffer.from(ascii, "latin1").toString("latin1"));
  return list;
}

const escapeOf = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** The JSON text of a prepared list; `undefined` for anything else. */
export const preparedText = (value: unknown): string | undefined =>
  typeof value === "object" && value !== null ? texts.get(value) : undefined;
