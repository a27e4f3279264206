import { type Clock, systemClock } from "../../api/http/clock.ts";
import { createPollLoop, type PollLoop, type Waiter, type WaitResult } from "./poll-loop.ts";

/** Shares one poll among all calls that wait for the same thing. */
export interface Polls {
  /**
   * Waits until `done` or until the budget is used up. Rejects with the error of `read` or the signal's reason. `key`
   * identifies what is read, e.g. `run 12`: waiters with the same key share every read and one type of value.
   */
  wait<T>(key: string, waiter: Waiter<T>): Promise<WaitResult<T>>;
}

/** The polls for one workspace and identity. */
export function createPolls(clock: Clock = systemClock): Polls {
  const loops = new Map<string, PollLoop>();
  return {
    async wait<T>(key: string, waiter: Waiter<T>) {
      waiter.signal.throwIfAborted();
      const loop = loops.get(key) ?? createPollLoop(clock, waiter);
      loops.set(key, loop);
      try {
        return (await loop.join(waiter)) as WaitResult<T>;
      } finally {
        if (loop.size === 0 && loops.get(key) === loop) loops.delete(key);
      }
    },
  };
}
