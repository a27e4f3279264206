const MAX_LINE = 500;

/** Text as one line: control characters become spaces, at most `max` characters, no code point split. */
export function oneLine(text: string, max = MAX_LINE): string {
  const line = text
    .slice(0, max * 8)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
  if (line.length <= max) return line;
  return `${line.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

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
