import { setMaxListeners } from "node:events";
import fc from "fast-check";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import * as z from "zod";
import { systemClock } from "../../src/api/clock.ts";
import { ApiError } from "../../src/api/errors.ts";
import { createRateGate, type RateOptions } from "../../src/api/limit.ts";
import { apiClient, failureOf } from "../support/api-client.ts";
import { arrivalServer, faultServer, mostWithin } from "../support/fault-server.ts";

const loose = z.looseObject({});
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

/** Acquires and sends at once; when that was is noted. */
const using = (made: ReturnType<typeof gate>, times: number[], signal = never()) =>
  made.acquire(signal, FOREVER).then((permit) => {
    times.push(performance.now());
    permit.done();
  });

describe("never more than 30 in any second", () => {
  test("L01 a flood of 120 at the gate, at several phases", async () => {
    const made = gate();
    const times: number[] = [];
    const calls: Promise<void>[] = [];
    for (const phase of [0, 90, 170, 260, 330, 410, 500]) {
      await pause(phase / 7);
      calls.push(...Array.from({ length: 17 }, () => using(made, times)));
    }
    await Promise.all(calls);
    expect(times).toHaveLength(119);
    expect(mostWithin(times, 1000)).toBeLessThanOrEqual(30);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(4500);
  });

  test("L01 as the receiving server counts them, cold connections included", async () => {
    const server = await arrivalServer({ answerMs: 20 });
    const api = apiClient(server.origin, { deadlineMs: 30_000 });
    await Promise.all(Array.from({ length: 95 }, (_, i) => api.get(`/api/2.0/n/${i}`, loose)));
    const arrivals = await server.arrivals();
    expect(arrivals).toHaveLength(95);
    expect(
      mostWithin(
        arrivals.map(({ at }) => at),
        1000,
      ),
    ).toBeLessThanOrEqual(30);
  });

  test("L01 permits held back by slow connections count from when they left", async () => {
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

  test("L04 with the event loop blocked", async () => {
    const server = await arrivalServer();
    const api = apiClient(server.origin, { deadlineMs: 30_000 });
    const calls = Promise.all(Array.from({ length: 75 }, (_, i) => api.get(`/api/2.0/n/${i}`, loose)));
    for (const ms of [500, 1300]) {
      await pause(35);
      block(ms);
    }
    await calls;
    expect(
      mostWithin(
        (await server.arrivals()).map(({ at }) => at),
        1000,
      ),
    ).toBeLessThanOrEqual(30);
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

test("L02 L03 an idle call and a burst of ten are not queued behind a clock", async () => {
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

test("L05 the wall clock steps an hour back and forth: dispatch goes on", async () => {
  let shift = 0;
  const real = Date.now.bind(Date);
  vi.spyOn(Date, "now").mockImplementation(() => real() + shift);
  const made = gate({ perSecond: 5, holdMs: 200 });
  const times: number[] = [];
  for (const step of [0, -3_600_000, 3_600_000, -3_600_000]) {
    const calls = Promise.all(Array.from({ length: 15 }, () => using(made, times)));
    await pause(30);
    shift += step;
    await calls;
  }
  expect(times).toHaveLength(60);
  expect(mostWithin(times, 195)).toBeLessThanOrEqual(5);
});

test("L06 two hundred cancelled waiters leave at once and cost nothing", async () => {
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

test("L07 a full queue says busy at once; those in it are served", async () => {
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

test("a wait beyond the queue's patience says busy", async () => {
  const made = gate({ perSecond: 1, holdMs: 5000, queueMs: 60 });
  await made.acquire(never(), FOREVER);
  expect(await failureOf(made.acquire(never(), FOREVER))).toMatchObject({ kind: "busy" });
});

test("L08 every attempt takes a permit", async () => {
  const server = await faultServer((_request, response, n) => {
    response.writeHead(n % 2 === 0 ? 503 : 200, { "content-type": "application/json" }).end("{}");
  });
  const taken = vi.fn();
  const api = apiClient(server.origin, {
    tuning: {
      clock: { ...systemClock, sleep: async () => {} },
      rate: { perSecond: 4, holdMs: 300, clock: systemClock },
    },
  });
  await Promise.all(Array.from({ length: 6 }, () => api.get("/api/2.0/x", loose).then(taken)));
  expect(taken).toHaveBeenCalledTimes(6);
  expect(server.received).toHaveLength(12);
  expect(
    mostWithin(
      server.received.map(({ at }) => at),
      250,
    ),
  ).toBeLessThanOrEqual(4);
});

test("L09 a call that fails or never ends gives its permit and its lane back", async () => {
  const server = await faultServer((request, response) => {
    if (request.url.includes("hang")) return;
    response.end("not json");
  });
  const api = apiClient(server.origin, { tuning: { rate: { perSecond: 2, holdMs: 150 }, lanes: { total: 1 } } });
  const hanging = failureOf(api.bind({ deadlineMs: 400 }).get("/api/2.0/hang", loose));
  const failing = failureOf(api.post("/api/2.0/x", loose));
  expect(await hanging).toMatchObject({ kind: "timeout" });
  expect(await failing).toMatchObject({ kind: "bad-response", outcome: "unknown" });
  for (let i = 0; i < 3; i++)
    expect(await failureOf(api.post("/api/2.0/x", loose))).toMatchObject({ kind: "bad-response" });
});

test("L10 closing settles everything queued, running and waiting to retry", async () => {
  const server = await faultServer((request, response) => {
    if (request.url.includes("retry")) response.writeHead(429, { "retry-after": "20" }).end();
  });
  const api = apiClient(server.origin);
  const calls = Array.from({ length: 100 }, (_, i) =>
    failureOf(api.get(i === 50 ? "/api/2.0/retry" : "/api/2.0/hang", loose)),
  );
  await pause(100);
  const start = performance.now();
  await api.close();
  const errors = await Promise.all(calls);
  expect(performance.now() - start).toBeLessThan(1000);
  expect(new Set(errors.map(({ kind }) => kind))).toEqual(new Set(["cancelled"]));
  expect(await failureOf(api.get("/api/2.0/x", loose))).toMatchObject({ kind: "cancelled", outcome: "not-executed" });
});

test("L11 U06 a 429 pauses its workspace once, and no other", async () => {
  let pausedAt = 0;
  const answer = (response: { end(text: string): void }) => response.end("{}");
  const one = await faultServer((_request, response, n) => {
    if (n !== 12) return void answer(response);
    pausedAt = performance.now();
    response.writeHead(429, { "retry-after": "2" }).end();
  });
  const other = await faultServer((_request, response) => answer(response));
  const [mine, theirs] = [apiClient(one.origin), apiClient(other.origin)];
  const flood = Promise.all(Array.from({ length: 100 }, (_, i) => mine.get(`/api/2.0/n/${i}`, loose)));
  await vi.waitFor(() => expect(pausedAt).toBeGreaterThan(0));
  const start = performance.now();
  await Promise.all(Array.from({ length: 10 }, () => theirs.get("/api/2.0/x", loose)));
  expect(performance.now() - start).toBeLessThan(1000);
  await flood;
  expect(one.received.length).toBeLessThanOrEqual(104);
  const during = one.received.filter(({ at }) => at > pausedAt + 300 && at < pausedAt + 1950);
  expect(during).toHaveLength(0);
});

test("L12 short calls pass while eight long polls run", async () => {
  const server = await arrivalServer({ pollMs: 1500 });
  const api = apiClient(server.origin);
  const polls = Array.from({ length: 12 }, (_, i) => api.get(`/api/2.0/poll/${i}`, loose, { lane: "poll" }));
  await pause(100);
  const waits: number[] = [];
  for (let i = 0; i < 10; i++) {
    const start = performance.now();
    await api.get("/api/2.0/x", loose);
    waits.push(performance.now() - start);
  }
  expect(Math.max(...waits)).toBeLessThan(500);
  await Promise.all(polls);
  const arrived = (await server.arrivals())
    .filter(({ url }) => url.includes("poll"))
    .map(({ at }) => at)
    .sort((a, b) => a - b);
  // The ninth waits for a slot of its lane.
  expect((arrived[8] ?? 0) - (arrived[0] ?? 0)).toBeGreaterThan(1000);
});
