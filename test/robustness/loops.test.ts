import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ApiError } from "../../src/api/http/errors.ts";
import { createRateGate } from "../../src/api/http/limiter/rate-gate.ts";
import { collect, pages } from "../../src/api/http/paging.ts";
import { retry } from "../../src/api/http/retry.ts";
import { MAX_ATTEMPTS, waitBeforeRetry } from "../../src/api/http/retry-policy.ts";
import { createPolls } from "../../src/core/waiting/polls.ts";
import { outgoing } from "../support/api-client.ts";
import { eventClock } from "../support/clocks/event.ts";

// Every loop that waits makes progress or ends, for any length or token that the platform sends. Time is virtual, so a
// loop that spins would never let the test's clock advance: the test would not end.

const never = new AbortController().signal;

/** Zero, negative, tiny, usual, huge and not a number. */
const length = fc.constantFrom(
  0,
  -0,
  -1,
  -1e9,
  1e-9,
  0.4,
  1,
  1000,
  59_999,
  1e9,
  1e308,
  Number.POSITIVE_INFINITY,
  Number.NaN,
);

describe("U05 retries", () => {
  test("wait at least a second, for any length that the platform asks for", () => {
    fc.assert(
      fc.property(length, fc.integer({ min: 1, max: 3 }), (asked, attempt) => {
        const wait = waitBeforeRetry(attempt, asked, 0);
        expect(wait).toBeGreaterThanOrEqual(1000);
        if (asked > 0) expect(wait).toBeGreaterThanOrEqual(asked);
      }),
    );
  });

  test("end after four attempts or at the deadline, for lengths that change", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(length, { minLength: MAX_ATTEMPTS, maxLength: MAX_ATTEMPTS }), async (asked) => {
        const clock = eventClock();
        let attempts = 0;
        const send = retry({ clock })(async () => {
          const retryAfterMs = asked[attempts++];
          throw new ApiError({
            kind: "throttled",
            message: "x",
            outcome: "not-executed",
            replay: "always",
            retryAfterMs,
          });
        });
        const failed = send(outgoing()).catch((error: unknown) => error);
        await clock.run();
        expect(await failed).toBeInstanceOf(ApiError);
        expect(attempts).toBeLessThanOrEqual(MAX_ATTEMPTS);
        expect(clock.now()).toBeLessThan(50_000);
        expect(clock.sleeping).toBe(0);
      }),
    );
  });
});

describe("polls", () => {
  test("end with their budget and pause between reads, for any first pause and budget", async () => {
    await fc.assert(
      fc.asyncProperty(length, fc.constantFrom(0, -1, 1, 1000, 50_000), async (firstMs, budgetMs) => {
        const clock = eventClock();
        let reads = 0;
        const waited = createPolls(clock).wait("x", {
          read: async () => ++reads,
          done: () => false,
          budgetMs,
          firstMs,
          signal: never,
        });
        await clock.run();
        expect((await waited).finished).toBe(false);
        // Pauses grow from 50 ms to 5 s.
        expect(reads).toBeLessThanOrEqual(2 + 12 + Math.max(budgetMs, 0) / 4000);
        expect(clock.sleeping).toBe(0);
      }),
    );
  });
});

describe("listings", () => {
  const token = fc.constantFrom("", "a", "b", "c", "0", " ", undefined);

  test("end when tokens repeat or alternate, having read each page once", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(token, { minLength: 1, maxLength: 8 }), async (tokens) => {
        let read = 0;
        const fetchPage = async () => ({ items: [], next: tokens[read++ % tokens.length] });
        const result = await collect(fetchPage, 1).catch((error: unknown) => error);
        if (result instanceof ApiError) expect(result.kind).toBe("bad-response");
        // Five different tokens at most, the first page, and the one that repeats.
        expect(read).toBeLessThanOrEqual(6);
      }),
    );
  });

  test("end after their maximum when every page names another one", async () => {
    let read = 0;
    const listing = pages(async () => ({ items: [], next: String(++read) }), { maxPages: 40 });
    let step = await listing.next();
    while (!step.done) step = await listing.next();
    expect(step.value).toEqual({ next: "40" });
    expect(read).toBe(40);
  });
});

describe("permits", () => {
  test("are all granted in turn between pauses of any length", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(length, { maxLength: 6 }), fc.integer({ min: 1, max: 20 }), async (asked, callers) => {
        const clock = eventClock();
        const gate = createRateGate({ clock, queueMs: 1e9 });
        const granted: number[] = [];
        const waiting = Array.from({ length: callers }, (_, caller) =>
          gate.acquire(never, Number.POSITIVE_INFINITY).then((permit) => {
            granted.push(caller);
            permit.done();
          }),
        );
        for (const ms of asked) gate.pause(ms);
        await new Promise((resolve) => setImmediate(resolve));
        await clock.run();
        await Promise.all(waiting);
        expect(granted).toEqual(Array.from({ length: callers }, (_, caller) => caller));
        gate.close();
      }),
      { numRuns: 50 },
    );
  });
});
