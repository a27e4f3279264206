import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { withLaneAndPermit } from "../../../../src/api/http/limiter/admit.ts";
import { createLanes } from "../../../../src/api/http/limiter/lanes.ts";
import type { RateAnswer, RateReport } from "../../../../src/api/http/limiter/shared-log.ts";
import { createSharedRate } from "../../../../src/api/http/limiter/shared-rate.ts";
import { outgoing } from "../../../support/api-client.ts";

// In virtual time: a replica in front of a log that answers after a millisecond, and a workspace that takes 50.

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** `answer` may change what the log says, or throw as if it could not be reached. */
function replica(answer: (report: RateReport) => Partial<RateAnswer> = () => ({})) {
  const reports: RateReport[] = [];
  const clock = { now: () => performance.now(), wall: () => Date.now(), random: () => 0.5, sleep };
  let seq = 0;
  const lanes = createLanes();
  const { gate, shares } = createSharedRate({
    clock,
    onRoom: () => lanes.wake(),
    log: {
      replica: "r1",
      initialShare: 10,
      callerKey: (caller) => caller,
      async report(report) {
        reports.push(report);
        await sleep(1);
        const permits = report.wants.flatMap(({ caller, count }) =>
          Array.from({ length: count }, () => `r1:${++seq}:${caller}`),
        );
        return { permits, nextMs: 0, pausedMs: 0, share: 10, recount: false, ...answer(report) };
      },
      async leave() {},
    },
  });
  onTestFinished(() => gate.close());
  const send = withLaneAndPermit(
    lanes,
    gate,
    shares,
  )(async ({ permit }) => {
    permit?.written();
    await sleep(50);
  });
  const call = async (caller = "ana") => {
    const start = clock.now();
    await send({ ...outgoing(), caller, session: caller, deadlineAt: start + 50_000 });
    return clock.now() - start;
  };
  return { reports, call };
}

test.each([0, 30, 200, 700])(
  "a caller alone never waits for the next regular report, %i ms after its last call",
  async (gap) => {
    const { call } = replica();
    await vi.advanceTimersByTimeAsync(1000);
    for (let n = 0; n < 5; n++) {
      const called = call();
      await vi.advanceTimersByTimeAsync(60 + gap);
      expect(await called).toBeLessThan(60);
    }
  },
);

test("wishes that the log did not fulfil are repeated when it says, and not before", async () => {
  const { call, reports } = replica(() => ({ permits: [], nextMs: 30 }));
  await vi.advanceTimersByTimeAsync(1000);
  const before = reports.length;
  for (const caller of ["ana", "ana", "ana"]) void call(caller).catch(() => {});
  await vi.advanceTimersByTimeAsync(300);
  // One every 30 ms, and not one more for each request that waits.
  expect(reports.length - before).toBeGreaterThan(5);
  expect(reports.length - before).toBeLessThanOrEqual(11);
  expect(reports.at(-1)?.wants).toEqual([{ caller: "ana", count: 3 }]);
});

test("a log that is new receives everything in use at once, although no report failed", async () => {
  let isNew = false;
  const { call, reports } = replica(({ inUse }) => {
    isNew &&= inUse === undefined;
    return { recount: isNew };
  });
  await vi.advanceTimersByTimeAsync(1000);
  void call();
  await vi.advanceTimersByTimeAsync(100);
  expect(reports.at(-1)).not.toHaveProperty("inUse");
  isNew = true;
  const called = call("bert");
  await vi.advanceTimersByTimeAsync(5);
  expect(reports.at(-1)?.inUse?.map(({ permit }) => permit)).toEqual(["r1:1:ana", "r1:2:bert"]);
  await vi.advanceTimersByTimeAsync(500);
  await called;
  expect(reports.at(-1)).not.toHaveProperty("inUse");
});
