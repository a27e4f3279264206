import type { Clock } from "../../../src/api/http/clock.ts";

export interface EventClock extends Clock {
  /** Sleeps under way. */
  readonly sleeping: number;
  /** Lets every sleep end in its turn, each at its own time, until none is left or `until` ms. */
  run(until?: number): Promise<void>;
}

/** A clock for things that go on side by side: time passes only in `run`, from one sleep's end to the next. */
export function eventClock(random = () => 0.5): EventClock {
  let now = 0;
  let order = 0;
  const sleeps = new Set<{ at: number; order: number; end: () => void }>();
  const others = () => new Promise((resolve) => setImmediate(resolve));
  return {
    get sleeping() {
      return sleeps.size;
    },
    now: () => now,
    wall: () => now,
    random,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const cut = () => {
          sleeps.delete(sleep);
          reject(signal?.reason);
        };
        const end = () => {
          sleeps.delete(sleep);
          signal?.removeEventListener("abort", cut);
          resolve();
        };
        const sleep = { at: now + ms, order: ++order, end };
        sleeps.add(sleep);
        signal?.addEventListener("abort", cut, { once: true });
      }),
    async run(until = Number.POSITIVE_INFINITY) {
      for (;;) {
        await others();
        const [next] = [...sleeps].sort((a, b) => a.at - b.at || a.order - b.order);
        if (!next || next.at > until) break;
        now = next.at;
        next.end();
      }
      if (Number.isFinite(until)) now = until;
    },
  };
}
