import fc from "fast-check";
import { expect, test } from "vitest";
import { createByteBudget } from "../../../../src/api/http/limiter/byte-budget.ts";

const signal = new AbortController().signal;
const tick = () => new Promise((resolve) => setImmediate(resolve));

test("U30 small responses never wait, and the first large one continues beyond the limit", async () => {
  const budget = createByteBudget({ limit: 100, free: 10 });
  const [first, second, small] = [budget.open(signal), budget.open(signal), budget.open(signal)];
  expect(first.add(80)).toBeUndefined();
  const waiting = second.add(30);
  expect(waiting).toBeInstanceOf(Promise);
  expect([first.add(90), small.add(10), budget.held]).toEqual([undefined, undefined, 200]);
  first.release();
  await waiting;
  expect(budget.held).toBe(30);
  second.release();
  second.release();
  expect(budget.held).toBe(0);
});

test("U30 an aborted request does not wait", async () => {
  const budget = createByteBudget({ limit: 10, free: 0 });
  const cancelled = new AbortController();
  void budget.open(signal).add(11);
  const waiting = budget.open(cancelled.signal).add(5);
  cancelled.abort();
  await waiting;
  expect(budget.open(cancelled.signal).add(5)).toBeUndefined();
});

test("U30 any responses at once: all arrive, and memory stays below the limit and one response", async () => {
  const sizes = fc.array(fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 8 }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(sizes, async (responses) => {
      const budget = createByteBudget({ limit: 100, free: 10 });
      let most = 0;
      await Promise.all(
        responses.map(async (pieces) => {
          const bytes = budget.open(signal);
          for (const piece of pieces) {
            const turn = bytes.add(piece);
            most = Math.max(most, budget.held);
            if (turn) await turn;
            else await tick();
          }
          bytes.release();
        }),
      );
      // Each response may hold the piece that it waits with.
      expect(most).toBeLessThanOrEqual(100 + 8 * 50 + 12 * (50 + 10));
      expect(budget.held).toBe(0);
    }),
  );
});
