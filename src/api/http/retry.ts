import type { Clock } from "./clock.ts";
import { ApiError } from "./errors.ts";
import { interrupted, type Layer, type Outgoing } from "./send.ts";

export const MAX_ATTEMPTS = 4;

/** Is another attempt allowed after `error` on the given attempt (from 1)? */
function mayRetry(error: ApiError, replaySafe: boolean, attempt: number): boolean {
  if (attempt >= MAX_ATTEMPTS) return false;
  switch (error.replay) {
    case "always":
      return true;
    case "if-safe":
      return replaySafe;
    case "once-if-safe":
      return replaySafe && attempt === 1;
    case "never":
      return false;
  }
}

/** Milliseconds before the attempt after `attempt`: the SDKs' linear curve with its jitter, or what the platform asks. */
function waitBefore(attempt: number, retryAfterMs: number | undefined, random: number): number {
  return Math.max(Math.min(attempt, 10) * 1000, retryAfterMs ?? 0) + 50 + random * 700;
}

export interface RetryOptions {
  readonly clock: Clock;
  onRetry?(error: ApiError, request: Outgoing, waitMs: number): void;
}

/** Sends again where a replay is safe, while the deadline allows it; otherwise the error is passed on at once. */
export function retry({ clock, onRetry }: RetryOptions): Layer {
  return (next) => async (request) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await next(request);
      } catch (error) {
        if (!(error instanceof ApiError) || !mayRetry(error, request.replaySafe, attempt)) throw error;
        const wait = waitBefore(attempt, error.retryAfterMs, clock.random());
        if (clock.now() + wait >= request.deadlineAt) throw error;
        onRetry?.(error, request, wait);
        if (request.usage) request.usage.retries++;
        try {
          await clock.sleep(wait, request.signal);
        } catch {
          throw interrupted(request, error.outcome);
        }
      }
    }
  };
}
