import type { Clock } from "../clock.ts";

/** No header may shut the workspace off for longer. */
const MAX_PAUSE_MS = 60_000;

export interface Pause {
  /** Nobody passes for so long; a longer pause already begun stays. */
  begin(ms: number): void;
  /** Resolves when the present pause ends; undefined when there is none. */
  readonly over: Promise<void> | undefined;
  /** When it ends, on the monotonic clock. */
  readonly until: number;
  close(): void;
}

/** The door that one caller's 429 shuts for the whole workspace. */
export function createPause(clock: Clock): Pause {
  const closing = new AbortController();
  let until = 0;
  let over: Promise<void> | undefined;

  async function wait(): Promise<void> {
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
      over ??= wait();
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
