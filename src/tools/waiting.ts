import type { Context } from "../core/calls/context.ts";
import type { WaitResult } from "../core/waiting/poll-loop.ts";
import { retryUntilVisible } from "./read-after-write.ts";

/** How long a call may wait, in milliseconds: its `wait_seconds`, or the configured default. */
export const waitBudgetMs = (ctx: Context, seconds: number | undefined): number =>
  seconds === undefined ? ctx.settings.waitBudgetMs : seconds * 1000;

interface Wait<T> {
  /** Whether this value is the end. */
  done(value: T): boolean;
  /** The progress message for a value: `orders is RUNNING`. */
  words(value: T): string;
  /** Pause after the first read, in milliseconds. */
  readonly firstMs?: number;
  /** This call changed nothing, so a value that another caller read half a second ago is recent enough. */
  readonly recent?: boolean;
  /** The response that started the work, used instead of a first read. */
  readonly seen?: T;
  /** This call created the object, so the first reads may not find it. */
  readonly made?: boolean;
  /** Returned while the new object is not found. Without it, that is an error which names the object. */
  readonly unfound?: T;
}

/**
 * Reads until `done` or until the budget is spent, and reports progress with the time elapsed. `key` names the object
 * with its IDs: callers in this workspace that wait for the same key share the reads.
 */
export const waitFor = <T>(
  ctx: Context,
  key: string,
  read: () => Promise<T>,
  { words, made = false, unfound, ...wait }: Wait<T> & { readonly budgetMs: number },
): Promise<WaitResult<T>> =>
  ctx.together(key, {
    ...wait,
    read: made ? retryUntilVisible(ctx, key, read, unfound) : read,
    onValue: (seen, elapsedMs) => ctx.progress(`${words(seen)} (${Math.round(elapsedMs / 1000)} s)`),
    signal: ctx.signal,
  });

/** Like `waitFor`, for as long as the call may wait. Returns the last value read, whether it is the end or not. */
export async function waitWithinBudget<T>(
  ctx: Context,
  key: string,
  read: () => Promise<T>,
  { wait_seconds, ...wait }: Wait<T> & { readonly wait_seconds: number | undefined },
): Promise<T> {
  const { value } = await waitFor(ctx, key, read, { ...wait, budgetMs: waitBudgetMs(ctx, wait_seconds) });
  return value;
}

const CANCEL_WATCH_MS = 8000;

/** Waits, after the call has ended, until a cancellation takes effect. @throws Error if it does not within 8 seconds */
export async function watchCancelled<T>(
  ctx: Context,
  key: string,
  read: () => Promise<T>,
  { done, state }: { done(value: T): boolean; state(value: T): string },
): Promise<void> {
  const signal = AbortSignal.timeout(CANCEL_WATCH_MS);
  const { value, finished } = await ctx.together(key, { read, done, budgetMs: CANCEL_WATCH_MS, signal });
  if (!finished) throw new Error(`${key} is still ${state(value)}`);
}
