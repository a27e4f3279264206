import { setMaxListeners } from "node:events";
import { CANCELLED, DEADLINE } from "./send.ts";

export interface Limits {
  readonly signal: AbortSignal;
  abort(): void;
  /** Forgets the timer and the caller's signal. */
  end(): void;
}

/**
 * One signal for one request: aborts when the caller's does or after `ms`. Made by hand, because `AbortSignal.any`
 * with a long-lived signal keeps memory for every call.
 */
export function limited(caller: AbortSignal | undefined, ms: number): Limits {
  const controller = new AbortController();
  const abort = () => controller.abort(CANCELLED);
  const timer = setTimeout(() => controller.abort(DEADLINE), Math.max(0, Math.min(ms, 2 ** 31 - 1)));
  if (caller?.aborted) abort();
  else if (caller !== undefined) {
    // A call may send hundreds of requests at once, all on its one signal.
    setMaxListeners(0, caller);
    caller.addEventListener("abort", abort, { once: true });
  }
  return {
    signal: controller.signal,
    abort,
    end: () => {
      clearTimeout(timer);
      caller?.removeEventListener("abort", abort);
    },
  };
}
