import { describe, expect, test } from "vitest";
import { connect, textOf } from "../../support/harness.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const EXPERIMENT = {
  experiment_id: "3042111",
  name: "/Users/ana@example.com/churn",
  artifact_location: "dbfs:/databricks/mlflow-tracking/3042111",
  lifecycle_stage: "active",
  creation_time: 1768400000000,
  last_update_time: "1768400060000",
  tags: [
    { key: "mlflow.ownerId", value: "7" },
    { key: "mlflow.note.content", value: "Who leaves." },
    { key: "team", value: "growth" },
  ],
};

const run = (index: number, more: { metrics?: object[]; params?: object[]; info?: object } = {}) => ({
  info: {
    run_id: `r${index}`,
    run_name: `fit-${index}`,
    experiment_id: "3042111",
    status: "FINISHED",
    start_time: 1768469412000,
    end_time: "1768469602500",
    artifact_uri: `dbfs:/x/r${index}/artifacts`,
    lifecycle_stage: "active",
    ...more.info,
  },
  data: {
    metrics: more.metrics ?? [{ key: "rmse", value: 0.1 + index, timestamp: "1768469600000", step: "0" }],
    params: more.params ?? [
      { key: "model", value: "rf" },
      { key: "max depth", value: String(index) },
    ],
    tags: [
      { key: "mlflow.user", value: "ana@example.com" },
      { key: "mlflow.source.name", value: "/Users/ana@example.com/train" },
      { key: "mlflow.databricks.notebookPath", value: "/Users/ana@example.com/train" },
      { key: "mlflow.log-model.history", value: "[…]" },
      { key: "env", value: "dev" },
    ],
  },
});

describe("search_experiments", () => {
  test("returns a page of experiments as a table", async () => {
    const seen = on("POST /api/2.0/mlflow/experiments/search", { experiments: [EXPERIMENT], next_page_token: "n2" });
    const { call } = await connect();
    const result = await call("search_experiments", {
      filter: "name ILIKE '%churn%'",
      view_type: "ALL",
      limit: 10,
      page_token: "n1",
    });
    expect(seen[0]?.body).toEqual({
      filter: "name ILIKE '%churn%'",
      view_type: "ALL",
      max_results: 10,
      page_token: "n1",
    });
    expect(result.structuredContent).toEqual({
      experiments: [
        {
          experiment_id: "3042111",
          name: "/Users/ana@example.com/churn",
          creation_time: "2026-01-14T14:13:20Z",
          last_update_time: "2026-01-14T14:14:20Z",
          tags: { team: "growth" },
        },
      ],
      next_page_token: "n2",
    });
    expect(textOf(result)).toContain(
      "3042111 | /Users/ana@example.com/churn | 2026-01-14T14:14:20Z | team=growth\nMore: page_token n2",
    );
  });

  test("reports that nothing matches", async () => {
    on("POST /api/2.0/mlflow/experiments/search", {});
    const { call } = await connect();
    const result = await call("search_experiments");
    expect(result.structuredContent).toEqual({ experiments: [] });
    expect(textOf(result)).toContain("No experiments match.");
  });

  test("an invalid filter returns the platform's reason", async () => {
    const message = "Invalid clause(s) in filter string: 'OR'";
    on("POST /api/2.0/mlflow/experiments/search", platformError(400, "INVALID_PARAMETER_VALUE", message));
    const { call } = await connect();
    const result = await call("search_experiments", { filter: "a OR b" });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain(message);
  });
});

describe("get_experiment", () => {
  test("returns note and location, and the stage if it is not active", async () => {
    const seen = on("GET /api/2.0/mlflow/experiments/get", {
      experiment: { ...EXPERIMENT, lifecycle_stage: "deleted" },
    });
    const { call } = await connect();
    const { structuredContent } = await call("get_experiment", { experiment_id: "3042111" });
    expect(seen[0]?.query).toEqual({ experiment_id: "3042111" });
    expect(structuredContent).toEqual({
      experiment_id: "3042111",
      name: "/Users/ana@example.com/churn",
      lifecycle_stage: "deleted",
      creation_time: "2026-01-14T14:13:20Z",
      last_update_time: "2026-01-14T14:14:20Z",
      tags: { team: "growth" },
      note: "Who leaves.",
      artifact_location: "dbfs:/databricks/mlflow-tracking/3042111",
    });
  });

  test("a name is looked up", async () => {
    const seen = on("GET /api/2.0/mlflow/experiments/get-by-name", { experiment: EXPERIMENT });
    on("GET /api/2.0/mlflow/experiments/get", { experiment: EXPERIMENT });
    const { call } = await connect();
    const { structuredContent } = await call("get_experiment", { experiment_id: EXPERIMENT.name });
    expect(seen[0]?.query).toEqual({ experiment_name: EXPERIMENT.name });
    expect(structuredContent).toMatchObject({ experiment_id: "3042111" });
  });
});

describe("search_runs", () => {
  test("orders by the keys that results show, in the quotes that MLflow needs", async () => {
    const seen = on("POST /api/2.0/mlflow/runs/search", {});
    const { call } = await connect();
    const orders = [
      "metrics.ndcg@10 DESC",
      "params.max depth",
      "metrics.`a-b` ASC",
      "tags.x_1 desc",
      "start_time DESC",
    ];
    await call("search_runs", { experiment_ids: ["1"], order_by: orders });
    expect(seen[0]?.body).toMatchObject({
      order_by: [
        "metrics.`ndcg@10` DESC",
        "params.`max depth`",
        "metrics.`a-b` ASC",
        "tags.x_1 desc",
        "start_time DESC",
      ],
    });
  });

  test("a bare name that is not an attribute of runs is refused with the names to try", async () => {
    const { call } = await connect();
    const said = textOf(await call("search_runs", { experiment_ids: ["1"], order_by: ["auc desc"] }));
    expect(said).toContain("auc is not an attribute of runs; nothing was sent. Write metrics.auc or params.auc.");
  });

  test("without runs, the text mentions deleted experiments", async () => {
    on("POST /api/2.0/mlflow/runs/search", {});
    const { call } = await connect();
    expect(textOf(await call("search_runs", { experiment_ids: ["1"] }))).toContain("view_type ALL");
  });

  test("returns runs; of MLflow's own tags only user and source", async () => {
    const seen = on("POST /api/2.0/mlflow/runs/search", { runs: [run(1)], next_page_token: "" });
    const { call } = await connect();
    const { structuredContent } = await call("search_runs", {
      experiment_ids: ["3042111"],
      filter: "metrics.rmse < 2",
      order_by: ["metrics.rmse ASC"],
      run_view_type: "ACTIVE_ONLY",
    });
    expect(seen[0]?.body).toEqual({
      experiment_ids: ["3042111"],
      filter: "metrics.rmse < 2",
      order_by: ["metrics.rmse ASC"],
      run_view_type: "ACTIVE_ONLY",
      max_results: 25,
    });
    expect(structuredContent).toEqual({
      runs: [
        {
          run_id: "r1",
          run_name: "fit-1",
          experiment_id: "3042111",
          status: "FINISHED",
          start_time: "2026-01-15T09:30:12Z",
          duration_seconds: 190.5,
          user: "ana@example.com",
          notebook_path: "/Users/ana@example.com/train",
          metrics: { rmse: 1.1 },
          params: { model: "rf", "max depth": "1" },
          tags: { env: "dev" },
        },
      ],
    });
  });

  test("the text is one table: values equal in all runs appear once, numbers have six digits", async () => {
    const metrics = [{ key: "rmse", value: 0.123456789, timestamp: 1, step: 0 }];
    on("POST /api/2.0/mlflow/runs/search", {
      runs: [run(1, { metrics }), run(2, { info: { status: "FAILED" }, metrics: [] })],
      next_page_token: "t",
    });
    const { call } = await connect();
    const result = await call("search_runs", { experiment_ids: ["3042111"] });
    expect(textOf(result)).toContain(
      [
        "Same in all: start_time=2026-01-15T09:30:12Z, duration_seconds=190.5, experiment_id=3042111, user=ana@example.com, " +
          "notebook_path=/Users/ana@example.com/train, params.model=rf, tags.env=dev",
        "run_id | run_name | status | metrics.rmse | params.max depth",
        "r1 | fit-1 | FINISHED | 0.123457 | 1",
        "r2 | fit-2 | FAILED |  | 2",
        "More: page_token t",
      ].join("\n"),
    );
    expect(result.structuredContent).toMatchObject({ runs: [{ metrics: { rmse: 0.123456789 } }, {}] });
  });

  test("NaN and infinities are returned as text", async () => {
    const metrics = ["NaN", "Infinity", "-inf", "0.5"].map((value, index) => ({ key: `m${index}`, value }));
    on("POST /api/2.0/mlflow/runs/search", { runs: [run(1, { metrics })] });
    const { call } = await connect();
    const { structuredContent } = await call("search_runs", { experiment_ids: ["1"] });
    expect(structuredContent).toMatchObject({
      runs: [{ metrics: { m0: "NaN", m1: "Infinity", m2: "-Infinity", m3: 0.5 } }],
    });
  });

  test("reports that no run matches; a call without experiments is refused before anything is sent", async () => {
    const seen = on("POST /api/2.0/mlflow/runs/search", {});
    const { call } = await connect();
    expect(textOf(await call("search_runs", { experiment_ids: ["1"] }))).toContain("No runs match.");
    expect((await call("search_runs", { experiment_ids: [] })).isError).toBe(true);
    expect(seen).toHaveLength(1);
  });
});

describe("get_run", () => {
  test("returns the run in full", async () => {
    const dataset_inputs = [{ dataset: { name: "customers", digest: "9f2c" }, tags: [] }];
    const one = run(3);
    one.data.tags.push(
      { key: "mlflow.note.content", value: "Out of memory." },
      { key: "mlflow.parentRunId", value: "r0" },
    );
    const seen = on("GET /api/2.0/mlflow/runs/get", { run: { ...one, inputs: { dataset_inputs } } });
    const { call } = await connect();
    const { structuredContent } = await call("get_run", { run_id: "r3" });
    expect(seen[0]?.query).toEqual({ run_id: "r3" });
    expect(structuredContent).toMatchObject({
      run_id: "r3",
      parent_run_id: "r0",
      note: "Out of memory.",
      artifact_uri: "dbfs:/x/r3/artifacts",
      datasets: ["customers@9f2c"],
    });
  });

  test("a run that has just started has neither duration nor data", async () => {
    on("GET /api/2.0/mlflow/runs/get", {
      run: { info: { run_id: "r9", status: "RUNNING", start_time: 1768469412000 } },
    });
    const { call } = await connect();
    const { structuredContent } = await call("get_run", { run_id: "r9" });
    expect(structuredContent).toEqual({ run_id: "r9", status: "RUNNING", start_time: "2026-01-15T09:30:12Z" });
  });
});

describe("get_metric_history", () => {
  const path = "GET /api/2.0/mlflow/metrics/get-history";
  const points = (from: number, to: number, value: (step: number) => number | string) =>
    Array.from({ length: to - from }, (_, index) => ({
      key: "loss",
      step: String(from + index),
      timestamp: 1768469412000 + index * 1000,
      value: value(from + index),
    }));

  test("returns a page in logged order, with its extremes", async () => {
    const seen = on(path, {
      metrics: points(0, 4, (step) => [0.9, 0.4, "NaN", 0.5][step] ?? 0),
      next_page_token: "p2",
    });
    const { call } = await connect();
    const result = await call("get_metric_history", { run_id: "r1", metric_key: "loss", page_token: "p1" });
    expect(seen[0]?.query).toEqual({ run_id: "r1", metric_key: "loss", max_results: "500", page_token: "p1" });
    const at = (step: number, value: number | string) => ({ step, value, timestamp: `2026-01-15T09:30:1${2 + step}Z` });
    expect(result.structuredContent).toEqual({
      run_id: "r1",
      metric_key: "loss",
      points: [at(0, 0.9), at(1, 0.4), at(2, "NaN"), at(3, 0.5)],
      summary: {
        points: 4,
        first: at(0, 0.9),
        last: at(3, 0.5),
        min: at(1, 0.4),
        max: at(0, 0.9),
        first_nan: at(2, "NaN"),
      },
      next_page_token: "p2",
    });
    expect(textOf(result)).toContain(
      [
        "loss: 4 points; first 0.9 at step 0, last 0.5 at step 3, min 0.4 at step 1, max 0.9 at step 0, first NaN at step 2.",
        "step value (six digits)",
        "0 0.9",
        "1 0.4",
        "2 NaN",
        "3 0.5",
        "More: page_token p2",
      ].join("\n"),
    );
  });

  test("a sample spans all pages, keeps the extremes and reports the number of points", async () => {
    const dip = (step: number) => (step === 777 ? -5 : step);
    const seen = on(
      path,
      { metrics: points(0, 600, dip), next_page_token: "p2" },
      { metrics: points(600, 1200, dip), next_page_token: "" },
    );
    const { call } = await connect();
    const result = await call("get_metric_history", { run_id: "r1", metric_key: "loss", sample: 5 });
    expect(seen.map(({ query }) => [query.max_results, query.page_token])).toEqual([
      ["25000", undefined],
      ["25000", "p2"],
    ]);
    expect(result.structuredContent).toMatchObject({
      points: [{ step: 0 }, { step: 300 }, { step: 600 }, { step: 777, value: -5 }, { step: 899 }, { step: 1199 }],
      summary: { points: 1200, min: { step: 777 }, max: { step: 1199 } },
      sampled: true,
    });
    expect(textOf(result)).toContain("6 of 1200 points, a sample");
  });

  test("a short history is returned whole and not marked as a sample", async () => {
    on(path, { metrics: points(0, 3, (step) => step).reverse() });
    const { call } = await connect();
    const { structuredContent } = await call("get_metric_history", { run_id: "r1", metric_key: "loss", sample: 50 });
    expect(structuredContent).toMatchObject({ points: [{ step: 0 }, { step: 1 }, { step: 2 }] });
    expect(structuredContent).not.toHaveProperty("sampled");
  });

  test("reports a metric without values; values that are all NaN have no extremes", async () => {
    on(path, { next_page_token: "" }, { metrics: points(0, 1, () => "NaN") });
    const { call } = await connect();
    const none = await call("get_metric_history", { run_id: "r1", metric_key: "lss" });
    expect(none.structuredContent).toEqual({ run_id: "r1", metric_key: "lss", points: [] });
    expect(textOf(none)).toContain("This run has no values of lss.");
    const { structuredContent } = await call("get_metric_history", { run_id: "r1", metric_key: "loss" });
    expect(structuredContent).toMatchObject({ summary: { points: 1, first: { value: "NaN" } } });
    expect(structuredContent).not.toHaveProperty("summary.min");
  });

  test("D18 a repeated page token ends the sample in an error", async () => {
    on(path, { metrics: points(0, 1, () => 1), next_page_token: "again" });
    const { call } = await connect();
    const result = await call("get_metric_history", { run_id: "r1", metric_key: "loss", sample: 5 });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toMatch(/page token/);
  });
});
