import { poll } from "../api/poll.ts";
import type { Context } from "../core/context.ts";

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
}

/** Reads until `done` or the budget is spent, telling the person how it goes and for how long. */
export const waitFor = <T>(
  ctx: Context,
  read: () => Promise<T>,
  { words, ...wait }: Wait<T> & { readonly budgetMs: number },
): Promise<{ value: T; finished: boolean }> =>
  poll(read, {
    ...wait,
    onValue: (seen, elapsedMs) => ctx.progress(`${words(seen)} (${Math.round(elapsedMs / 1000)} s)`),
    signal: ctx.signal,
  });

/** `waitFor` as long as the call may; hands back the last value read. */
export async function settled<T>(
  ctx: Context,
  read: () => Promise<T>,
  { wait_seconds, ...wait }: Wait<T> & { readonly wait_seconds: number | undefined },
): Promise<T> {
  const { value } = await waitFor(ctx, read, { ...wait, budgetMs: budgetOf(ctx, wait_seconds) });
  return value;
}
