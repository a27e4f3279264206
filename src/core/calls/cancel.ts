import type { Client } from "../../api/http/client.ts";
import type { Context } from "./context.ts";

/** Time for the cancel request and one check of its effect, in milliseconds. */
const UNDO_MS = 10_000;

/**
 * Undoes in the workspace what a cancelled call started: `undo` runs once, in the background, with a client that the
 * cancellation does not reach. A failure is only logged, with `what`. Returns a function that unregisters `undo`.
 */
export function onCancel(ctx: Context, what: string, undo: (client: Client) => Promise<unknown>): () => void {
  return onCancelOnceStarted(ctx, what, Promise.resolve(), undo);
}

/** Like `onCancel`, for work whose id is not known until `started` resolves. The time for `undo` begins then. */
export function onCancelOnceStarted<T>(
  ctx: Context,
  what: string,
  started: Promise<T>,
  undo: (client: Client, of: T) => Promise<unknown>,
): () => void {
  // The call itself reports this failure.
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
