import { setMaxListeners } from "node:events";
import { CANCELLED, DEADLINE } from "./send.ts";

/** The abort signal of one request. Call `end` when the request is over. */
export interface RequestSignal {
  readonly signal: AbortSignal;
  /** Aborts with the reason `CANCELLED`. */
  abort(): void;
  /** Stops the timer and the listening to the caller's signal. */
  end(): void;
}

/**
 * A signal that aborts with the caller's signal (reason `CANCELLED`) or after `ms` milliseconds (reason `DEADLINE`). If
 * the caller's signal is that of a timeout (`AbortSignal.timeout`), no one cancelled anything: reason `DEADLINE`.
 * Not `AbortSignal.any`, which keeps memory for every call as long as the caller's signal lives.
 */
export function createRequestSignal(caller: AbortSignal | undefined, ms: number): RequestSignal {
  const controller = new AbortController();
  const abort = () => controller.abort(caller?.aborted && isTimeout(caller.reason) ? DEADLINE : CANCELLED);
  const timer = setTimeout(() => controller.abort(DEADLINE), Math.max(0, Math.min(ms, 2 ** 31 - 1)));
  if (caller?.aborted) abort();
  else if (caller !== undefined) {
    // A call may have hundreds of requests in flight, all listening to its one signal.
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

const isTimeout = (reason: unknown): boolean => reason instanceof DOMException && reason.name === "TimeoutError";
