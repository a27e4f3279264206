import { expect, test } from "vitest";
import { type ProgressUpdate, progressReporter } from "../../../src/core/calls/progress.ts";

test("progress is sent at most once a second and always increases", () => {
  let now = 0;
  const sent: ProgressUpdate[] = [];
  const report = progressReporter(
    (update) => void sent.push(update),
    () => now,
  );
  for (const [at, done] of [
    [0, undefined],
    [400, undefined],
    [1000, 5],
    [2100, 3],
    [3200, undefined],
  ] as const) {
    now = at;
    report(`at ${at}`, done, 10);
  }
  expect(sent.map((update) => update.message)).toEqual(["at 0", "at 1000", "at 2100", "at 3200"]);
  expect(sent.map((update) => update.progress)).toEqual([1, 5, 6, 7]);
});

test("without a progress token nothing is sent", () => {
  expect(() => progressReporter(undefined)("anything")).not.toThrow();
});
