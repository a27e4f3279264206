import Bottleneck from "bottleneck/light.js";
import { type Clock, systemClock } from "../clock.ts";
import type { Permit } from "../send.ts";
import { pausedFor, queueFull, shutDown, waitedTooLong } from "./busy.ts";
import { createPause } from "./pause.ts";
import { createPermits } from "./permit.ts";

export interface RateOptions {
  /** Requests in any rolling second. */
  readonly perSecond?: number;
  /** How long a permit stays away: the window and 50 ms of jitter on the way to the platform. */
  readonly holdMs?: number;
  readonly highWater?: number;
  /** Longest wait for a permit. */
  readonly queueMs?: number;
  readonly clock?: Clock;
}

export interface RateGate {
  /** Rejects with `ApiError` (`busy`, `throttled`) or the signal's reason. `deadlineAt`: refuse a pause that outlasts it. */
  acquire(signal: AbortSignal, deadlineAt: number): Promise<Permit>;
  /** The platform said 429: nobody passes for so long. */
  pause(ms: number): void;
  /** Permits that are neither out nor promised. */
  available(): Promise<number>;
  close(): void;
}

interface Waiter {
  settled: boolean;
  grant(): void;
  fail(error: unknown): void;
}

const CLOCK_BACK_MS = 1000;

/**
 * The workspace's request rate as a sliding log: permits of a bottleneck reservoir, each given back `holdMs` after
 * use. bottleneck's own refresh and minTime let up to 60 through in one second, so neither is set.
 */
export function createRateGate({
  perSecond = 30,
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
  let limiter = reservoir(perSecond);

  function reservoir(tokens: number): Bottleneck {
    return new Bottleneck({ reservoir: tokens, minTime: 0, highWater, strategy: Bottleneck.strategy.OVERFLOW });
  }

  function enqueue(waiter: Waiter): void {
    const mine = limiter;
    mine
      .schedule(() => start(waiter, mine))
      .catch(() => {
        if (mine === limiter) settle(waiter, () => waiter.fail(queueFull("the workspace's", highWater)));
      });
  }

  async function start(waiter: Waiter, mine: Bottleneck): Promise<void> {
    while (pause.over !== undefined && !waiter.settled) await pause.over;
    if (mine !== limiter) return;
    // The caller has gone: nothing was sent, so the permit is free at once.
    if (waiter.settled) await mine.incrementReservoir(1);
    else settle(waiter, waiter.grant);
  }

  function settle(waiter: Waiter, how: () => void): void {
    if (waiter.settled) return;
    waiter.settled = true;
    waiters.delete(waiter);
    how();
  }

  function giveBack(): void {
    if (!restarted()) limiter.incrementReservoir(1).catch(() => {});
  }

  /** bottleneck plans on the wall clock; set back an hour, it would wait that hour. Starts afresh then. */
  function restarted(): boolean {
    const wall = clock.wall();
    const wentBack = wall < lastWall - CLOCK_BACK_MS;
    lastWall = wall;
    if (wentBack) {
      const old = limiter;
      limiter = reservoir(perSecond - permits.out());
      old.stop({ dropWaitingJobs: true }).catch(() => {});
      for (const waiter of waiters) enqueue(waiter);
    }
    return wentBack;
  }

  function acquire(signal: AbortSignal, deadlineAt: number): Promise<Permit> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (closed) return Promise.reject(shutDown());
    if (pause.over !== undefined && pause.until >= deadlineAt) {
      return Promise.reject(pausedFor(pause.until - clock.now()));
    }
    restarted();
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        settled: false,
        grant: () => {
          forget();
          resolve(permits.take());
        },
        fail: (error) => {
          forget();
          reject(error);
        },
      };
      const onAbort = () => settle(waiter, () => waiter.fail(signal.reason));
      const timer = setTimeout(() => settle(waiter, () => waiter.fail(waitedTooLong(queueMs))), queueMs);
      const forget = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", onAbort);
      };
      signal.addEventListener("abort", onAbort, { once: true });
      waiters.add(waiter);
      enqueue(waiter);
    });
  }

  return {
    acquire,
    pause: pause.begin,
    available: async () => (await limiter.currentReservoir()) ?? 0,
    close() {
      if (closed) return;
      closed = true;
      permits.close();
      pause.close();
      for (const waiter of waiters) settle(waiter, () => waiter.fail(shutDown()));
      limiter.stop({ dropWaitingJobs: true }).catch(() => {});
    },
  };
}
