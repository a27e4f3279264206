/** A semaphore that serves waiters in order. */
export interface Slots {
  /** Resolves with a function that releases the slot, or with undefined if the signal aborts first. */
  take(signal?: AbortSignal): Promise<(() => void) | undefined>;
}

export function createSlots(count: number): Slots {
  let free = count;
  const waiting: (() => void)[] = [];
  const release = () => {
    const next = waiting.shift();
    if (next === undefined) free++;
    else next();
  };
  return {
    take(signal) {
      if (signal?.aborted === true) return Promise.resolve(undefined);
      if (free > 0) {
        free--;
        return Promise.resolve(release);
      }
      return new Promise((resolve) => {
        const turn = () => {
          signal?.removeEventListener("abort", leave);
          resolve(release);
        };
        const leave = () => {
          waiting.splice(waiting.indexOf(turn), 1);
          resolve(undefined);
        };
        waiting.push(turn);
        signal?.addEventListener("abort", leave, { once: true });
      });
    },
  };
}
