import { setTimeout as delay } from "node:timers/promises";

/** Time and chance, so that tests of waiting do not wait. */
export interface Clock {
  /** Monotonic, in milliseconds. */
  now(): number;
  /** Wall clock, in milliseconds since 1970. */
  wall(): number;
  /** Rejects with the signal's reason when it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** From 0 up to, not including, 1. */
  random(): number;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  random: () => Math.random(),
  async sleep(ms, signal) {
    try {
      await delay(ms, undefined, signal ? { signal } : undefined);
    } catch {
      signal?.throwIfAborted();
    }
  },
};
