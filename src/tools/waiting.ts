import { poll } from "../api/poll.ts";
import type { Context } from "../core/context.ts";

/** What a call may wait: as told, or what the server is configured to; in milliseconds. */
export const budgetOf = (ctx: Context, seconds: number | undefined): number =>
  seconds === undefined ? ctx.settings.waitBudgetMs : seconds * 1000;

export interface Wait<T> {
  /** Is this the end? */
  done(value: T): boolean;
  /** What the person is told meanwhile, e.g. `orders is RUNNING`. */
  words(value: T): string;
  readonly wait_seconds: number | undefined;
}

/** Reads until `done` or the wait is over, telling the person how it goes; hands back the last value read. */
export async function settled<T>(ctx: Context, read: () => Promise<T>, wait: Wait<T>): Promise<T> {
  const { value } = await poll(read, {
    done: wait.done,
    onValue: (seen, elapsedMs) => ctx.progress(`${wait.words(seen)} (${Math.round(elapsedMs / 1000)} s)`),
    budgetMs: budgetOf(ctx, wait.wait_seconds),
    signal: ctx.signal,
  });
  return value;
}
