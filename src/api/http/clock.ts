import { setTimeout as delay } from "node:timers/promises";

/** Time and randomness. Tests pass their own, so that they do not wait. */
export interface Clock {
  /** Monotonic clock in milliseconds, from any origin. */
  now(): number;
  /** Wall clock in milliseconds since 1970. */
  wall(): number;
  /** Resolves after `ms` milliseconds. Rejects with the signal's reason when it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A random number from 0 up to, but not including, 1. */
  random(): number;
}

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  random: () => Math.random(),
  async sleep(ms, signal) {
    try {
      // A timer beyond 2^31-1 ms, or without a length, would fire at once.
      const length = Number.isNaN(ms) ? 0 : Math.min(ms, 2 ** 31 - 1);
      await delay(length, undefined, signal ? { signal } : undefined);
    } catch {
      signal?.throwIfAborted();
    }
  },
};
