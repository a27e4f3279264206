const NEWLINE = 0x0a;
const EMPTY = new Uint8Array();
const SPACE = new Set([0x20, 0x09, 0x0d]);

export interface Lines {
  push(chunk: Uint8Array): void;
  /** Ends the stream. Text after the last newline is the last line. */
  end(): void;
}

/**
 * Splits a byte stream into lines, independent of its chunks. Blank lines are dropped. Of a line over `limit` bytes only
 * both ends are kept, of `kept` bytes each. It is reported as soon as it is too long, with an empty tail, and again when
 * it has ended if `onTooLong` returned false.
 */
export function splitLines(
  { limit, kept }: { readonly limit: number; readonly kept: number },
  onLine: (line: Uint8Array) => void,
  onTooLong: (head: Uint8Array, tail: Uint8Array, ended: boolean) => boolean,
): Lines {
  let parts: Uint8Array[] = [];
  let length = 0;
  let skipping = false;
  let head: Uint8Array = EMPTY;
  let tail: Uint8Array = EMPTY;
  let reported = false;

  const add = (part: Uint8Array) => {
    if (skipping) {
      tail = ending(Buffer.concat([tail, ending(part)]));
      return;
    }
    length += part.length;
    parts.push(part);
    if (length <= limit) return;
    const line = Buffer.concat(parts);
    head = Buffer.from(line.subarray(0, kept));
    tail = ending(line);
    parts = [];
    skipping = true;
    reported = onTooLong(head, EMPTY, false);
  };
  /** A copy, so that the rest of its buffer can be freed. */
  const ending = (bytes: Uint8Array): Uint8Array => Buffer.from(bytes.subarray(-kept));
  const finish = () => {
    const line = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
    if (skipping && !reported) onTooLong(head, tail, true);
    const wanted = !skipping && line.some((byte) => !SPACE.has(byte));
    parts = [];
    length = 0;
    skipping = false;
    head = EMPTY;
    tail = EMPTY;
    if (wanted) onLine(line);
  };

  return {
    push(chunk) {
      let start = 0;
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
        add(chunk.subarray(start, end));
        finish();
        start = end + 1;
      }
      if (start < chunk.length) add(chunk.subarray(start));
    },
    end: finish,
  };
}
