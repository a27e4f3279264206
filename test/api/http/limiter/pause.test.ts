import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createPause } from "../../../../src/api/http/limiter/pause.ts";
import { createRateGate } from "../../../../src/api/http/limiter/rate-gate.ts";
import { eventClock } from "../../../support/clocks/event.ts";

/** Lengths that a header can ask for: zero, negative, tiny, usual, huge, and not a number. */
const asked = fc.constantFrom(
  0,
  -0,
  -1,
  -1e9,
  1e-9,
  1e-6,
  0.4,
  1,
  999,
  1000,
  59_999,
  60_000,
  1e9,
  1e308,
  Number.POSITIVE_INFINITY,
  Number.NaN,
);

describe("U05 a pause always ends", () => {
  test("for any length, also if it is extended while it lasts", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(asked, fc.integer({ min: 0, max: 70_000 })), { maxLength: 12 }),
        async (steps) => {
          const clock = eventClock();
          const pause = createPause(clock);
          for (const [ms, passes] of steps) {
            pause.begin(ms);
            await clock.run(clock.now() + passes);
          }
          await clock.run();
          expect(pause.over).toBeUndefined();
          expect(clock.sleeping).toBe(0);
        },
      ),
    );
  });

  test("a pause without a length does not begin", () => {
    const pause = createPause(eventClock());
    for (const ms of [0, -5, Number.NaN]) pause.begin(ms);
    expect(pause.over).toBeUndefined();
  });
});

describe("a caller at the gate", () => {
  const never = new AbortController().signal;

  test("U05 gets a permit after any pause, and other work continues meanwhile", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(asked, { maxLength: 5 }), async (pauses) => {
        const clock = eventClock();
        const gate = createRateGate({ clock, queueMs: 1e9 });
        for (const ms of pauses) gate.pause(ms);
        const permit = gate.acquire(never, Number.POSITIVE_INFINITY);
        const turn = new Promise((resolve) => setImmediate(resolve));
        await turn;
        await clock.run();
        (await permit).done();
        gate.close();
      }),
      { numRuns: 50 },
    );
  });

  test("U04 fails with the pause, not with a full queue, if the pause ends after its deadline", async () => {
    const clock = eventClock();
    const gate = createRateGate({ clock, perSecond: 1 });
    const first = await gate.acquire(never, 50_000);
    const waiting = gate.acquire(never, 50_000).catch((error: unknown) => error);
    gate.pause(48_000);
    expect(await waiting).toMatchObject({ kind: "throttled", retryAfterMs: 48_000 });
    await expect(gate.acquire(never, 50_000)).rejects.toMatchObject({ kind: "throttled" });
    first.done();
    gate.close();
  });
});
