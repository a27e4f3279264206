import { expect, test } from "vitest";
import { poll } from "../../src/api/poll.ts";
import { virtualClock } from "../support/api-client.ts";

const signal = new AbortController().signal;
const counter = () => {
  let n = 0;
  return async () => n++;
};

test("D01 reads at once, then at growing, jittered intervals up to the longest", async () => {
  for (const random of [0, 0.5, 0.999]) {
    const clock = virtualClock(random);
    const seen: [number, number][] = [];
    const result = await poll(counter(), {
      done: (n) => n === 9,
      onValue: (n, ms) => seen.push([n, ms]),
      budgetMs: 120_000,
      signal,
      clock,
    });
    expect(result).toEqual({ value: 9, finished: true });
    expect(seen[0]).toEqual([0, 0]);
    const ideal = [500, 750, 1125, 1687.5, 2531.25, 3796.875, 5000, 5000, 5000];
    clock.waits.forEach((wait, i) => {
      expect(wait).toBeCloseTo((ideal[i] ?? 0) * (0.8 + 0.4 * random), 5);
    });
  }
});

test("the budget ends it with the last value, read when the budget was spent", async () => {
  const clock = virtualClock();
  const result = await poll(counter(), { done: () => false, budgetMs: 1000, signal, clock });
  expect(result.finished).toBe(false);
  expect(clock.now()).toBe(1000);
  expect(result.value).toBe(2);
});

test("budget 0 reads once", async () => {
  const clock = virtualClock();
  expect(await poll(counter(), { done: () => false, budgetMs: 0, signal, clock })).toEqual({
    value: 0,
    finished: false,
  });
  expect(clock.waits).toEqual([]);
});

test("an abort ends the wait with its reason; a failing read is passed on", async () => {
  const controller = new AbortController();
  const waiting = poll(counter(), { done: () => false, budgetMs: 60_000, signal: controller.signal });
  setTimeout(() => controller.abort(new Error("gone")), 10);
  await expect(waiting).rejects.toThrow("gone");
  await expect(poll(() => Promise.reject(new Error("bad")), { done: () => true, budgetMs: 1, signal })).rejects.toThrow(
    "bad",
  );
});
