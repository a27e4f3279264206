import { ApiError } from "../api/http/errors.ts";
import type { Context } from "../core/calls/context.ts";

/**
 * Reads something that a result is complete without: `undefined` if it cannot be read, or not within `ms` milliseconds.
 * A cancelled call rejects, and so does an error of this server.
 */
export async function supplement<T>(
  ctx: Context,
  read: (ctx: Context) => Promise<T>,
  ms?: number,
): Promise<T | undefined> {
  const bounded = ms === undefined ? ctx : { ...ctx, client: ctx.client.bind({ deadlineMs: ms }) };
  try {
    return await read(bounded);
  } catch (error) {
    ctx.signal.throwIfAborted();
    if (error instanceof ApiError || error instanceof DOMException) return undefined;
    throw error;
  }
}
