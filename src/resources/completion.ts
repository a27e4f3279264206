import type { Context } from "../core/calls/context.ts";

/** A person types faster than lists change. */
const KEPT_MS = 30_000;

/** What `make` answers, made at most twice a minute for a caller; `what` says of which list. */
export const recently = <T>(ctx: Context, what: string, make: () => Promise<T>): Promise<T> =>
  ctx.remember(`recent ${Math.floor(Date.now() / KEPT_MS)} ${what}`, make);

/** What can be offered: the value, and the words a person knows it by. */
export interface Candidate {
  readonly value: string;
  readonly words?: string | undefined;
}

/**
 * Values that begin with what was typed, or whose words contain it. A list that cannot be read has nothing to offer:
 * no reason to disturb somebody who types.
 */
export async function offer(candidates: Promise<readonly Candidate[]>, typed: string): Promise<readonly string[]> {
  const wanted = typed.toLowerCase();
  const found = await candidates.catch((): Candidate[] => []);
  return found
    .filter(
      ({ value, words = "" }) =>
        value.toLowerCase().startsWith(wanted) || (wanted !== "" && words.toLowerCase().includes(wanted)),
    )
    .map(({ value }) => value);
}
