import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { briefValue, extremes, type MetricPoint, metricValue, sampleEvenly } from "../../../src/api/ml/metric.ts";

describe("metric values", () => {
  test.each([
    [0.5, 0.5],
    ["0.5", 0.5],
    ["-1e-7", -1e-7],
    ["NaN", "NaN"],
    ["nan", "NaN"],
    ["Infinity", "Infinity"],
    ["-inf", "-Infinity"],
  ])("reads %j as %j", (sent, value) => {
    expect(metricValue.parse(sent)).toBe(value);
  });

  test.each(["", "tall", "1e999x"])("refuses %j", (sent) => {
    expect(metricValue.safeParse(sent).success).toBe(false);
  });

  test("keeps six digits", () => {
    expect([briefValue(0.123456789), briefValue(123456789), briefValue(1e-12), briefValue("NaN")]).toEqual([
      "0.123457",
      "123457000",
      "1e-12",
      "NaN",
    ]);
  });
});

describe("sampling", () => {
  const value = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant("NaN"));
  const points = fc
    .array(value, { maxLength: 300 })
    .map((values): MetricPoint[] => values.map((one, step) => ({ step, value: one })));

  test("keeps order, ends and extremes, in at most two more points than requested", () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 2, max: 50 }), (all, size) => {
        const kept = sampleEvenly(all, size);
        expect(kept.length).toBeLessThanOrEqual(Math.max(size + 2, 0));
        expect(kept.map(({ step }) => step)).toEqual(kept.map(({ step }) => step).toSorted((a, b) => a - b));
        expect(extremes(kept)).toEqual(extremes(all));
      }),
    );
  });
});
