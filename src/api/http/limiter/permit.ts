import type { Clock } from "../clock.ts";
import type { Permit } from "../send.ts";

/**
 * Permits that are out. Each comes back `holdMs` after its request was written to a socket: counting from the
 * dispatch would let requests that waited for a connection, or through a blocked event loop, arrive together with
 * those of the next second.
 */
export function createPermits(holdMs: number, clock: Clock, giveBack: () => void) {
  const timers = new Set<NodeJS.Timeout>();

  function arm(ms: number, left: () => number): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      // libuv's cached clock lets a timer fire early after synchronous work: look again.
      const more = left();
      if (more > 0) arm(Math.ceil(more), left);
      else giveBack();
    }, ms);
    timer.unref();
    timers.add(timer);
  }

  return {
    out: () => timers.size,
    take(): Permit {
      let since = clock.now();
      let connecting = false;
      const start = () => {
        since = clock.now();
        connecting = false;
      };
      arm(holdMs, () => (connecting ? holdMs : since + holdMs - clock.now()));
      return {
        queued: () => {
          connecting = true;
        },
        written: start,
        done: () => {
          if (connecting) start();
        },
      };
    },
    close(): void {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
