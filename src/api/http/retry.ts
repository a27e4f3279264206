import type { Clock } from "./clock.ts";
import { ApiError } from "./errors.ts";
import { mayRetry, waitBeforeRetry } from "./retry-policy.ts";
import { interruptedError, type Layer, type OutgoingRequest } from "./send.ts";

/** Options of `retry`. */
export interface RetryOptions {
  readonly clock: Clock;
  /** Called before each wait. `waitMs`: milliseconds until the next attempt. */
  onRetry?(error: ApiError, request: OutgoingRequest, waitMs: number): void;
}

/**
 * Sends a request again while `retry-policy.ts` allows it and the wait ends before the request's deadline. Any other
 * error is passed on at once. If the effect of an attempt is unknown, so is that of the request, regardless of
 * later attempts.
 */
export function retry({ clock, onRetry }: RetryOptions): Layer {
  return (next) => async (request) => {
    let lost: ApiError | undefined;
    for (let attempt = 1; ; attempt++) {
      try {
        return await next(request);
      } catch (latest) {
        const error = latest instanceof ApiError ? afterLost(lost, latest) : latest;
        if (error instanceof ApiError && error.outcome === "unknown") lost ??= error;
        if (!(error instanceof ApiError) || !mayRetry(error.replay, request.replaySafe, attempt)) throw error;
        const wait = waitBeforeRetry(attempt, error.retryAfterMs, clock.random());
        if (clock.now() + wait >= request.deadlineAt) throw error;
        onRetry?.(error, request, wait);
        if (request.usage) request.usage.retries++;
        try {
          await clock.sleep(wait, request.signal);
        } catch {
          throw interruptedError(request, error.outcome);
        }
      }
    }
  };
}

/**
 * The error of a request with an attempt whose response was lost before. An attempt that was not sent adds nothing to
 * that; a rejection of a later attempt says nothing about the effect of the first.
 */
function afterLost(lost: ApiError | undefined, latest: ApiError): ApiError {
  if (lost === undefined || latest.outcome === "unknown") return latest;
  const { replay, retryAfterMs } = latest;
  return latest.outcome === "not-executed" ? lost.with({ replay, retryAfterMs }) : latest.with({ outcome: "unknown" });
}
