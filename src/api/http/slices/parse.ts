import { parseJson } from "../json.ts";
import { type Pace, SLICE } from "./pace.ts";

/**
 * The text of bytes in UTF-8, without a byte order mark.
 * @throws {TypeError} if they are not UTF-8
 */
export async function decodeUtf8(bytes: Uint8Array, pace: Pace, slice = SLICE): Promise<string> {
  const parts = [];
  for (let from = 0; from < bytes.byteLength; ) {
    const to = startOfCharacter(bytes, from + slice);
    // Only the first part can begin with a mark. Each part is decoded as a whole, which is much faster than a stream.
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: from > 0 });
    parts.push(decoder.decode(bytes.subarray(from, to)));
    const full = pace.spend(to - from);
    if (full) await full;
    from = to;
  }
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : parts.join("");
}

/** The place, or one of the three before it if a character of several bytes begins there. */
function startOfCharacter(bytes: Uint8Array, at: number): number {
  if (at >= bytes.byteLength) return bytes.byteLength;
  for (let start = at; start > at - 4; start--) if (((bytes[start] ?? 0) & 0xc0) !== 0x80) return start;
  return at;
}

/**
 * `parseJson` in slices, so that a large response does not keep everyone else waiting. Only the places where the text can
 * be divided are found here. `JSON.parse` reads the parts, and with them what is valid.
 * @throws {SyntaxError} if the text is not valid JSON (RFC 8259)
 * @throws {RangeError} if it is nested deeper than 64 levels
 */
export async function parseJsonInSlices(text: string, pace: Pace, slice = SLICE): Promise<unknown> {
  if (text.length <= slice) return parseJson(text);
  const steps = parseInSteps(text, slice);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    const full = pace.spend(value);
    if (full) await full;
  }
}

const MAX_DEPTH = 64;
const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/** A list or object whose end has not been found yet. */
interface Frame {
  readonly start: number;
  readonly close: typeof CLOSE_LIST | typeof CLOSE_OBJECT;
  /** Where the part begins that has not been read: at the start, at a comma, or after a value that was read alone. */
  unread: number;
  /** The items read so far. A small list or object is read together with its surroundings. */
  value: unknown[] | Record<string, unknown> | undefined;
  /** The latest key of an object, with its quotes, if its value has begun. */
  key: readonly [start: number, end: number] | undefined;
}

/**
 * Reads a text that is longer than one slice. Yields the characters that were worked on since the last time. No part is
 * much longer than two slices: a list is divided at its commas, and a value that is long itself is read alone.
 */
function* parseInSteps(text: string, slice: number): Generator<number, unknown, void> {
  const open: Frame[] = [];
  let root: { readonly value: unknown; readonly end: number } | undefined;
  let string: readonly [start: number, end: number] | undefined;
  let seen = 0;

  const addAlone = (value: unknown, start: number, end: number) => {
    const parent = open.at(-1);
    if (!parent) {
      if (root || skipBlank(text, 0) !== start) throw invalid();
      root = { value, end };
      return;
    }
    readBefore(text, parent, start, value);
    parent.unread = end;
  };

  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const frame = open.at(-1);
      const end = endOfString(text, at);
      string = [at, end];
      const isKey = frame?.close === CLOSE_OBJECT && frame.key === undefined;
      if (end - at > slice && !isKey) addAlone(yield* readString(text, at, end, slice), at, end);
      at = end - 1;
    } else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      if (open.length === MAX_DEPTH) throw new RangeError(`JSON nested deeper than ${MAX_DEPTH} levels`);
      const close = code === OPEN_LIST ? CLOSE_LIST : CLOSE_OBJECT;
      open.push({ start: at, close, unread: at + 1, value: undefined, key: undefined });
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) {
      const frame = open.pop();
      if (frame?.close !== code) throw invalid();
      if (frame.value || at - frame.start > slice || open.length === 0) {
        yield at - frame.unread;
        addAlone(readEnd(text, frame, at), frame.start, at + 1);
      }
    } else if (code === COLON) {
      const frame = open.at(-1);
      if (frame && string) frame.key = string;
    } else if (code === COMMA) {
      const frame = open.at(-1);
      if (!frame) throw invalid();
      if (at - frame.unread > slice) {
        yield at - frame.unread;
        readItems(text, frame, at);
      }
      frame.key = undefined;
    }
    if (at - seen > slice) {
      yield at - seen;
      seen = at;
    }
  }
  // A text without a list or object is a single value or invalid, and both are read fast.
  if (!root) return parseJson(text);
  if (skipBlank(text, root.end) !== text.length) throw invalid();
  return root.value;
}

const invalid = () => new SyntaxError("The text is not valid JSON");

/** Reads the items up to the comma at `end`, which must follow some. */
function readItems(text: string, frame: Frame, end: number): void {
  const part = unreadPart(text, frame, end);
  // Only a value that was read alone may be directly before the comma.
  if (part === undefined ? frame.value === undefined : skipBlank(part, 0) === part.length) throw invalid();
  if (part !== undefined) add(frame, part);
  frame.unread = end;
}

/** Reads the last items, before the closing bracket at `end`. */
function readEnd(text: string, frame: Frame, end: number): unknown {
  const continues = frame.value !== undefined;
  const part = unreadPart(text, frame, end);
  if (part !== undefined) {
    if (continues && skipBlank(part, 0) === part.length) throw invalid();
    add(frame, part);
  }
  return frame.value;
}

/** Reads the items before a value that was read alone, and adds it. */
function readBefore(text: string, frame: Frame, start: number, value: unknown): void {
  const part = unreadPart(text, frame, start);
  if (part === undefined && frame.value !== undefined) throw invalid();
  // `null` represents the value here: it is valid wherever a value is, and nowhere else.
  add(frame, `${part ?? ""}null`);
  if (Array.isArray(frame.value)) frame.value[frame.value.length - 1] = value;
  else if (frame.value) {
    if (!frame.key) throw invalid();
    const key: unknown = JSON.parse(text.slice(...frame.key));
    if (typeof key === "string" && key !== "__proto__") frame.value[key] = value;
  }
}

/** The unread part without the comma that it begins with; `undefined` if it is blank and follows something that was read. */
function unreadPart(text: string, frame: Frame, end: number): string | undefined {
  if (frame.value === undefined) return text.slice(frame.unread, end);
  const start = skipBlank(text, frame.unread);
  if (start >= end) return undefined;
  if (text.charCodeAt(start) !== COMMA) throw invalid();
  return text.slice(start + 1, end);
}

function add(frame: Frame, items: string): void {
  if (frame.close === CLOSE_OBJECT) {
    frame.value = Object.assign(frame.value ?? {}, parseJson(`{${items}}`));
    return;
  }
  const list = Array.isArray(frame.value) ? frame.value : [];
  const more = parseJson(`[${items}]`);
  if (Array.isArray(more)) for (const item of more) list.push(item);
  frame.value = list;
}

/** The first place from `start` on that is not white space of JSON. */
function skipBlank(text: string, start: number): number {
  let at = start;
  while (at < text.length && (text[at] === " " || text[at] === "\n" || text[at] === "\r" || text[at] === "\t")) at++;
  return at;
}

/** The place after the closing quote. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    if (backslashesBefore(text, end) % 2 === 0) return end + 1;
  }
  throw invalid();
}

function backslashesBefore(text: string, at: number): number {
  let count = 0;
  while (text[at - 1 - count] === "\\") count++;
  return count;
}

/** Reads a long string. `end`: the place after its closing quote. */
function* readString(text: string, start: number, end: number, slice: number): Generator<number, string, void> {
  const parts: unknown[] = [];
  for (let from = start + 1; from < end - 1; ) {
    const to = outsideEscape(text, Math.min(from + slice, end - 1));
    parts.push(JSON.parse(`"${text.slice(from, to)}"`));
    yield to - from;
    from = to;
  }
  return parts.join("");
}

/** The place, or the end of the escape sequence that it would divide. */
function outsideEscape(text: string, at: number): number {
  for (let back = 1; back <= 5; back++) {
    if (text[at - back] !== "\\" || backslashesBefore(text, at - back) % 2 === 1) continue;
    return Math.max(at, at - back + (text[at - back + 1] === "u" ? 6 : 2));
  }
  return at;
}
