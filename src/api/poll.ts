import { type Clock, systemClock } from "./clock.ts";

export interface PollOptions<T> {
  /** Is this the end? */
  done(value: T): boolean;
  /** Sees every value read, and how long we have waited (milliseconds). */
  onValue?(value: T, elapsedMs: number): void;
  /** How long to go on reading, in milliseconds; 0 reads once. */
  readonly budgetMs: number;
  readonly signal: AbortSignal;
  readonly firstMs?: number;
  readonly maxMs?: number;
  readonly clock?: Clock;
}

/**
 * Reads until `done` or the budget is spent. The first read is at once; intervals grow by half from `firstMs` to
 * `maxMs`, each ±20 %. `finished: false` hands back the last value read. Rejects as `read` does, or with the signal's reason.
 */
export async function poll<T>(
  read: (signal: AbortSignal) => Promise<T>,
  { done, onValue, budgetMs, signal, firstMs = 500, maxMs = 5000, clock = systemClock }: PollOptions<T>,
): Promise<{ value: T; finished: boolean }> {
  const start = clock.now();
  for (let interval = firstMs; ; interval = Math.min(interval * 1.5, maxMs)) {
    signal.throwIfAborted();
    const value = await read(signal);
    const elapsed = clock.now() - start;
    onValue?.(value, elapsed);
    if (done(value)) return { value, finished: true };
    const left = budgetMs - elapsed;
    if (left <= 0) return { value, finished: false };
    await clock.sleep(Math.min(interval * (0.8 + 0.4 * clock.random()), left), signal);
  }
}
