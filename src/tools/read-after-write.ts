import { systemClock } from "../api/http/clock.ts";
import { ApiError } from "../api/http/errors.ts";
import type { Context } from "../core/calls/context.ts";
import { ToolError } from "../core/errors.ts";

/** Pauses between reads that find nothing, in milliseconds. */
const PAUSES_MS = [200, 400, 800];

/**
 * Wraps a read of an object that this call created. For a moment a workspace may not find a new object, so `not-found` is
 * retried three times in total. After that the read returns `unfound`, or fails with an error that says the object
 * exists: creating it again would be wrong. Not for an ID that the caller passed in.
 */
export function retryUntilVisible<T>(ctx: Context, key: string, read: () => Promise<T>, unfound?: T): () => Promise<T> {
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
        else throw notVisibleYet(key);
      }
    }
  };
}

const notVisibleYet = (key: string): ToolError =>
  new ToolError(`Created, but not visible yet: ${key}.`, {
    next: "Read it again in a moment. Do not create it again.",
  });
