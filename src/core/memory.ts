/** A short-lived cache per caller: execution contexts, the default warehouse, lists for completion. */
export interface Memory {
  /** The value under `key`. Concurrent calls share one `make()`; a rejection is not cached. */
  remember<T>(key: string, make: () => Promise<T>): Promise<T>;
  forget(key: string): void;
}

/** Holds at most `max` entries and evicts the least recently used first. An entry lives for `ttlMs` after its last use. */
export function createMemory({ ttlMs = 60 * 60_000, max = 1000, now = Date.now } = {}): Memory {
  const kept = new Map<string, { value: Promise<unknown>; until: number }>();
  return {
    async remember<T>(key: string, make: () => Promise<T>): Promise<T> {
      const found = kept.get(key);
      kept.delete(key);
      if (found && found.until > now()) {
        kept.set(key, { value: found.value, until: now() + ttlMs });
        // The key determines the type of the value.
        return (await found.value) as T;
      }
      const value = make();
      kept.set(key, { value, until: now() + ttlMs });
      for (const old of kept.keys()) {
        if (kept.size <= max) break;
        kept.delete(old);
      }
      try {
        return await value;
      } catch (error) {
        if (kept.get(key)?.value === value) kept.delete(key);
        throw error;
      }
    },
    forget: (key) => void kept.delete(key),
  };
}
