/** A permit that no request uses yet. */
export interface Granted {
  readonly id: string;
  /** When it was asked for, in milliseconds on the monotonic clock. */
  readonly askedAt: number;
  /** It comes from this replica's own share, and not from the log. */
  readonly own: boolean;
}

/** The caller of a permit. */
export const callerOf = (id: string): string => id.slice(id.lastIndexOf(":") + 1);

interface Waiter {
  give(permit: Granted): void;
  fail(error: unknown): void;
}

/** Permits between the log and the requests that use them, by caller. */
export function createHandOver() {
  const granted = new Map<string, Granted[]>();
  const waiters = new Map<string, Set<Waiter>>();
  let returned: string[] = [];
  let reserved = 0;

  /** Gives a permit to a request that waits with a slot; returns whether one does. */
  function hand(permit: Granted, key: string): boolean {
    const [first] = waiters.get(key) ?? [];
    first?.give(permit);
    return first !== undefined;
  }

  function giveBack(permit: Granted): void {
    if (permit.own) reserved--;
    else returned.push(permit.id);
  }

  return {
    /** Permits of the own share that no request uses yet. */
    get reserved() {
      return reserved;
    },
    has: (key: string): boolean => (granted.get(key)?.length ?? 0) > 0,
    take: (key: string): Granted | undefined => granted.get(key)?.shift(),
    /** A permit of the own share. */
    reserve(id: string): Granted {
      reserved++;
      return { id, own: true, askedAt: Number.POSITIVE_INFINITY };
    },
    /** A request uses it from now on. */
    use({ own }: Granted): void {
      if (own) reserved--;
    },
    giveBack,
    hand,
    /** Puts new permits where their callers find them; requests that wait with a slot come first. */
    grant(ids: readonly string[], askedAt: number): void {
      for (const id of ids) {
        const key = callerOf(id);
        const permit = { id, askedAt, own: false };
        if (!hand(permit, key)) granted.set(key, [...(granted.get(key) ?? []), permit]);
      }
    },
    /** Gives back the permits that no request uses, and returns whether that changed anything. */
    giveBackRest(): boolean {
      const rest = [...granted.values()].flat();
      granted.clear();
      for (const permit of rest) giveBack(permit);
      return rest.length > 0;
    },
    /** Empties the list of permits to give back to the log, and returns it. */
    takeReturned(): readonly string[] {
      const ids = returned;
      returned = [];
      return ids;
    },
    /** The log has not received these. */
    keepReturned(ids: readonly string[]): void {
      for (const id of ids) returned.push(id);
    },
    /** Number of requests that wait with a slot, by caller. */
    waiting: (): readonly (readonly [string, number])[] => [...waiters].map(([key, all]) => [key, all.size] as const),
    /** Waits for a permit. Rejects with the signal's reason when it aborts. */
    wait(key: string, signal: AbortSignal): Promise<Granted> {
      return new Promise((resolve, reject) => {
        const mine = waiters.get(key) ?? new Set();
        const leave = () => {
          signal.removeEventListener("abort", abort);
          mine.delete(waiter);
          if (mine.size === 0 && waiters.get(key) === mine) waiters.delete(key);
        };
        const waiter: Waiter = {
          give(permit) {
            leave();
            resolve(permit);
          },
          fail(error) {
            leave();
            reject(error);
          },
        };
        const abort = () => waiter.fail(signal.reason);
        signal.addEventListener("abort", abort, { once: true });
        waiters.set(key, mine.add(waiter));
      });
    },
    close(error: Error): void {
      for (const waiter of [...waiters.values()].flatMap((all) => [...all])) waiter.fail(error);
    },
  };
}
