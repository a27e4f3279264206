import { expect, test } from "vitest";
import { compareRunValues } from "../../../src/api/ml/run-comparison.ts";

test("differences come first: metrics by relative distance, then params; equal values are listed once", () => {
  const runs = [
    { metrics: { near: 100, far: 1, nan: "NaN" as const }, params: { lr: "0.1", seed: "42" } },
    { metrics: { near: 101, far: 9, nan: "NaN" as const, only: 1 }, params: { lr: "0.2", seed: "42" } },
  ];
  expect(compareRunValues(runs)).toEqual({
    differences: [
      { kind: "metric", key: "only", values: [null, 1] },
      { kind: "metric", key: "far", values: [1, 9] },
      { kind: "metric", key: "near", values: [100, 101] },
      { kind: "param", key: "lr", values: ["0.1", "0.2"] },
    ],
    same: { "metrics.nan": "NaN", "params.seed": "42" },
  });
  expect(compareRunValues([{}, {}])).toEqual({ differences: [], same: {} });
});
