import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

/** What one look at a resource saw. */
export interface Sight {
  /** Another one than last time is a change. */
  readonly content: string;
  /** Nothing more happens there by itself, so that the next look can wait. */
  readonly atRest: boolean;
}

/** Watches resources for whoever follows them, with one reader per resource and caller. */
export interface Watcher {
  /**
   * Calls `changed` when `look` sees something else than before. A look that fails has seen nothing. Returns the way
   * to stop, which is idempotent; the signal aborts when nobody is left.
   */
  watch(key: string, look: (signal: AbortSignal) => Promise<Sight>, changed: () => void): () => void;
}

interface Watched {
  readonly listeners: Set<{ readonly changed: () => void }>;
  readonly left: AbortController;
  seen: string | undefined;
}

/** Looks under way at a time, over all resources. */
const AT_ONCE = 4;

/** Resources that can all be looked at on time, 4 a second of the workspace's 30. More make every one of them wait. */
const ON_TIME = 40;

/** Looks every `everyMs` while somebody follows, a third as often at what rests, each a tenth earlier or later. */
export function createWatcher({ everyMs = 10_000 } = {}): Watcher {
  const restingMs = 3 * everyMs;
  const watched = new Map<string, Watched>();
  const waiting: (() => void)[] = [];
  let looking = 0;

  const turn = async (): Promise<void> => {
    if (looking < AT_ONCE) looking++;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const done = () => {
    const next = waiting.shift();
    if (next) next();
    else looking--;
  };

  /** Looks once and returns how long the next look can wait. */
  const see = async (entry: Watched, look: () => Promise<Sight>): Promise<number> => {
    await turn();
    const sight = await (entry.left.signal.aborted ? undefined : look().catch(() => undefined));
    done();
    if (!sight) return restingMs;
    const before = entry.seen;
    entry.seen = createHash("sha256").update(sight.content).digest("base64url");
    if (before !== undefined && before !== entry.seen) for (const { changed } of entry.listeners) changed();
    return sight.atRest ? restingMs : everyMs;
  };

  const run = async (entry: Watched, look: () => Promise<Sight>): Promise<void> => {
    const { signal } = entry.left;
    while (!signal.aborted) {
      const pause = Math.max(await see(entry, look), (everyMs * watched.size) / ON_TIME);
      await sleep(pause * (0.9 + 0.2 * Math.random()), undefined, { signal, ref: false }).catch(() => {});
    }
  };

  return {
    watch(key, look, changed) {
      const entry = watched.get(key) ?? { listeners: new Set(), left: new AbortController(), seen: undefined };
      const listener = { changed };
      entry.listeners.add(listener);
      if (!watched.has(key)) {
        watched.set(key, entry);
        void run(entry, () => look(entry.left.signal));
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
