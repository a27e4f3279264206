const MAX_LINE = 500;

/** The first `max` characters, without half a code point at their end. */
export const startOf = (text: string, max: number): string => text.slice(0, max).replace(/[\uD800-\uDBFF]$/, "");

/** Text as one line: control characters become spaces, at most `max` characters, no code point split. */
export function oneLine(text: string, max = MAX_LINE): string {
  const line = text
    .slice(0, max * 8)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
  if (line.length <= max) return line;
  return `${startOf(line, max - 1)}…`;
}

/** A statement as one line, or with its lines where the rest of one may be a comment, which would swallow the next. */
export function shortSql(sql: string, max: number): string {
  if (!sql.includes("--")) return oneLine(sql, max);
  const lines = sql.split(/[\r\n]+/).flatMap((line) => oneLine(line, max) || []);
  const text = lines.join("\n");
  return text.length <= max ? text : `${startOf(text, max - 1)}…`;
}

/** A host name or address as a URL writes it: an IPv6 address in brackets. */
export const hostInUrl = (hostname: string): string =>
  hostname.includes(":") && !hostname.startsWith("[") ? `[${hostname}]` : hostname;

/** ISO 8601 of epoch milliseconds, to the second; `undefined` for a time the platform does not know (absent or 0). */
export function isoTime(ms: number | null | undefined): string | undefined {
  if (!ms || Math.abs(ms) > 8.64e15) return undefined;
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, "Z");
}

/** Bytes of a character that can be missing when a range ends within it. */
const MAX_MISSING = 3;

/**
 * A range of a file as text (UTF-8, RFC 3629); `undefined` if it is not text. `first` and `last`: the range begins at the
 * start, ends at the end of the file. `skipped` bytes at the start of the range belong to a character that began before
 * it; `left` bytes at the end belong to one that continues after it.
 */
export function textOfRange(
  bytes: Uint8Array,
  { first, last }: { readonly first: boolean; readonly last: boolean },
): { readonly text: string; readonly skipped: number; readonly left: number } | undefined {
  let skipped = 0;
  if (!first) while (skipped < MAX_MISSING && isContinuation(bytes[skipped])) skipped++;
  const left = last ? 0 : unfinishedBytes(bytes);
  if (skipped + left > bytes.length) return undefined;
  try {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    const text = decoder.decode(bytes.subarray(skipped, bytes.length - left));
    return text.includes("\0") ? undefined : { text, skipped, left };
  } catch {
    return undefined;
  }
}

/** Number of bytes at the end that begin a character without finishing it. */
function unfinishedBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(MAX_MISSING, bytes.length); back++) {
    const byte = bytes[bytes.length - back];
    if (byte === undefined || isContinuation(byte)) continue;
    return characterBytes(byte) > back ? back : 0;
  }
  return 0;
}

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

/** Bytes of the character that begins with `lead`. */
const characterBytes = (lead: number): number => (lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1);

/**
 * Values of the workspace that this server's own sentences may contain, outside a fence. A value of another shape could
 * be a sentence of another author, with `_` or `-` for its blanks.
 */

/** Error codes of OAuth (RFC 6749, 5.2; RFC 6750, 3.1; RFC 8628, 3.5). */
const OAUTH_CODES: ReadonlySet<string> = new Set(
  `invalid_request invalid_client invalid_grant unauthorized_client unsupported_grant_type unsupported_response_type
   invalid_scope access_denied server_error temporarily_unavailable invalid_token insufficient_scope
   authorization_pending slow_down expired_token`.split(/\s+/),
);

/** An error code, state or type of the platform: `INVALID_STATE`, or one word such as `Running`. */
export const isPlainCode = (text: string): boolean =>
  /^(?:[A-Z][A-Z0-9_.]{0,59}|[A-Za-z]{1,30})$/.test(text) || OAUTH_CODES.has(text);

/** The id of a request: hexadecimal, with dashes as in a UUID. */
export const isRequestId = (text: string): boolean => /^[0-9A-Fa-f][0-9A-Fa-f-]{5,63}$/.test(text);

/** Letters in a row that are not hexadecimal digits alone, as words are. */
const WORDS = /(?![A-Fa-f]+(?![A-Za-z]))[A-Za-z]{4,}/g;
const MAX_WORDS = 2;
const MAX_WORD = 12;

/** An id of the platform: digits, a UUID, `0727-104344-hauls13-pool-n53oee7z`; at most two words, and a digit. */
export function isPlainId(text: string): boolean {
  if (!/^[\w.:-]{1,80}$/.test(text) || !/\d/.test(text)) return false;
  const found = text.match(WORDS) ?? [];
  return found.length <= MAX_WORDS && found.every((word) => word.length <= MAX_WORD);
}

/** Whether a sentence may contain a value: a code or an id. */
export const isPlainToken = (text: string): boolean => isPlainCode(text) || isPlainId(text);

/** A value for a sentence: as it is where it is plain, otherwise `instead`. */
export const plainOr = (value: string | number | null | undefined, instead: string): string =>
  value !== null && value !== undefined && isPlainToken(String(value)) ? String(value) : instead;

/** Characters of a name that are compared with another. */
const COMPARED = 80;

/** `editDistance` of two names without regard to case. Only the beginning of a long name is compared. */
export const nameDistance = (a: string, b: string): number =>
  editDistance(a.slice(0, COMPARED).toLowerCase(), b.slice(0, COMPARED).toLowerCase());

/** Letters to insert, delete or replace between two words. With `swaps`, two exchanged neighbours count as one change. */
export function editDistance(a: string, b: string, { swaps = false } = {}): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = swaps && i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const cost = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, replaced);
      next.push(swapped ? Math.min(cost, (before[j - 2] ?? 0) + 1) : cost);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}

/** In a shorter word one other letter makes another word. */
const LONG_WORD = 6;

/**
 * Letters to insert, delete, replace or swap between a misspelled word and a known one; `most + 1` if there are more. In short
 * words only swapped letters count, or one that is left out inside.
 */
export function spellingDistance(given: string, known: string, most: number): number {
  const obvious = Math.abs(given.length - known.length) > most || given[0] !== known[0];
  const short =
    Math.max(given.length, known.length) < LONG_WORD
      ? lettersOf(given) !== lettersOf(known)
      : given.length < LONG_WORD && known.startsWith(given);
  return obvious || short ? most + 1 : editDistance(given, known, { swaps: true });
}

const lettersOf = (word: string): string => [...word].sort().join("");
