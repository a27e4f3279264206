import { describe, expect, test } from "vitest";
import { connect, textOf } from "../../support/harness.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const GET = "GET /api/2.0/mlflow/runs/get";

const run = (run_id: string, metrics: Record<string, number>, params: Record<string, string>) => ({
  run: {
    info: {
      run_id,
      run_name: `run-${run_id}`,
      experiment_id: "1",
      status: "FINISHED",
      start_time: 1000,
      end_time: 3000,
    },
    data: {
      metrics: Object.entries(metrics).map(([key, value]) => ({ key, value })),
      params: Object.entries(params).map(([key, value]) => ({ key, value })),
    },
  },
});
const runs: Record<string, object> = {
  a: run("a", { auc: 0.8, loss: 0.5 }, { lr: "0.1", seed: "42" }),
  b: run("b", { auc: 0.81, loss: 0.1 }, { lr: "0.2", seed: "42" }),
};
const answer = ({ query }: { query: Record<string, string | string[]> }) =>
  runs[String(query.run_id)] ?? platformError(404, "RESOURCE_DOES_NOT_EXIST", "no such run");

describe("compare_runs", () => {
  test("lists differences first, the largest at the top, and equal values once", async () => {
    const { call } = await connect();
    const seen = on(GET, answer);
    const result = await call("compare_runs", { run_ids: ["a", "b"] });
    expect(seen.map(({ query }) => query.run_id).sort()).toEqual(["a", "b"]);
    const about = { experiment_id: "1", status: "FINISHED", start_time: "1970-01-01T00:00:01Z", duration_seconds: 2 };
    expect(result.structuredContent).toEqual({
      runs: [
        { run_id: "a", run_name: "run-a", ...about },
        { run_id: "b", run_name: "run-b", ...about },
      ],
      differences: [
        { kind: "metric", key: "loss", values: [0.5, 0.1] },
        { kind: "metric", key: "auc", values: [0.8, 0.81] },
        { kind: "param", key: "lr", values: ["0.1", "0.2"] },
      ],
      same: { "params.seed": "42" },
    });
    expect(textOf(result)).toContain("metrics.loss | 0.5 | 0.1\nmetrics.auc | 0.8 | 0.81\nparams.lr | 0.1 | 0.2");
    expect(textOf(result)).toContain("same in all runs: params.seed=42");
  });

  test("lists a run that cannot be read, and compares the others", async () => {
    const { call } = await connect();
    on(GET, answer);
    expect((await call("compare_runs", { run_ids: ["a", "gone", "b"] })).structuredContent).toMatchObject({
      runs: [{ run_id: "a" }, { run_id: "b" }],
      missing: ["run gone: not found in the workspace – no such run"],
    });
  });

  test("fails if fewer than two runs can be read", async () => {
    const { call } = await connect();
    on(GET, answer);
    const result = await call("compare_runs", { run_ids: ["a", "gone"] });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain("Find run ids with search_runs");
  });

  test.each([
    [["a"], "must be 2 to 10 runs"],
    [Array.from({ length: 11 }, (_, at) => `r${at}`), "must be 2 to 10 runs"],
    [["a", "a"], "must not contain a run twice"],
  ])("refuses %j", async (run_ids, words) => {
    const { call } = await connect();
    const result = await call("compare_runs", { run_ids });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain(words);
  });

  test("reports that runs are equal", async () => {
    const { call } = await connect();
    on(GET, ({ query }) => run(String(query.run_id), { auc: 1 }, {}));
    expect(textOf(await call("compare_runs", { run_ids: ["a", "b"] }))).toContain("All metrics and params are equal.");
  });
});
