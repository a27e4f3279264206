import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { withLaneAndPermit } from "../../../../src/api/http/limiter/admit.ts";
import { createLanes } from "../../../../src/api/http/limiter/lanes.ts";
import { createRateGate } from "../../../../src/api/http/limiter/rate-gate.ts";
import { createShares } from "../../../../src/api/http/limiter/shares.ts";
import { outgoing } from "../../../support/api-client.ts";

// In virtual time: the limiter as the client composes it, in front of a workspace that takes 50 ms.

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

function workspace() {
  const clock = { now: () => performance.now(), wall: () => Date.now(), random: () => 0.5, sleep };
  const arrivals: number[] = [];
  const shares = createShares(clock, () => lanes.wake());
  const lanes = createLanes();
  const gate = createRateGate({ clock });
  const send = withLaneAndPermit(
    lanes,
    gate,
    shares,
  )(async ({ permit }) => {
    permit?.written();
    arrivals.push(clock.now());
    await sleep(50);
  });
  /** Milliseconds that one call of a session took; a refused call comes back after a moment. */
  const call = async (session: string) => {
    const start = clock.now();
    const refused = await send({ ...outgoing(), caller: session, session, deadlineAt: start + 50_000 }).then(
      () => false,
      () => true,
    );
    if (refused) await sleep(500);
    return { ms: clock.now() - start, refused };
  };
  return { arrivals, call, close: () => gate.close() };
}

const p95 = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? 0;

/** Twenty calls of a session, one after the other, 100 ms apart. */
async function twenty(call: () => Promise<{ ms: number; refused: boolean }>) {
  const calls = [];
  for (let n = 0; n < 20; n++) {
    calls.push(await call());
    await sleep(100);
  }
  return { p95: p95(calls.map(({ ms }) => ms)), refused: calls.filter(({ refused }) => refused).length };
}

describe.each([1, 3])("H23 with %i other clients that have 100 calls in flight each", (floods) => {
  test("a client waits at most three times as long as alone, and the rate is used", async () => {
    const { arrivals, call, close } = workspace();
    const done = (async () => {
      const alone = await twenty(() => call("b"));
      let stopped = false;
      const flood = Promise.all(
        Array.from({ length: 100 * floods }, async (_, n) => {
          while (!stopped) await call(`flood ${n % floods}`);
        }),
      );
      await sleep(300);
      const from = performance.now();
      const beside = await twenty(() => call("b"));
      const perSecond = arrivals.filter((at) => at >= from).length / ((performance.now() - from) / 1000);
      stopped = true;
      await flood;
      return { alone, beside, perSecond };
    })();
    let finished = false;
    const finish = done.finally(() => {
      finished = true;
    });
    while (!finished) await vi.advanceTimersByTimeAsync(500);
    const { alone, beside, perSecond } = await finish;
    expect(beside.refused).toBe(0);
    expect(beside.p95).toBeLessThanOrEqual(3 * alone.p95);
    expect(perSecond).toBeGreaterThan(25);
    for (const [n, at] of arrivals.entries())
      expect((arrivals[n + 30] ?? Number.POSITIVE_INFINITY) - at).toBeGreaterThanOrEqual(1000);
    close();
  }, 60_000);
});
