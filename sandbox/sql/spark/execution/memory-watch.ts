import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** How much the process may grow while statements run. DuckDB's own limit does not count the strings and lists of functions. */
const MOST_GROWTH = 300 * 1024 * 1024;
const EVERY_MS = 10;

let running = 0;
let before = 0;
/** Memory that belongs to helpers of statements, such as Python, which have limits of their own. */
let allowed = 0;

/** Whether the process has grown too much since the first of the running statements began. */
export function memoryExceeded(): boolean {
  return running > 0 && process.memoryUsage.rss() - before > MOST_GROWTH + allowed;
}

/** Lets the process grow by so many bytes more, until the returned function is called. */
export function allowMemory(bytes: number): () => void {
  let held = bytes;
  allowed += held;
  return () => {
    allowed -= held;
    held = 0;
  };
}

/** Memory that a statement leaves behind would count as growth of the next one. */
function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") collect();
}

/** Ends a statement during which the process grows too much. */
export interface MemoryWatch {
  start(): void;
  stop(): void;
  exceeded(): boolean;
}

export function watchMemory(interrupt: () => void): MemoryWatch {
  let timer: NodeJS.Timeout | undefined;
  let exceeded = false;
  return {
    start() {
      if (running === 0) before = process.memoryUsage.rss();
      running += 1;
      // The interrupt is repeated: one that arrives between two steps of the statement is lost.
      timer = setInterval(() => {
        exceeded ||= memoryExceeded();
        if (exceeded) interrupt();
      }, EVERY_MS);
      timer.unref();
    },
    stop() {
      if (timer !== undefined) running -= 1;
      clearInterval(timer);
      timer = undefined;
      if (exceeded) collectGarbage();
    },
    exceeded: () => exceeded,
  };
}
