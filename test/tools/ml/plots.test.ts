import { describe, expect, test } from "vitest";
import { connect, textOf } from "../../support/harness.ts";
import { on, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const RUN = "GET /api/2.0/mlflow/runs/get";
const HISTORY = "GET /api/2.0/mlflow/metrics/get-history";

const run = (run_id: string, run_name?: string) => ({ run: { info: { run_id, run_name } } });
const logged = (...values: (number | string)[]) =>
  values.map((value, step) => ({ key: "loss", step: String(step), timestamp: 1768469412000 + step * 1000, value }));

const isPicture = (block: unknown) => expect(block).toMatchObject({ type: "image", mimeType: "image/png" });

describe("plot_metric_history", () => {
  test("draws a line for each run and describes the picture in text", async () => {
    on(RUN, ({ query }) => run(String(query.run_id), query.run_id === "r1" ? "owl" : undefined));
    const read = on(HISTORY, ({ query }) => ({
      metrics: query.run_id === "r1" ? logged(0.9, "NaN", 0.4, 0.5) : query.run_id === "r2" ? logged(2) : [],
    }));
    const { call } = await connect();
    const result = await call("plot_metric_history", { run_ids: ["r1", "r2", "r3", "r1"], metric_key: "loss" });
    expect(read.map(({ query }) => query)).toEqual(
      ["r1", "r2", "r3"].map((run_id) => ({ run_id, metric_key: "loss", max_results: "25000" })),
    );
    expect(result.structuredContent).toEqual({
      metric_key: "loss",
      runs: [
        { run_id: "r1", run_name: "owl", points: 4, last: 0.5, min: 0.4, max: 0.9 },
        { run_id: "r2", points: 1, last: 2, min: 2, max: 2 },
        { run_id: "r3", points: 0 },
      ],
    });
    expect(textOf(result)).toContain("owl (r1): 4 points, last 0.5, min 0.4, max 0.9\nr2: 1 points");
    expect(textOf(result)).toContain("r3: not logged");
    isPicture(result.content.find(({ type }) => type === "image"));
  });

  test("along time the last value is the latest, and a history is cut after ten pages", async () => {
    on(RUN, run("r1"));
    let page = 0;
    on(HISTORY, () => ({ metrics: logged(1, 2).reverse(), next_page_token: `p${++page}` }));
    const { call } = await connect();
    const result = await call("plot_metric_history", { run_ids: ["r1"], metric_key: "loss", x_axis: "time" });
    expect(result.structuredContent).toMatchObject({ runs: [{ points: 20, last: 2, cut: true }] });
    expect(textOf(result)).toContain("later values left out");
  });

  test("runs without any finite value are an error that names get_run", async () => {
    on(RUN, run("r1"));
    on(HISTORY, { metrics: logged("NaN") });
    const { call } = await connect();
    const result = await call("plot_metric_history", { run_ids: ["r1"], metric_key: "lss" });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toMatch(/None of these runs.*get_run/s);
  });

  test("more than ten runs are refused", async () => {
    const { call } = await connect();
    const run_ids = Array.from({ length: 11 }, (_, at) => `r${at}`);
    const result = await call("plot_metric_history", { run_ids, metric_key: "loss" });
    expect(textOf(result)).toContain("must be 1 to 10 IDs");
  });
});
