import type { Clock } from "../clock.ts";

/** Longest pause, even if a response asks for more. */
const MAX_PAUSE_MS = 60_000;

/** A pause of all requests to a workspace. */
export interface Pause {
  /** Blocks all requests for `ms` milliseconds (at most 60 s), or until the end of a longer pause that has begun. */
  begin(ms: number): void;
  /** Resolves when the current pause ends; `undefined` outside a pause. */
  readonly over: Promise<void> | undefined;
  /** End of the last pause in milliseconds on the monotonic clock. */
  readonly until: number;
  /** Ends the pause; no other begins. */
  close(): void;
}

/** One caller's 429 pauses the whole workspace, because the platform counts requests per workspace. */
export function createPause(clock: Clock): Pause {
  const closing = new AbortController();
  let until = 0;
  let over: Promise<void> | undefined;

  /** Sleeps at least once, so that `over` does not settle before it is set: a caller that awaits it would spin. */
  async function waitUntilOver(): Promise<void> {
    do {
      try {
        await clock.sleep(Math.max(until - clock.now(), 0), closing.signal);
      } catch {
        break;
      }
    } while (until > clock.now());
    over = undefined;
  }

  return {
    begin(ms) {
      // `Retry-After: 0` is valid (RFC 9110, 10.2.3) and asks for no pause. A negative or invalid time does not either.
      if (closing.signal.aborted || !(ms > 0)) return;
      until = Math.max(until, clock.now() + Math.min(ms, MAX_PAUSE_MS));
      over ??= waitUntilOver();
    },
    get over() {
      return over;
    },
    get until() {
      return until;
    },
    close: () => closing.abort(),
  };
}
