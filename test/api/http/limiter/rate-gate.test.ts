import { setMaxListeners } from "node:events";
import fc from "fast-check";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { ApiError } from "../../../../src/api/http/errors.ts";
import { createRateGate, type RateOptions } from "../../../../src/api/http/limiter/rate-gate.ts";
import { failureOf } from "../../../support/api-client.ts";
import { mostWithin } from "../../../support/fault-server.ts";

const FOREVER = Number.POSITIVE_INFINITY;
const never = () => new AbortController().signal;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

function gate(options: RateOptions = {}) {
  const made = createRateGate(options);
  onTestFinished(() => made.close());
  return made;
}

/** Acquires a permit, sends at once, and records the time. Its second begins after that, as with a socket. */
const using = (made: ReturnType<typeof gate>, times: number[], signal = never()) =>
  made.acquire(signal, FOREVER).then((permit) => {
    permit.queued();
    times.push(performance.now());
    permit.done();
  });

describe("never more than 30 in any second", () => {
  test("L01 a flood of 120 at the gate, at several phases", async () => {
    const made = gate();
    const times: number[] = [];
    const calls: Promise<void>[] = [];
    for (const phase of [0, 90, 170, 260, 330, 410, 500]) {
      await pause(phase / 10);
      calls.push(...Array.from({ length: 17 }, () => using(made, times)));
    }
    await Promise.all(calls);
    expect(times).toHaveLength(119);
    expect(mostWithin(times, 1000)).toBeLessThanOrEqual(30);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(4500);
  });

  test("L01 permits whose requests wait for slow connections count from the first byte", async () => {
    const made = gate({ holdMs: 300 });
    const first = await Promise.all(Array.from({ length: 30 }, () => made.acquire(never(), FOREVER)));
    for (const permit of first) permit.queued();
    const next = made.acquire(never(), FOREVER);
    const granted = vi.fn();
    next.then(granted);
    await pause(400);
    expect(granted).not.toHaveBeenCalled();
    const left = performance.now();
    for (const permit of first) permit.written();
    await next;
    expect(performance.now() - left).toBeGreaterThanOrEqual(299);
  });

  test("any schedule: the rate holds, live callers are served, permits are conserved", async () => {
    const call = fc.record({
      after: fc.integer({ min: 0, max: 60 }),
      abortAfter: fc.option(fc.integer({ min: 0, max: 120 }), { nil: undefined }),
      stall: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 25 }), async (calls) => {
        // The same gate, ten times faster.
        const made = createRateGate({ perSecond: 5, holdMs: 105 });
        const times: number[] = [];
        const outcomes = await Promise.all(
          calls.map(async ({ after, abortAfter, stall }) => {
            await pause(after);
            if (stall) block(8);
            const controller = new AbortController();
            if (abortAfter !== undefined) setTimeout(() => controller.abort("gone"), abortAfter);
            return using(made, times, controller.signal).then(
              () => "served",
              (reason) => reason,
            );
          }),
        );
        expect(mostWithin(times, 100)).toBeLessThanOrEqual(5);
        calls.forEach(({ abortAfter }, i) => {
          expect(abortAfter === undefined ? ["served"] : ["served", "gone"]).toContain(outcomes[i]);
        });
        await vi.waitFor(async () => expect(await made.available()).toBe(5), { timeout: 3000, interval: 20 });
        made.close();
      }),
      { numRuns: 12 },
    );
  });
});

test("L02 L03 an idle call and a burst of ten do not wait for a clock tick", async () => {
  const made = gate();
  const waits: number[] = [];
  for (let i = 0; i < 8; i++) {
    const start = performance.now();
    await made.acquire(never(), FOREVER);
    waits.push(performance.now() - start);
  }
  // Each is a few milliseconds; a limiter on a 34 ms or 250 ms clock could not do this.
  expect(waits.sort((a, b) => a - b)[4]).toBeLessThan(25);
  const start = performance.now();
  await Promise.all(Array.from({ length: 10 }, () => made.acquire(never(), FOREVER)));
  expect(performance.now() - start).toBeLessThan(250);
});

test("L02 a request has its permit without a timer, if no other waits", async () => {
  const made = gate({ perSecond: 5, holdMs: 100 });
  const atOnce = async () => {
    let granted = false;
    const taken = made.acquire(never(), FOREVER).then(() => {
      granted = true;
    });
    await Promise.resolve();
    const result = granted;
    await taken;
    return result;
  };
  // As many are taken in advance as were in use at once.
  expect(await atOnce(), "the first one").toBe(false);
  await atOnce();
  for (let index = 0; index < 12; index++) {
    // Permits in advance are those that are free.
    await vi.waitFor(async () => expect(await made.available()).toBe(5), { timeout: 3000, interval: 20 });
    await pause(10);
    expect(await atOnce()).toBe(true);
  }
});

test("L02 permits in advance leave none behind when more requests come than there are permits", async () => {
  const made = gate({ perSecond: 5, holdMs: 100 });
  await made.acquire(never(), FOREVER);
  await vi.waitFor(async () => expect(await made.available()).toBe(5), { timeout: 3000, interval: 20 });
  made.pause(50);
  const times: number[] = [];
  await Promise.all(Array.from({ length: 15 }, () => using(made, times)));
  expect(mostWithin(times, 95)).toBe(5);
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(1000);
});

test("L05 dispatch continues when the wall clock steps an hour back and forth", async () => {
  let shift = 0;
  const real = Date.now.bind(Date);
  vi.spyOn(Date, "now").mockImplementation(() => real() + shift);
  const made = gate({ perSecond: 5, holdMs: 200 });
  const times: number[] = [];
  for (const step of [0, -3_600_000, 3_600_000, -3_600_000]) {
    const calls = Promise.all(Array.from({ length: 12 }, () => using(made, times)));
    await pause(30);
    shift += step;
    await calls;
  }
  expect(times).toHaveLength(48);
  expect(mostWithin(times, 195)).toBeLessThanOrEqual(5);
});

test("L06 two hundred cancelled waiters leave at once and use no permits", async () => {
  const made = gate();
  await Promise.all(Array.from({ length: 30 }, () => made.acquire(never(), FOREVER)));
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  const waiting = Array.from({ length: 200 }, () => made.acquire(controller.signal, FOREVER).catch((reason) => reason));
  const start = performance.now();
  controller.abort("gone");
  expect(new Set(await Promise.all(waiting))).toEqual(new Set(["gone"]));
  expect(performance.now() - start).toBeLessThan(200);
  await made.acquire(never(), FOREVER);
  expect(performance.now() - start).toBeLessThan(2500);
  await vi.waitFor(async () => expect(await made.available()).toBe(30), { timeout: 5000 });
});

test("L07 a full queue fails with busy at once; the requests in it are served", async () => {
  const made = gate({ perSecond: 2, holdMs: 100, highWater: 5 });
  const times: number[] = [];
  const all = await Promise.allSettled(Array.from({ length: 10 }, () => using(made, times)));
  const refused = all.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  expect(times.length + refused.length).toBe(10);
  expect(times.length).toBeGreaterThanOrEqual(5);
  expect(refused.length).toBeGreaterThan(0);
  for (const error of refused) {
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ kind: "busy", outcome: "not-executed" });
  }
});

test("a wait that is too long fails with busy", async () => {
  const made = gate({ perSecond: 1, holdMs: 5000, queueMs: 60 });
  await made.acquire(never(), FOREVER);
  expect(await failureOf(made.acquire(never(), FOREVER))).toMatchObject({ kind: "busy" });
});
