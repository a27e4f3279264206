import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ApiError } from "../../../src/api/http/errors.ts";
import type { Waiter } from "../../../src/core/waiting/poll-loop.ts";
import { createPolls } from "../../../src/core/waiting/polls.ts";
import { eventClock } from "../../support/clocks/event.ts";

const never = new AbortController().signal;
const counter = () => {
  let n = 0;
  return async () => n++;
};

/** The result of a promise so far, without waiting for it. */
function watch<T>(promise: Promise<T>) {
  const seen: { value?: T; error?: unknown } = {};
  promise.then(
    (value) => Object.assign(seen, { value }),
    (error: unknown) => Object.assign(seen, { error }),
  );
  return seen;
}

describe("a single waiter", () => {
  test("D01 reads immediately, then at growing, jittered intervals up to the maximum", async () => {
    for (const random of [0, 0.5, 0.999]) {
      const clock = eventClock(() => random);
      const seen: [number, number][] = [];
      const result = watch(
        createPolls(clock).wait("x", {
          read: counter(),
          done: (n) => n === 9,
          onValue: (n, ms) => seen.push([n, ms]),
          budgetMs: 120_000,
          signal: never,
        }),
      );
      await clock.run();
      expect(result.value).toEqual({ value: 9, finished: true });
      expect(seen[0]).toEqual([0, 0]);
      const ideal = [500, 750, 1125, 1687.5, 2531.25, 3796.875, 5000, 5000, 5000];
      const waits = seen.slice(1).map(([, at], index) => at - (seen[index]?.[1] ?? 0));
      expect(waits.length).toBe(ideal.length);
      waits.forEach((wait, i) => {
        expect(wait).toBeCloseTo((ideal[i] ?? 0) * (0.8 + 0.4 * random), 5);
      });
    }
  });

  test("the budget ends the wait with a value read at its end", async () => {
    const clock = eventClock();
    const result = watch(
      createPolls(clock).wait("x", { read: counter(), done: () => false, budgetMs: 1000, signal: never }),
    );
    await clock.run();
    expect(result.value).toEqual({ value: 2, finished: false });
    expect(clock.now()).toBe(1000);
  });

  test("budget 0 reads once", async () => {
    const clock = eventClock();
    const result = watch(
      createPolls(clock).wait("x", { read: counter(), done: () => false, budgetMs: 0, signal: never }),
    );
    await clock.run();
    expect(result.value).toEqual({ value: 0, finished: false });
    expect([clock.now(), clock.sleeping]).toEqual([0, 0]);
  });

  test("the response to starting counts as the first read; the next one comes soon, then as usual", async () => {
    const clock = eventClock();
    const at: number[] = [];
    const read = async () => at.push(clock.now());
    const result = watch(
      createPolls(clock).wait("x", { read, done: (n) => n === 3, budgetMs: 9000, signal: never, seen: 0 }),
    );
    await clock.run();
    expect(result.value).toEqual({ value: 3, finished: true });
    expect(at).toEqual([200, 700, 1450]);
  });

  test("an abort ends the wait immediately with its reason; a failed read rejects it", async () => {
    const clock = eventClock();
    const controller = new AbortController();
    const polls = createPolls(clock);
    const waiting = watch(
      polls.wait("x", { read: counter(), done: () => false, budgetMs: 60_000, signal: controller.signal }),
    );
    await clock.run(100);
    controller.abort("gone");
    await clock.run(100);
    expect([waiting.error, clock.sleeping]).toEqual(["gone", 0]);
    await expect(
      polls.wait("x", {
        read: () => Promise.reject(new Error("bad")),
        done: () => true,
        budgetMs: 1,
        signal: never,
      }),
    ).rejects.toThrow("bad");
  });
});

/** Waiters for one thing whose reads take `readMs`, with a record of the reads. */
function scene({ readMs = 0 } = {}) {
  const clock = eventClock();
  const polls = createPolls(clock);
  const reads: { by: string; at: number }[] = [];
  const join = (by: string, waiter: Partial<Waiter<number>> = {}) => {
    const leaving = new AbortController();
    const read = async () => {
      reads.push({ by, at: clock.now() });
      if (readMs > 0) await clock.sleep(readMs, leaving.signal);
      return clock.now();
    };
    const seen: number[] = [];
    const onValue = (value: number) => void seen.push(value);
    const options = { read, done: () => false, onValue, budgetMs: 60_000, signal: leaving.signal, ...waiter };
    return { outcome: watch(polls.wait("x", options)), seen, leave: () => leaving.abort(`${by} left`) };
  };
  return { clock, reads, join, readers: () => reads.map(({ by }) => by) };
}

describe("several waiters for the same thing", () => {
  test("share every read, each with its own end, budget and messages", async () => {
    const { clock, reads, join } = scene();
    const first = join("first");
    const patient = join("patient", { done: (at) => at >= 2000 });
    const hasty = join("hasty", { budgetMs: 600 });
    await clock.run(3000);
    expect(hasty.outcome.value).toEqual({ value: 500, finished: false });
    expect(patient.outcome.value).toEqual({ value: 2375, finished: true });
    expect(first.seen).toEqual([0, 500, 1250, 2375]);
    expect(reads.length).toBe(4);
    first.leave();
    await clock.run();
    expect([clock.sleeping, reads.length]).toEqual([0, 4]);
  });

  test("another key is polled separately", async () => {
    const clock = eventClock();
    const polls = createPolls(clock);
    const waiter = { read: counter(), done: () => false, budgetMs: 0, signal: never };
    const both = [watch(polls.wait("x", waiter)), watch(polls.wait("y", waiter))];
    await clock.run();
    expect(both.map(({ value }) => value?.value)).toEqual([0, 1]);
  });

  test("a new waiter triggers a read immediately, which all share", async () => {
    const { clock, reads, join } = scene();
    const first = join("first");
    await clock.run(600);
    const second = join("second", { budgetMs: 0 });
    await clock.run(600);
    expect(second.outcome.value).toEqual({ value: 600, finished: false });
    expect(first.seen).toEqual([0, 500, 600]);
    expect(reads.length).toBe(3);
    first.leave();
    await clock.run();
  });

  test("a read that began earlier does not count for a new waiter, which may have changed something since", async () => {
    const { clock, reads, join } = scene({ readMs: 100 });
    const first = join("first");
    await clock.run(50);
    const second = join("second", { budgetMs: 0 });
    await clock.run(300);
    expect(second.outcome.value).toEqual({ value: 200, finished: false });
    expect(reads.map(({ at }) => at)).toEqual([0, 100]);
    first.leave();
    await clock.run();
  });

  test("a waiter that changed nothing accepts a read half a second old, or one in progress", async () => {
    const { clock, reads, join } = scene({ readMs: 100 });
    const first = join("first");
    await clock.run(50);
    const second = join("second", { budgetMs: 0, recent: true });
    await clock.run(400);
    const third = join("third", { budgetMs: 0, recent: true });
    await clock.run(400);
    expect([second, third].map(({ outcome }) => outcome.value?.value)).toEqual([100, 100]);
    expect(reads.length).toBe(1);
    first.leave();
    await clock.run();
  });

  test("when the reading waiter leaves, another one reads and the others do not notice", async () => {
    const { clock, readers, join } = scene({ readMs: 100 });
    const first = join("first", { budgetMs: 90_000 });
    const second = join("second", { done: () => true });
    await clock.run(50);
    first.leave();
    await clock.run();
    expect(first.outcome.error).toBe("first left");
    expect(second.outcome.value).toEqual({ value: 150, finished: true });
    expect(readers()).toEqual(["first", "second"]);
  });

  test("a failed read ends the wait of all current waiters, but not of later ones", async () => {
    const { clock, join } = scene();
    let broken = false;
    const read = async () => {
      if (broken) throw new Error("gone");
      return 1;
    };
    const both = [join("first", { read }), join("second", { read })];
    await clock.run(100);
    broken = true;
    await clock.run(1000);
    expect(both.map(({ outcome }) => String(outcome.error))).toEqual(["Error: gone", "Error: gone"]);
    broken = false;
    const later = join("later", { read, budgetMs: 0 });
    await clock.run();
    expect(later.outcome.value).toEqual({ value: 1, finished: false });
  });

  test("a waiter with too many open requests fails alone", async () => {
    const { clock, join } = scene();
    const busy = new ApiError({ kind: "busy", message: "full", outcome: "not-executed" });
    const full = join("full", { read: () => Promise.reject(busy), budgetMs: 90_000 });
    const other = join("other", { done: () => true });
    await clock.run();
    expect(full.outcome.error).toBe(busy);
    expect(other.outcome.value).toEqual({ value: 0, finished: true });
  });

  test("an error in one waiter's callback does not affect the others", async () => {
    const { clock, join } = scene();
    const careless = join("careless", {
      done: () => {
        throw new Error("bug");
      },
    });
    const other = join("other", { done: () => true });
    await clock.run();
    expect(String(careless.outcome.error)).toBe("Error: bug");
    expect(other.outcome.value?.finished).toBe(true);
  });

  test("a read of another waiter that hangs does not delay others far beyond their budget", async () => {
    const { clock, join } = scene();
    const stuck = join("stuck", { read: () => clock.sleep(100_000).then(() => 0), budgetMs: 90_000 });
    const own = join("own", { budgetMs: 1000 });
    await clock.run(7000);
    expect(own.outcome.value).toEqual({ value: 6000, finished: false });
    stuck.leave();
    await clock.run();
  });
});

describe("for any order of joining and leaving", () => {
  const arrival = fc.record({
    at: fc.integer({ min: 0, max: 40_000 }),
    budgetMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 60_000 })),
    leavesAfter: fc.option(fc.integer({ min: 0, max: 60_000 })),
    recent: fc.boolean(),
  });

  test("every waiter gets its value, few requests are sent, and nothing is left behind", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(arrival, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 0, max: 60_000 }),
        fc.integer({ min: 0, max: 400 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        async (arrivals, overAt, readMs, random) => {
          const clock = eventClock(() => random);
          const polls = createPolls(clock);
          let answered = 0;
          let underWay = 0;
          const read = (signal: AbortSignal) => async () => {
            const begun = clock.now();
            underWay += 1;
            try {
              await clock.sleep(readMs, signal);
            } finally {
              underWay -= 1;
            }
            answered += 1;
            return { begun, over: begun >= overAt };
          };
          type Value = { begun: number; over: boolean };
          const ends: { from: number; to: number }[] = [];
          const waiters = arrivals.map(async ({ at, budgetMs, leavesAfter, recent }) => {
            await clock.sleep(at);
            const leaving = new AbortController();
            const stay = new AbortController();
            if (leavesAfter !== null) {
              clock.sleep(leavesAfter, stay.signal).then(
                () => leaving.abort("left"),
                () => {},
              );
            }
            const elapsed: number[] = [];
            const outcome = await polls
              .wait<Value>("x", {
                read: read(leaving.signal),
                done: ({ over }) => over,
                onValue: (_, ms) => void elapsed.push(ms),
                budgetMs,
                signal: leaving.signal,
                recent,
              })
              .catch((reason: unknown) => reason);
            stay.abort();
            const to = clock.now();
            ends.push({ from: at, to });
            // Every waiter has its own budget.
            expect(elapsed).toEqual(elapsed.toSorted((a, b) => a - b));
            expect(to - at).toBeLessThanOrEqual(budgetMs + 3 * readMs + 1);
            if (outcome === "left") {
              expect(to - at).toBe(leavesAfter);
              return;
            }
            const { value, finished } = outcome as { value: Value; finished: boolean };
            expect(finished).toBe(value.over);
            expect(value.begun).toBeGreaterThanOrEqual(recent ? at - 500 : at);
            if (!finished) expect(to - at).toBeGreaterThanOrEqual(budgetMs);
            // The longest pause and the reads around it: a waiter with a longer budget sees the end.
            if (at + budgetMs >= overAt + 6000 + 2 * readMs) expect(finished).toBe(true);
          });
          const all = Promise.all(waiters);
          all.catch(() => {});
          await clock.run();
          await all;
          expect([clock.sleeping, underWay]).toEqual([0, 0]);
          expect(answered).toBeLessThanOrEqual(most(ends, readMs, 0.8 + 0.4 * random));
        },
      ),
      { numRuns: 300 },
    );
  });

  /** The reads of one poller while anyone waits, one per new waiter, and the last one. */
  function most(ends: readonly { from: number; to: number }[], readMs: number, jitter: number): number {
    let count = 0;
    let open: { from: number; to: number } | undefined;
    const close = () => {
      if (open) count += alone(open.to - open.from, readMs, jitter) + 1;
    };
    for (const { from, to } of ends.toSorted((a, b) => a.from - b.from)) {
      if (open && from <= open.to) {
        count += 1;
        open = { from: open.from, to: Math.max(open.to, to) };
      } else {
        close();
        open = { from, to };
      }
    }
    close();
    return count;
  }

  function alone(ms: number, readMs: number, jitter: number): number {
    let count = 0;
    let interval = 500;
    for (let at = 0; at <= ms; at += readMs + interval * jitter, interval = Math.min(interval * 1.5, 5000)) {
      count += 1;
    }
    return count;
  }
});
