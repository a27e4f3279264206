import { systemClock } from "../api/http/clock.ts";
import { ApiError } from "../api/http/errors.ts";
import type { Context } from "../core/calls/context.ts";
import { ToolError } from "../core/errors.ts";

/** The pauses before the looks that follow one that found nothing, in milliseconds. */
const PAUSES_MS = [200, 400, 800];

/**
 * `read` for what this very call made: a workspace may not find it in its first moments, so it is looked for again, three
 * times in all. Never for an id that a caller gave. What stays unfound is answered with `unfound`, else with an error
 * that names it, because to make it again would be wrong.
 */
export function justMade<T>(ctx: Context, key: string, read: () => Promise<T>, unfound?: T): () => Promise<T> {
  const pauses = [...PAUSES_MS];
  return async () => {
    for (;;) {
      try {
        const value = await read();
        pauses.length = 0;
        return value;
      } catch (error) {
        if (!(error instanceof ApiError) || error.kind !== "not-found") throw error;
        const pause = pauses.shift();
        if (pause !== undefined) await systemClock.sleep(pause, ctx.signal);
        else if (unfound !== undefined) return unfound;
        else throw notFoundYet(key);
      }
    }
  };
}

const notFoundYet = (key: string): ToolError =>
  new ToolError(`Made: ${key}. The workspace does not find it yet.`, {
    next: "Read it again in a moment; do not make it a second time.",
  });
