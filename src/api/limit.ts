import Bottleneck from "bottleneck/light.js";
import { type Clock, systemClock } from "./clock.ts";
import { ApiError } from "./errors.ts";
import { busy, shutDown } from "./lanes.ts";
import type { Permit } from "./send.ts";

export interface RateOptions {
  /** Requests in any rolling second. */
  readonly perSecond?: number;
  /** How long a permit stays away after its request was written: the window and 50 ms of arrival jitter. */
  readonly holdMs?: number;
  readonly highWater?: number;
  /** Longest wait for a permit. */
  readonly queueMs?: number;
  readonly clock?: Clock;
}

export interface RateGate {
  /** Rejects with `ApiError` (`busy`, `throttled`), or the signal's reason. `deadlineAt`: give up when it cannot be met. */
  acquire(signal: AbortSignal, deadlineAt: number): Promise<Permit>;
  /** Nobody passes for so long: the platform said 429. */
  pause(ms: number): void;
  readonly available: Promise<number | null>;
  close(): void;
}

interface Waiter {
  settled: boolean;
  readonly grant: () => void;
  readonly fail: (error: unknown) => void;
}

const MAX_PAUSE_MS = 60_000;
const CLOCK_BACK_MS = 1000;

/**
 * The workspace's request rate: a sliding log, as permits of a bottleneck reservoir that each go back `holdMs` after
 * use. (Its refresh and minTime would let 60 pass in a second; see the measurements in the test.)
 */
export function createRateGate({
  perSecond = 30,
  holdMs = 1050,
  highWater = 256,
  queueMs = 30_000,
  clock = systemClock,
}: RateOptions = {}): RateGate {
  const waiters = new Set<Waiter>();
  const timers = new Set<NodeJS.Timeout>();
  let held = 0;
  let closed = false;
  let lastWall = clock.wall();
  let pausedUntil = 0;
  let resume: { over: Promise<void>; end: () => void } | undefined;
  let limiter = reservoir(perSecond);

  function reservoir(tokens: number): Bottleneck {
    return new Bottleneck({
      reservoir: tokens,
      minTime: 0,
      highWater,
      strategy: Bottleneck.strategy.OVERFLOW,
    });
  }

  function enqueue(waiter: Waiter): void {
    const from = limiter;
    from
      .schedule(() => start(waiter, from))
      .catch(() => {
        if (from === limiter) settle(waiter, () => waiter.fail(closed ? shutDown() : busy(String(highWater))));
      });
  }

  async function start(waiter: Waiter, from: Bottleneck): Promise<void> {
    while (resume !== undefined && !waiter.settled) await resume.over;
    if (from !== limiter) return;
    if (waiter.settled) {
      await from.incrementReservoir(1);
      return;
    }
    settle(waiter, waiter.grant);
  }

  function settle(waiter: Waiter, how: () => void): void {
    if (waiter.settled) return;
    waiter.settled = true;
    waiters.delete(waiter);
    how();
  }

  /** Takes the permit out and arms its way back. */
  function permit(): Permit {
    let since = clock.now();
    let connecting = false;
    held++;
    const arm = (ms: number) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        // libuv's cached clock fires early after synchronous work; and a request still waiting for its
        // connection has yet to reach the platform.
        const left = connecting ? holdMs : since + holdMs - clock.now();
        if (left > 0) arm(Math.ceil(left));
        else giveBack();
      }, ms);
      timer.unref();
      timers.add(timer);
    };
    arm(holdMs);
    const from = () => {
      since = clock.now();
      connecting = false;
    };
    return {
      queued: () => {
        connecting = true;
      },
      written: from,
      done: () => {
        if (connecting) from();
      },
    };
  }

  function giveBack(): void {
    held--;
    if (!guardClock()) limiter.incrementReservoir(1).catch(() => {});
  }

  /** bottleneck plans on the wall clock: set back, it would wait that long. Starts afresh then; true if it did. */
  function guardClock(): boolean {
    const wall = clock.wall();
    const wentBack = wall < lastWall - CLOCK_BACK_MS;
    lastWall = wall;
    if (wentBack) {
      const old = limiter;
      limiter = reservoir(perSecond - held);
      old.stop({ dropWaitingJobs: true }).catch(() => {});
      for (const waiter of waiters) enqueue(waiter);
    }
    return wentBack;
  }

  function acquire(signal: AbortSignal, deadlineAt: number): Promise<Permit> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (closed) return Promise.reject(shutDown());
    const wait = pausedUntil - clock.now();
    if (wait > 0 && pausedUntil >= deadlineAt) return Promise.reject(paused(wait));
    guardClock();
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        settled: false,
        grant: () => {
          forget();
          resolve(permit());
        },
        fail: (error) => {
          forget();
          reject(error);
        },
      };
      const onAbort = () => settle(waiter, () => waiter.fail(signal.reason));
      const timer = setTimeout(() => settle(waiter, () => waiter.fail(busy("for 30 seconds"))), queueMs);
      const forget = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", onAbort);
      };
      signal.addEventListener("abort", onAbort, { once: true });
      waiters.add(waiter);
      enqueue(waiter);
    });
  }

  function pause(ms: number): void {
    const until = clock.now() + Math.min(ms, MAX_PAUSE_MS);
    if (closed || until <= pausedUntil) return;
    pausedUntil = until;
    if (resume !== undefined) return;
    let end = () => {};
    const over = new Promise<void>((resolve) => {
      end = resolve;
    });
    resume = { over, end };
    const check = () => {
      const left = pausedUntil - clock.now();
      if (left > 0) timers.add(setTimeout(check, Math.ceil(left)).unref());
      else {
        resume = undefined;
        end();
      }
    };
    check();
  }

  function close(): void {
    if (closed) return;
    closed = true;
    for (const timer of timers) clearTimeout(timer);
    for (const waiter of waiters) settle(waiter, () => waiter.fail(shutDown()));
    resume?.end();
    resume = undefined;
    limiter.stop({ dropWaitingJobs: true }).catch(() => {});
  }

  return {
    acquire,
    pause,
    close,
    get available() {
      return limiter.currentReservoir();
    },
  };
}

const paused = (ms: number) =>
  new ApiError({
    kind: "throttled",
    outcome: "not-executed",
    retryAfterMs: Math.ceil(ms),
    message: "The workspace asked for a pause longer than this call may take.",
    next: `Nothing was executed. Try again in ${Math.ceil(ms / 1000)} s.`,
  });
