/** The permits that the requests of a replica wait for, by caller. */
export interface Wishes {
  /** Whether any of the last report are not fulfilled. They are not repeated before there can be more permits. */
  readonly isAnyOpen: boolean;
  isOpen(key: string): boolean;
  fulfil(key: string): void;
  /** Counts the wishes of those that `askAll` asks and of those that wait with a slot. From now on they are open. */
  collect(
    askAll: () => void,
    waiting: () => Iterable<readonly [key: string, count: number]>,
  ): ReadonlyMap<string, number>;
  /** One more wish, of at most `free`. Returns false, and does nothing, unless wishes are being collected. */
  add(key: string, free: number): boolean;
}

export function createWishes(): Wishes {
  let open = new Map<string, number>();
  let collected: Map<string, number> | undefined;
  return {
    get isAnyOpen() {
      return open.size > 0;
    },
    isOpen: (key) => open.has(key),
    fulfil(key) {
      const left = (open.get(key) ?? 0) - 1;
      if (left > 0) open.set(key, left);
      else open.delete(key);
    },
    collect(askAll, waiting) {
      const all = new Map<string, number>();
      collected = all;
      askAll();
      collected = undefined;
      for (const [key, count] of waiting()) all.set(key, (all.get(key) ?? 0) + count);
      open = all;
      return all;
    },
    add(key, free) {
      collected?.set(key, Math.min(free, (collected.get(key) ?? 0) + 1));
      return collected !== undefined;
    },
  };
}
