import { keepNewest } from "./newest.ts";

/** A short-lived cache per caller: execution contexts, the default warehouse, lists for completion. */
export interface Memory {
  /** The value under `key`. Concurrent calls share one `make()`; a rejection is not cached. */
  remember<T>(key: string, make: () => Promise<T>): Promise<T>;
  /** Puts a value under `key`, in place of an earlier one. */
  keep(key: string, value: unknown): void;
  /** The value under `key`; `undefined` if there is none. */
  recall<T>(key: string): Promise<T | undefined>;
  forget(key: string): void;
}

/** Holds at most `max` entries and evicts the least recently used first. An entry lives for `ttlMs` after its last use. */
export function createMemory({ ttlMs = 60 * 60_000, max = 1000, now = Date.now } = {}): Memory {
  const kept = new Map<string, { value: Promise<unknown>; until: number }>();

  function put(key: string, value: Promise<unknown>): void {
    keepNewest(kept, key, { value, until: now() + ttlMs }, max);
  }

  /** The key determines the type of the value. */
  function find<T>(key: string): Promise<T> | undefined {
    const found = kept.get(key);
    kept.delete(key);
    if (!found || found.until <= now()) return undefined;
    put(key, found.value);
    return found.value as Promise<T>;
  }

  return {
    async remember<T>(key: string, make: () => Promise<T>): Promise<T> {
      const found = find<T>(key);
      if (found) return found;
      const value = make();
      put(key, value);
      try {
        return await value;
      } catch (error) {
        if (kept.get(key)?.value === value) kept.delete(key);
        throw error;
      }
    },
    keep: (key, value) => put(key, Promise.resolve(value)),
    recall: async <T>(key: string) => find<T>(key),
    forget: (key) => void kept.delete(key),
  };
}
