import type { Context } from "../core/calls/context.ts";
import type { Waited } from "../core/waiting/poll-loop.ts";
import { justMade } from "./read-after-write.ts";

/** What a call may wait: as told, or what the server is configured to; in milliseconds. */
export const budgetOf = (ctx: Context, seconds: number | undefined): number =>
  seconds === undefined ? ctx.settings.waitBudgetMs : seconds * 1000;

interface Wait<T> {
  /** Is this the end? */
  done(value: T): boolean;
  /** What the person is told meanwhile, e.g. `orders is RUNNING`. */
  words(value: T): string;
  /** The pause after the first look, in milliseconds. */
  readonly firstMs?: number;
  /** This call changed nothing: a look taken for somebody else half a second ago will do. */
  readonly recent?: boolean;
  /** What starting the work answered, in place of the first look. */
  readonly seen?: T;
  /** This very call made it, so that a look may find nothing at first. */
  readonly made?: boolean;
  /** What to answer while a look finds nothing of what was made; without it that is an error which names it. */
  readonly unfound?: T;
}

/**
 * Reads until `done` or the budget is spent, telling the person how it goes and for how long. `key` names what is
 * waited for with its ids: whoever waits for the same in this workspace shares the reads.
 */
export const waitFor = <T>(
  ctx: Context,
  key: string,
  read: () => Promise<T>,
  { words, made = false, unfound, ...wait }: Wait<T> & { readonly budgetMs: number },
): Promise<Waited<T>> =>
  ctx.together(key, {
    ...wait,
    read: made ? justMade(ctx, key, read, unfound) : read,
    onValue: (seen, elapsedMs) => ctx.progress(`${words(seen)} (${Math.round(elapsedMs / 1000)} s)`),
    signal: ctx.signal,
  });

/** `waitFor` as long as the call may; hands back the last value read. */
export async function settled<T>(
  ctx: Context,
  key: string,
  read: () => Promise<T>,
  { wait_seconds, ...wait }: Wait<T> & { readonly wait_seconds: number | undefined },
): Promise<T> {
  const { value } = await waitFor(ctx, key, read, { ...wait, budgetMs: budgetOf(ctx, wait_seconds) });
  return value;
}

const CANCEL_WATCH_MS = 8000;

/** Watches, after the call, what a cancellation comes to. @throws Error when it had no effect in time */
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
