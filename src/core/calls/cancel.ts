import type { Client } from "../../api/http/client.ts";
import type { Context } from "./context.ts";

/** The undoing and a look at what became of it, in milliseconds. */
const UNDO_MS = 10_000;

/**
 * When the call is cancelled, undoes upstream what it started: `undo` runs once, in the background, with a client that
 * the cancellation does not reach. A failure is only logged, with `what`. Returns the way to say that nothing is left to undo.
 */
export function onCancel(ctx: Context, what: string, undo: (client: Client) => Promise<unknown>): () => void {
  return onCancelOf(ctx, what, Promise.resolve(), undo);
}

/** `onCancel` of what `started` only tells: it is waited for, and the time of the undoing begins with it. */
export function onCancelOf<T>(
  ctx: Context,
  what: string,
  started: Promise<T>,
  undo: (client: Client, of: T) => Promise<unknown>,
): () => void {
  // Its failure is the call's own to tell, unless there is something to undo.
  started.catch(() => {});
  const run = () => {
    const undone = started.then((of) => undo(ctx.client.bind({ signal: AbortSignal.timeout(UNDO_MS) }), of));
    ctx.detach(
      undone.catch((error: unknown) => ctx.log.warning("not cancelled upstream", { what, error: String(error) })),
    );
  };
  if (ctx.signal.aborted) run();
  else ctx.signal.addEventListener("abort", run, { once: true });
  return () => ctx.signal.removeEventListener("abort", run);
}
