import Bottleneck from "bottleneck/light.js";
import { type Clock, systemClock } from "../clock.ts";
import type { Permit } from "../send.ts";
import { pausedError, queueFullError, shutDownError, waitedTooLongError } from "./busy.ts";
import { createPause } from "./pause.ts";
import { createPermits } from "./permit.ts";

/** Requests of a workspace in any rolling second, by default. */
export const PER_SECOND = 30;

/** Options of `createRateGate`. */
export interface RateOptions {
  /** Maximum requests in any rolling second. Default: 30. */
  readonly perSecond?: number;
  /** Milliseconds until a used permit is free again. Default: 1050, a second and 50 for jitter on the way. */
  readonly holdMs?: number;
  /** Maximum requests that wait. Default: 256. */
  readonly highWater?: number;
  /** Longest wait for a permit in milliseconds. Default: 30,000. */
  readonly queueMs?: number;
  readonly clock?: Clock;
}

/** The request rate of one workspace. */
export interface RateGate {
  /**
   * Waits for a permit. Rejects with the signal's reason when it aborts. `deadlineAt`: milliseconds on the monotonic
   * clock. `share`: ended when the permit is free again.
   * @throws {ApiError} `busy` if the queue is full or the wait too long; `throttled` if a pause ends after
   *   `deadlineAt`; `cancelled` after `close`
   */
  acquire(signal: AbortSignal, deadlineAt: number, share?: { end(): void }): Promise<Permit>;
  /** Blocks all requests for `ms` milliseconds, because the platform returned 429. */
  pause(ms: number): void;
  /** Permits neither in use nor reserved. */
  available(): Promise<number>;
  /** Rejects all that wait and all that come later. */
  close(): void;
}

interface Waiter {
  /** When the caller stops waiting, in milliseconds on the monotonic clock. */
  readonly untilAt: number;
  settled: boolean;
  grant(): void;
  fail(error: unknown): void;
}

/** The wall clock counts as set back from this difference on. */
const CLOCK_BACK_MS = 1000;

/** Most permits taken from the reservoir before a request needs them, because bottleneck takes three timers to give one. */
const IN_ADVANCE = 8;

/**
 * Limits the workspace's request rate with a sliding window: permits come from a bottleneck reservoir and are given
 * back `holdMs` after use. bottleneck's own refresh and `minTime` admit up to 60 requests in one second, so neither is
 * set. A few permits are taken in advance, so that a request does not wait for one of bottleneck's timers.
 */
export function createRateGate({
  perSecond = PER_SECOND,
  holdMs = 1050,
  highWater = 256,
  queueMs = 30_000,
  clock = systemClock,
}: RateOptions = {}): RateGate {
  const waiters = new Set<Waiter>();
  const permits = createPermits(holdMs, clock, giveBack);
  const pause = createPause(clock);
  let closed = false;
  let lastWall = clock.wall();
  let limiter = createReservoir(perSecond);
  let inAdvance = 0;
  /** Permits in advance that bottleneck has not given yet. */
  let ordered = 0;

  function createReservoir(tokens: number): Bottleneck {
    return new Bottleneck({ reservoir: tokens, minTime: 0, highWater, strategy: Bottleneck.strategy.OVERFLOW });
  }

  function enqueue(waiter: Waiter): void {
    const mine = limiter;
    mine
      .schedule(() => grantAfterPause(waiter, mine))
      .catch(() => {
        if (mine === limiter) settleOnce(waiter, () => waiter.fail(queueFullError("the workspace's", highWater)));
      });
  }

  /** Orders permits in advance, as many as are in use, of those that are free and that no request waits for. */
  function order(): void {
    const inUse = permits.inUse();
    const wanted = Math.min(IN_ADVANCE, inUse, perSecond - inUse - waiters.size) - inAdvance - ordered;
    for (let left = wanted; left > 0; left--) {
      const mine = limiter;
      ordered++;
      mine
        .schedule(() => keepInAdvance(mine))
        .catch(() => {
          // The queue is full of requests.
          if (mine === limiter) ordered--;
        });
    }
  }

  async function keepInAdvance(mine: Bottleneck): Promise<void> {
    if (mine !== limiter) return;
    ordered--;
    // A request that has come since then goes first.
    const [next] = waiters;
    if (next === undefined) inAdvance++;
    else await grantAfterPause(next, mine);
  }

  async function grantAfterPause(waiter: Waiter, mine: Bottleneck): Promise<void> {
    while (pause.over !== undefined && !waiter.settled) await pause.over;
    if (mine !== limiter) return;
    // The caller has left: nothing was sent, so the permit is free at once.
    if (waiter.settled) await mine.incrementReservoir(1);
    else settleOnce(waiter, waiter.grant);
  }

  function settleOnce(waiter: Waiter, how: () => void): void {
    if (waiter.settled) return;
    waiter.settled = true;
    waiters.delete(waiter);
    how();
  }

  function giveBack(): void {
    if (!restartIfClockWentBack()) limiter.incrementReservoir(1).catch(() => {});
    order();
  }

  /**
   * Replaces the reservoir after the wall clock was set back, and returns whether it did: bottleneck schedules by the
   * wall clock, so after a step of an hour it would wait for that hour.
   */
  function restartIfClockWentBack(): boolean {
    const wall = clock.wall();
    const wentBack = wall < lastWall - CLOCK_BACK_MS;
    lastWall = wall;
    if (wentBack) {
      const old = limiter;
      limiter = createReservoir(perSecond - permits.inUse());
      inAdvance = 0;
      ordered = 0;
      old.stop({ dropWaitingJobs: true }).catch(() => {});
      for (const waiter of waiters) enqueue(waiter);
    }
    return wentBack;
  }

  /** Whether the current pause ends only after `untilAt`. */
  const pauseOutlasts = (untilAt: number): boolean => pause.over !== undefined && pause.until >= untilAt;

  /** Rejects at once the callers whose time ends before the pause does, so that they do not fail with a full queue. */
  function beginPause(ms: number): void {
    pause.begin(ms);
    for (const waiter of waiters) {
      if (pauseOutlasts(waiter.untilAt)) settleOnce(waiter, () => waiter.fail(pausedError(pause.until - clock.now())));
    }
  }

  function acquire(signal: AbortSignal, deadlineAt: number, share?: { end(): void }): Promise<Permit> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (closed) return Promise.reject(shutDownError());
    const untilAt = Math.min(deadlineAt, clock.now() + queueMs);
    if (pauseOutlasts(untilAt)) return Promise.reject(pausedError(pause.until - clock.now()));
    restartIfClockWentBack();
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        untilAt,
        settled: false,
        grant: () => {
          stopWaiting();
          resolve(permits.take(() => share?.end()));
        },
        fail: (error) => {
          stopWaiting();
          reject(error);
        },
      };
      const onAbort = () => settleOnce(waiter, () => waiter.fail(signal.reason));
      const timer = setTimeout(() => settleOnce(waiter, () => waiter.fail(waitedTooLongError(queueMs))), queueMs);
      const stopWaiting = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", onAbort);
      };
      signal.addEventListener("abort", onAbort, { once: true });
      waiters.add(waiter);
      if (inAdvance > 0) {
        inAdvance--;
        void grantAfterPause(waiter, limiter);
      } else {
        enqueue(waiter);
      }
      order();
    });
  }

  return {
    acquire,
    pause: beginPause,
    available: async () => ((await limiter.currentReservoir()) ?? 0) + inAdvance,
    close() {
      if (closed) return;
      closed = true;
      permits.close();
      pause.close();
      for (const waiter of waiters) settleOnce(waiter, () => waiter.fail(shutDownError()));
      limiter.stop({ dropWaitingJobs: true }).catch(() => {});
    },
  };
}
