import type { Context } from "../core/calls/context.ts";

/** How long a list is reused while the user types. */
const KEPT_MS = 30_000;

/** The value of `make`, called at most twice a minute per caller. `what` identifies the list. */
export const reuseRecent = <T>(ctx: Context, what: string, make: () => Promise<T>): Promise<T> =>
  ctx.remember(`recent ${Math.floor(Date.now() / KEPT_MS)} ${what}`, make);

/** A value for completion, and the name by which users know it. */
export interface Candidate {
  readonly value: string;
  readonly words?: string | undefined;
}

/**
 * Values that start with the typed text or whose words contain it. A list that cannot be read has no values: an error would
 * interrupt typing.
 */
export async function matchTyped(candidates: Promise<readonly Candidate[]>, typed: string): Promise<readonly string[]> {
  const wanted = typed.toLowerCase();
  const found = await candidates.catch((): Candidate[] => []);
  return found
    .filter(
      ({ value, words = "" }) =>
        value.toLowerCase().startsWith(wanted) || (wanted !== "" && words.toLowerCase().includes(wanted)),
    )
    .map(({ value }) => value);
}
