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

/** The compared part of a snapshot. */
export interface Seen {
  readonly digest: string;
  readonly stable: boolean;
}

/** Snapshots that several servers exchange, so that only one of them reads a resource of a caller. */
export interface SnapshotExchange {
  /** `read`: this server is to read, for `ms` milliseconds. Otherwise the latest snapshot of the one that does, if any. */
  turn(key: string, ms: number): Promise<"read" | Seen | undefined>;
  /** This server has read, and will again after `ms` milliseconds. */
  publish(key: string, seen: Seen, ms: number): Promise<void>;
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

interface WatcherOptions {
  readonly everyMs?: number;
  readonly exchange?: SnapshotExchange | undefined;
}

/** Reads every `everyMs` (±10 %) while there is a listener, and a third as often in a stable state. */
export function createWatcher({ everyMs = 10_000, exchange }: WatcherOptions = {}): Watcher {
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

  /** Reads, unless another server does. */
  const look = async (key: string, read: () => Promise<Snapshot>): Promise<Seen | undefined> => {
    const turn = (await exchange?.turn(key, everyMs)) ?? "read";
    if (turn !== "read") return turn;
    const { content, stable } = await read();
    const seen = { digest: createHash("sha256").update(content).digest("base64url"), stable };
    await exchange?.publish(key, seen, stable ? stableMs : everyMs);
    return seen;
  };

  /** Looks once and returns the pause before the next time, in milliseconds. */
  const lookOnce = async (key: string, entry: Watched, read: () => Promise<Snapshot>): Promise<number> => {
    await takeTurn();
    const seen = await (entry.left.signal.aborted ? undefined : look(key, read).catch(() => undefined));
    endTurn();
    if (!seen) return stableMs;
    const before = entry.seen;
    entry.seen = seen.digest;
    if (before !== undefined && before !== entry.seen) for (const { changed } of entry.listeners) changed();
    return seen.stable ? stableMs : everyMs;
  };

  const run = async (key: string, entry: Watched, read: () => Promise<Snapshot>): Promise<void> => {
    const { signal } = entry.left;
    while (!signal.aborted) {
      const pause = Math.max(await lookOnce(key, entry, read), (everyMs * watched.size) / ON_TIME);
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
        void run(key, entry, () => read(entry.left.signal));
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
