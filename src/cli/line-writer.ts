/** Writes lines in the order in which they were given. */
export interface LineWriter {
  (line: string): void;
  /** Writes now what has not been written yet. */
  flush(): void;
}

/** Text that is written at once, in characters. */
const MAX_PENDING = 64 * 1024;

/**
 * Joins the lines of one turn of the event loop into one write. Writing to stderr blocks the process, and a busy server
 * writes a line for each call. Call `flush` before the process exits.
 */
export function createLineWriter(write: (text: string) => void): LineWriter {
  let pending = "";
  const flush = () => {
    if (pending === "") return;
    const text = pending;
    pending = "";
    write(text);
  };
  const add = (line: string) => {
    if (pending === "") setImmediate(flush);
    pending += line;
    if (pending.length > MAX_PENDING) flush();
  };
  return Object.assign(add, { flush });
}
