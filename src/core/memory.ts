/** Short-lived per-caller memory: execution contexts, the default warehouse, lists for completion. */
export interface Memory {
  /** The value under `key`, made once however many ask at the same time. A rejection is not kept. */
  remember<T>(key: string, make: () => Promise<T>): Promise<T>;
  forget(key: string): void;
}

/** At most `max` entries, least recently used out first; each lives `ttlMs` from its last use. */
export function createMemory({ ttlMs = 60 * 60_000, max = 1000, now = Date.now } = {}): Memory {
  const kept = new Map<string, { value: Promise<unknown>; until: number }>();
  return {
    async remember<T>(key: string, make: () => Promise<T>): Promise<T> {
      const found = kept.get(key);
      kept.delete(key);
      if (found && found.until > now()) {
        kept.set(key, { value: found.value, until: now() + ttlMs });
        // The key says which kind of value it holds; callers of one key share one type.
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
