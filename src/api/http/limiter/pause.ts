import type { Clock } from "../clock.ts";

/** Longest pause, whatever a response asks for. */
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

  async function waitUntilOver(): Promise<void> {
    for (let left = until - clock.now(); left > 0; left = until - clock.now()) {
      try {
        await clock.sleep(left, closing.signal);
      } catch {
        break;
      }
    }
    over = undefined;
  }

  return {
    begin(ms) {
      if (closing.signal.aborted) return;
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
