import { setMaxListeners } from "node:events";
import fc from "fast-check";
import { expect, test } from "vitest";
import { CONNECTIONS, createLanes } from "../../../../src/api/http/limiter/lanes.ts";
import type { Lane } from "../../../../src/api/http/send.ts";
import { failureOf } from "../../../support/api-client.ts";

const signal = new AbortController().signal;
setMaxListeners(0, signal);
const tick = () => new Promise((resolve) => setImmediate(resolve));

test("each lane has a limit, and there is a connection for each slot of each lane", async () => {
  const lanes = createLanes();
  const held: Record<Lane, (() => void)[]> = { quick: [], poll: [], bulk: [] };
  for (const lane of ["quick", "poll", "bulk"] as const) {
    for (let i = 0; i < 40; i++) void lanes.take(lane, undefined, signal).then((leave) => held[lane].push(leave));
  }
  await tick();
  expect([held.quick.length, held.poll.length, held.bulk.length]).toEqual([32, 32, 4]);
  expect(lanes.inFlight).toBe(CONNECTIONS);
  for (const leave of held.poll.splice(0)) leave();
  await tick();
  expect([held.quick.length, held.poll.length, held.bulk.length]).toEqual([32, 8, 4]);
});

test("all lanes together are limited to the connections", async () => {
  const lanes = createLanes({ limits: { quick: 10, poll: 8, bulk: 4 }, total: 16 });
  const held: Record<Lane, (() => void)[]> = { quick: [], poll: [], bulk: [] };
  for (const lane of ["quick", "poll", "bulk"] as const) {
    for (let i = 0; i < 12; i++) void lanes.take(lane, undefined, signal).then((leave) => held[lane].push(leave));
  }
  await tick();
  expect([held.quick.length, held.poll.length, held.bulk.length]).toEqual([10, 6, 0]);
  for (const leave of held.poll.splice(0)) leave();
  await tick();
  expect([held.quick.length, held.poll.length, held.bulk.length]).toEqual([10, 6, 0]);
  for (const leave of held.poll.splice(0)) leave();
  await tick();
  expect([held.quick.length, held.poll.length, held.bulk.length]).toEqual([10, 0, 4]);
});

test("sessions take turns: a call does not wait for another session's flood", async () => {
  const lanes = createLanes({ total: 1 });
  const order: string[] = [];
  const call = async (session: string, name: string) => {
    const leave = await lanes.take("quick", session, signal);
    order.push(name);
    await tick();
    leave();
  };
  const flood = Array.from({ length: 20 }, (_, i) => call("a", `a${i}`));
  await Promise.all([...flood, call("b", "b0"), call("b", "b1")]);
  expect(order.slice(0, 5)).toEqual(["a0", "a1", "b0", "a2", "b1"]);
  expect(order.filter((name) => name.startsWith("a"))).toEqual(Array.from({ length: 20 }, (_, i) => `a${i}`));
});

test("L07 a session's queue and the whole queue are bounded", async () => {
  const lanes = createLanes({ total: 1, perSession: 3, highWater: 5 });
  const leave = await lanes.take("quick", "a", signal);
  const queued = ["a", "a", "a", "b", "b"].map((session) => lanes.take("quick", session, signal));
  expect(await failureOf(lanes.take("quick", "a", signal))).toMatchObject({ kind: "busy", outcome: "not-executed" });
  expect(await failureOf(lanes.take("quick", "c", signal))).toMatchObject({ kind: "busy" });
  leave();
  await Promise.all(queued.map(async (place) => (await place)()));
  const again = await lanes.take("quick", "a", signal);
  again();
  again();
  expect(lanes.waiting).toBe(0);
});

test("any order of calls, aborts and releases: limits hold and every caller is served", async () => {
  const limits = { quick: 3, poll: 2, bulk: 1 };
  const call = fc.record({
    lane: fc.constantFrom<Lane>("quick", "poll", "bulk"),
    session: fc.constantFrom("a", "b", undefined),
    abort: fc.boolean(),
    hold: fc.integer({ min: 0, max: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(call, { maxLength: 40 }), async (calls) => {
      const lanes = createLanes({ limits, total: 4 });
      const inside: Record<Lane, number> = { quick: 0, poll: 0, bulk: 0 };
      const outcomes = await Promise.all(
        calls.map(async ({ lane, session, abort, hold }) => {
          const controller = new AbortController();
          if (abort) setImmediate(() => controller.abort("gone"));
          try {
            const leave = await lanes.take(lane, session, controller.signal);
            inside[lane]++;
            expect(inside[lane]).toBeLessThanOrEqual(limits[lane]);
            expect(inside.quick + inside.poll + inside.bulk).toBeLessThanOrEqual(4);
            for (let i = 0; i < hold; i++) await tick();
            inside[lane]--;
            leave();
            return "served";
          } catch (reason) {
            return reason;
          }
        }),
      );
      calls.forEach(({ abort }, i) => {
        expect(abort ? ["served", "gone"] : ["served"]).toContain(outcomes[i]);
      });
      expect(lanes.waiting).toBe(0);
    }),
    { numRuns: 100 },
  );
});
