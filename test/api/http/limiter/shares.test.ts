import { setMaxListeners } from "node:events";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createLanes } from "../../../../src/api/http/limiter/lanes.ts";
import { createShares, type RateShare } from "../../../../src/api/http/limiter/shares.ts";

/** A clock that moves only when it is told to. */
function stoppedClock() {
  let now = 0;
  return {
    now: () => now,
    advance(ms: number) {
      now += ms;
    },
  };
}

const options = { perSecond: 30, reserve: 7, activeMs: 60_000 };

/** Begins as many requests of a session as it may, at most `most`. */
function begin(shares: ReturnType<typeof createShares>, session: string, most = 100): RateShare[] {
  const begun: RateShare[] = [];
  for (
    let share = shares.of({ caller: session, session });
    begun.length < most && share.hasRoom();
    share = shares.of({ caller: session, session })
  ) {
    share.begin();
    begun.push(share);
  }
  return begun;
}

test("a session alone may use the whole rate", () => {
  const shares = createShares(stoppedClock(), () => {}, options);
  expect(begin(shares, "a")).toHaveLength(100);
});

test("H23 a flood leaves the last permits to sessions that use few", () => {
  const shares = createShares(stoppedClock(), () => {}, options);
  begin(shares, "b", 1)[0]?.end();
  expect(begin(shares, "a")).toHaveLength(23);
  expect(begin(shares, "c")).toHaveLength(7);
  expect(begin(shares, "b")).toHaveLength(7);
});

test("H23 while another caller is active, the sessions of one count together", () => {
  const shares = createShares(stoppedClock(), () => {}, options);
  const share = (caller: string, session: string) => shares.of({ caller, session });
  const from = (caller: string, sessions: number) => {
    let begun = 0;
    for (let n = 0; n < sessions; n++) {
      const next = share(caller, `${caller} ${n}`);
      if (!next.hasRoom()) break;
      next.begin();
      begun++;
    }
    return begun;
  };
  expect(from("a", 20)).toBe(20);
  share("b", "b").begin();
  expect(from("a", 20)).toBe(3);
  expect(from("b", 20)).toBe(6);
});

test("H23 a session that has been quiet for a minute holds nothing back", () => {
  const clock = stoppedClock();
  const shares = createShares(clock, () => {}, options);
  begin(shares, "b", 1)[0]?.end();
  clock.advance(59_999);
  expect(begin(shares, "a", 40)).toHaveLength(23);
  clock.advance(1);
  expect(begin(shares, "a", 40)).toHaveLength(40);
});

test("H23 a call does not wait until the permits of a flood are free again", async () => {
  const clock = stoppedClock();
  const shares = createShares(clock, () => lanes.wake(), options);
  const lanes = createLanes();
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  const taken: RateShare[] = [];
  const order: string[] = [];
  const call = async (session: string) => {
    const share = shares.of({ caller: session, session });
    const leave = await lanes.take("quick", session, signal, share);
    order.push(session);
    taken.push(share);
    leave();
  };
  await call("b");
  const flood = Promise.all(Array.from({ length: 60 }, () => call("a")));
  await new Promise((resolve) => setImmediate(resolve));
  expect(order.filter((session) => session === "a")).toHaveLength(23);
  await call("b");
  expect(order.at(-1)).toBe("b");
  // Permits that are free again go to those that wait.
  while (taken.length > 0) {
    taken.shift()?.end();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await flood;
  expect(order).toHaveLength(62);
});

test("any order of requests: every session continues, and few at a time always have room", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ session: fc.constantFrom("a", "b", "c"), end: fc.boolean(), ms: fc.nat(40_000) }), {
        maxLength: 200,
      }),
      (steps) => {
        const clock = stoppedClock();
        const shares = createShares(clock, () => {}, options);
        const running = new Map<string, RateShare[]>();
        for (const { session, end, ms } of steps) {
          clock.advance(ms);
          const own = running.get(session) ?? [];
          running.set(session, own);
          if (end) own.shift()?.end();
          const share = shares.of({ caller: session, session });
          // A session without room has requests whose end gives it room again.
          if (!share.hasRoom()) expect(own.length).toBeGreaterThanOrEqual(options.reserve);
          else {
            share.begin();
            own.push(share);
          }
        }
      },
    ),
  );
});
