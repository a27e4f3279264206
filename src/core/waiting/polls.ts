import { type Clock, systemClock } from "../../api/http/clock.ts";
import { createLoop, type Loop, type Waited, type Waiter } from "./poll-loop.ts";

/** One poll for all who wait for the same thing. */
export interface Polls {
  /**
   * Waits until `done` or the budget's end; rejects as `read` does, or with the signal's reason. `key` says what is read
   * and how, e.g. `run 12`: waiters of one key share every look and one type of value.
   */
  wait<T>(key: string, waiter: Waiter<T>): Promise<Waited<T>>;
}

/** The polls of one workspace and identity. */
export function createPolls(clock: Clock = systemClock): Polls {
  const loops = new Map<string, Loop>();
  return {
    async wait<T>(key: string, waiter: Waiter<T>) {
      waiter.signal.throwIfAborted();
      const loop = loops.get(key) ?? createLoop(clock, waiter);
      loops.set(key, loop);
      try {
        return (await loop.join(waiter)) as Waited<T>;
      } finally {
        if (loop.size === 0 && loops.get(key) === loop) loops.delete(key);
      }
    },
  };
}
