/** How many bytes at most can belong to a character that a range cuts through. */
const TAIL = 3;

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

/** Bytes of the character a sequence that starts with `lead` has. */
const sequence = (lead: number): number => (lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1);

/**
 * A range of a file as text of whole characters, or `undefined` when it is no UTF-8 text. `skipped` bytes at its start
 * belong to a character that began before the range, `left` bytes at its end to one that goes on after it.
 */
export function textOfRange(
  bytes: Uint8Array,
  { first, last }: { readonly first: boolean; readonly last: boolean },
): { readonly text: string; readonly skipped: number; readonly left: number } | undefined {
  let skipped = 0;
  if (!first) while (skipped < TAIL && isContinuation(bytes[skipped])) skipped++;
  const left = last ? 0 : unfinished(bytes);
  if (skipped + left > bytes.length) return undefined;
  try {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    const text = decoder.decode(bytes.subarray(skipped, bytes.length - left));
    return text.includes("\0") ? undefined : { text, skipped, left };
  } catch {
    return undefined;
  }
}

/** How many bytes at the end begin a character and do not finish it. */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(TAIL, bytes.length); back++) {
    const byte = bytes[bytes.length - back];
    if (byte === undefined || isContinuation(byte)) continue;
    return sequence(byte) > back ? back : 0;
  }
  return 0;
}
