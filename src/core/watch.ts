import { createHash } from "node:crypto";

/** Watches resources for whoever subscribed, with one reader per resource and caller. */
export interface Watcher {
  /** Calls `changed` when what `read` answers is no longer what it was. Returns the way to stop. */
  watch(key: string, read: () => Promise<unknown>, changed: () => void): () => void;
}

interface Watched {
  readonly listeners: Set<() => void>;
  timer: NodeJS.Timeout | undefined;
  seen: string | undefined;
}

/** Reads every `everyMs` while somebody listens; a read that fails is a change only when the one before succeeded. */
export function createWatcher({ everyMs = 10_000 } = {}): Watcher {
  const watched = new Map<string, Watched>();

  const look = async (entry: Watched, read: () => Promise<unknown>): Promise<void> => {
    const answer = await read().then(JSON.stringify, () => "unreadable");
    const digest = createHash("sha256").update(answer).digest("base64url");
    const before = entry.seen;
    entry.seen = digest;
    if (before !== undefined && before !== digest) for (const listener of entry.listeners) listener();
    if (entry.listeners.size > 0) entry.timer = setTimeout(() => void look(entry, read), everyMs).unref();
  };

  return {
    watch(key, read, changed) {
      let entry = watched.get(key);
      if (!entry) {
        entry = { listeners: new Set(), timer: undefined, seen: undefined };
        watched.set(key, entry);
        void look(entry, read);
      }
      const mine = entry;
      mine.listeners.add(changed);
      return () => {
        mine.listeners.delete(changed);
        if (mine.listeners.size > 0) return;
        clearTimeout(mine.timer);
        if (watched.get(key) === mine) watched.delete(key);
      };
    },
  };
}
