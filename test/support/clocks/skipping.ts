import type { Clock } from "../../../src/api/http/clock.ts";
import { inFlight } from "../workspace.ts";

/**
 * Nothing may happen in so many milliseconds, each a turn of the event loop, before time is taken to be all that anyone
 * waits for. A request on its way through the rate limiter is held up by timers of a millisecond.
 */
const QUIET_TURNS = 6;
/**
 * A jump to a deadline waits longer: a module that is being loaded, or a thread of the system, is not seen here, and on a
 * busy machine takes many turns.
 */
const LONG_JUMP_MS = 20_000;
const QUIET_BEFORE_LONG = 40;

interface Sleep {
  /** On this clock. */
  readonly at: number;
  end(): void;
}

/**
 * Time passes as usual, but when everyone waits for it, it jumps to the moment the first of them waits for. Waits
 * end in the order and with the results they would have in real time. They just take none.
 */
export function skippingClock(): Clock {
  const sleeps = new Set<Sleep>();
  let skipped = 0;
  let happened = 0;
  let running = false;
  const now = () => performance.now() + skipped;

  async function run(): Promise<void> {
    running = true;
    let seen = -1;
    let quiet = 0;
    while (sleeps.size > 0) {
      await new Promise((resolve) => void setTimeout(resolve, 1));
      quiet = inFlight.size > 0 || seen !== happened ? 0 : quiet + 1;
      seen = happened;
      const next = [...sleeps].reduce<Sleep | undefined>((a, b) => (a && a.at <= b.at ? a : b), undefined);
      if (!next) break;
      const jump = Math.max(0, next.at - now());
      if (quiet >= (jump > LONG_JUMP_MS ? QUIET_BEFORE_LONG : QUIET_TURNS)) skipped += jump;
      if (next.at > now()) continue;
      next.end();
      happened++;
    }
    running = false;
  }

  return {
    now,
    wall: () => Date.now() + skipped,
    random: Math.random,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const cut = () => {
          sleeps.delete(sleep);
          happened++;
          reject(signal?.reason);
        };
        const sleep = {
          at: now() + ms,
          end: () => {
            sleeps.delete(sleep);
            signal?.removeEventListener("abort", cut);
            resolve();
          },
        };
        sleeps.add(sleep);
        happened++;
        signal?.addEventListener("abort", cut, { once: true });
        if (!running) void run();
      }),
  };
}
