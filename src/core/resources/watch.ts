import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

/** The state of a resource, as read once. */
export interface Snapshot {
  /** If it differs from the last snapshot, the resource has changed. */
  readonly content: string;
  /** The resource does not change by itself in this state, so the next read can wait. */
  readonly stable: boolean;
}

/** Watches resources for their subscribers, with one reader per resource and caller. */
export interface Watcher {
  /**
   * Calls `changed` when a `read` returns something else than the one before. A read that fails is ignored. Returns an
   * idempotent function that stops watching. The signal aborts when the last listener has stopped.
   */
  watch(key: string, read: (signal: AbortSignal) => Promise<Snapshot>, changed: () => void): () => void;
}

interface Watched {
  readonly listeners: Set<{ readonly changed: () => void }>;
  readonly left: AbortController;
  seen: string | undefined;
}

/** Maximum number of concurrent reads, for all resources together. */
const MAX_READING = 4;

/** Resources that can be read in time, at 4 of the workspace's 30 requests per second. With more, all are read less often. */
const ON_TIME = 40;

/** Reads every `everyMs` (±10 %) while there is a listener, and a third as often in a stable state. */
export function createWatcher({ everyMs = 10_000 } = {}): Watcher {
  const stableMs = 3 * everyMs;
  const watched = new Map<string, Watched>();
  const waiting: (() => void)[] = [];
  let reading = 0;

  const takeTurn = async (): Promise<void> => {
    if (reading < MAX_READING) reading++;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const endTurn = () => {
    const next = waiting.shift();
    if (next) next();
    else reading--;
  };

  /** Reads once and returns the pause before the next read, in milliseconds. */
  const readOnce = async (entry: Watched, read: () => Promise<Snapshot>): Promise<number> => {
    await takeTurn();
    const snapshot = await (entry.left.signal.aborted ? undefined : read().catch(() => undefined));
    endTurn();
    if (!snapshot) return stableMs;
    const before = entry.seen;
    entry.seen = createHash("sha256").update(snapshot.content).digest("base64url");
    if (before !== undefined && before !== entry.seen) for (const { changed } of entry.listeners) changed();
    return snapshot.stable ? stableMs : everyMs;
  };

  const run = async (entry: Watched, read: () => Promise<Snapshot>): Promise<void> => {
    const { signal } = entry.left;
    while (!signal.aborted) {
      const pause = Math.max(await readOnce(entry, read), (everyMs * watched.size) / ON_TIME);
      await sleep(pause * (0.9 + 0.2 * Math.random()), undefined, { signal, ref: false }).catch(() => {});
    }
  };

  return {
    watch(key, read, changed) {
      const entry = watched.get(key) ?? { listeners: new Set(), left: new AbortController(), seen: undefined };
      const listener = { changed };
      entry.listeners.add(listener);
      if (!watched.has(key)) {
        watched.set(key, entry);
        void run(entry, () => read(entry.left.signal));
      }
      return () => {
        entry.listeners.delete(listener);
        if (entry.listeners.size > 0) return;
        entry.left.abort();
        if (watched.get(key) === entry) watched.delete(key);
      };
    },
  };
}
