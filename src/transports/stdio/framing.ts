const NEWLINE = 0x0a;
const SPACE = new Set([0x20, 0x09, 0x0d]);

export interface Lines {
  push(chunk: Uint8Array): void;
  /** Ends the stream. Text after the last newline is the last line. */
  end(): void;
}

/**
 * Splits a byte stream into lines, independent of its chunks. Blank lines are dropped. A line over `limit` bytes is
 * reported once, as soon as it is too long, and not kept in memory.
 */
export function splitLines(limit: number, onLine: (line: Uint8Array) => void, onTooLong: () => void): Lines {
  let parts: Uint8Array[] = [];
  let length = 0;
  let skipping = false;

  const add = (part: Uint8Array) => {
    if (skipping) return;
    length += part.length;
    parts.push(part);
    if (length <= limit) return;
    parts = [];
    skipping = true;
    onTooLong();
  };
  const finish = () => {
    const line = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
    const wanted = !skipping && line.some((byte) => !SPACE.has(byte));
    parts = [];
    length = 0;
    skipping = false;
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
