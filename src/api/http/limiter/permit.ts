import type { Clock } from "../clock.ts";
import type { Permit } from "../send.ts";

/**
 * Permits in use. `giveBack` is called for each one `holdMs` milliseconds after its request was written to a socket.
 * Counting from the dispatch instead would let requests that waited for a connection or through a blocked event loop
 * arrive at the platform together with those of the next second.
 */
export function createPermits(holdMs: number, clock: Clock, giveBack: () => void) {
  const timers = new Set<NodeJS.Timeout>();

  /** Gives the permit back after `ms`, or later if `remaining` milliseconds are left by then. */
  function giveBackAfter(onFree: () => void, ms: number, remaining: () => number): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      // libuv's cached clock lets a timer fire early after synchronous work, so check again.
      const more = remaining();
      if (more > 0) return giveBackAfter(onFree, Math.ceil(more), remaining);
      giveBack();
      onFree();
    }, ms);
    timer.unref();
    timers.add(timer);
  }

  return {
    /** Number of permits in use. */
    inUse: () => timers.size,
    /** Starts a permit. Until `written` is called, it counts from now. `onFree` is called when it is free again. */
    take(onFree: () => void): Permit {
      let since = clock.now();
      let connecting = false;
      const countFromNow = () => {
        since = clock.now();
        connecting = false;
      };
      giveBackAfter(onFree, holdMs, () => (connecting ? holdMs : since + holdMs - clock.now()));
      return {
        queued: () => {
          connecting = true;
        },
        written: countFromNow,
        done: () => {
          if (connecting) countFromNow();
        },
      };
    },
    /** Forgets all permits; none is given back. */
    close(): void {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
