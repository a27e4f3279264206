import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../../../sandbox/index.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ speed: 50, rateLimit: 1000 });
});
afterAll(() => sandbox.close());

async function send(method: "GET" | "POST", path: string, fields: Record<string, unknown> = {}) {
  const query = method === "GET" ? `?${new URLSearchParams(fields as Record<string, string>)}` : "";
  const response = await fetch(`${sandbox.url}/api/2.0/mlflow/${path}${query}`, {
    method,
    headers: { authorization: `Bearer ${sandbox.token}` },
    ...(method === "POST" && { body: JSON.stringify(fields) }),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}
const post = async (path: string, fields: Record<string, unknown>) => (await send("POST", path, fields)).body;
const get = async (path: string, fields: Record<string, string>) => (await send("GET", path, fields)).body;

interface SeenRun {
  info: { run_id: string; run_name: string; status: string; experiment_id: string };
  data: { metrics?: { key: string; value: number | string }[]; params?: { key: string; value: string }[] };
}
const searchRuns = async (fields: Record<string, unknown>): Promise<SeenRun[]> =>
  (await post("runs/search", { experiment_ids: ["3042111"], ...fields })).runs ?? [];
const metric = (run: SeenRun | undefined, key: string) => run?.data.metrics?.find((one) => one.key === key)?.value;

describe("experiments", () => {
  test("search returns active experiments, newest first, by filter and page", async () => {
    const all = await post("experiments/search", {});
    expect(all.experiments.map(({ name }: { name: string }) => name)).toEqual([
      "/Users/ana@example.com/ranking-net",
      "/Users/ana@example.com/demand-forecast",
      "/Users/ana@example.com/churn",
    ]);
    const first = await post("experiments/search", { max_results: 2, order_by: ["name ASC"] });
    expect(first.experiments.map((one: { name: string }) => one.name.split("/").pop())).toEqual([
      "churn",
      "demand-forecast",
    ]);
    const rest = await post("experiments/search", {
      max_results: 2,
      order_by: ["name ASC"],
      page_token: first.next_page_token,
    });
    expect(rest.experiments).toHaveLength(1);
    expect(rest.next_page_token).toBeUndefined();
    const churn = await post("experiments/search", { filter: "name ILIKE '%CHURN%' AND tags.team = 'growth'" });
    expect(churn.experiments).toHaveLength(1);
    expect(await post("experiments/search", { filter: "name = 'none'" })).toEqual({});
  });

  test("deleted experiments are returned by the other view types, and by ID", async () => {
    const deleted = await post("experiments/search", { view_type: "DELETED_ONLY" });
    expect(deleted.experiments).toMatchObject([{ experiment_id: "3042090", lifecycle_stage: "deleted" }]);
    expect((await post("experiments/search", { view_type: "ALL" })).experiments).toHaveLength(4);
    expect((await get("experiments/get", { experiment_id: "3042090" })).experiment.lifecycle_stage).toBe("deleted");
  });

  test("live: create, find by name, rename, tag, delete with the runs, restore", async () => {
    const name = "/Users/ana@example.com/scratch";
    const { experiment_id } = await post("experiments/create", { name });
    const bare = await send("POST", "experiments/create", { name: "churn-v3" });
    expect(JSON.stringify(bare)).toContain("must be an absolute path");
    expect(await send("POST", "experiments/create", { name })).toMatchObject({
      status: 400,
      body: { error_code: "RESOURCE_ALREADY_EXISTS", message: `Node named '${name}' already exists.` },
    });
    await post("experiments/update", { experiment_id, new_name: `${name}-2` });
    await post("experiments/set-experiment-tag", { experiment_id, key: "a", value: "b" });
    const { run } = await post("runs/create", { experiment_id, run_name: "one" });
    await post("experiments/delete", { experiment_id });
    expect(await searchRuns({ experiment_ids: [experiment_id] })).toEqual([]);
    await post("experiments/restore", { experiment_id });
    expect(await searchRuns({ experiment_ids: [experiment_id] })).toMatchObject([
      { info: { run_id: run.info.run_id } },
    ]);
    const { experiment } = await get("experiments/get-by-name", { experiment_name: `${name}-2` });
    expect(experiment).toMatchObject({ experiment_id, tags: expect.arrayContaining([{ key: "a", value: "b" }]) });
    await post("experiments/delete", { experiment_id });
  });

  test("an unknown experiment is a 404 that names it", async () => {
    expect(await send("GET", "experiments/get", { experiment_id: "9" })).toMatchObject({
      status: 404,
      body: { error_code: "RESOURCE_DOES_NOT_EXIST", message: "Node ID 9 does not exist." },
    });
    expect((await send("GET", "experiments/get-by-name", { experiment_name: "/x" })).status).toBe(404);
  });
});

describe("runs", () => {
  test("search filters by metrics, params, tags and attributes, and orders", async () => {
    const best = await searchRuns({
      filter: "metrics.auc > 0.85 and params.model = 'xgboost'",
      order_by: ["metrics.auc DESC"],
    });
    const values = best.map((run) => Number(metric(run, "auc")));
    expect(values.length).toBeGreaterThan(3);
    expect(values).toEqual([...values].sort((a, b) => b - a));
    expect(Math.min(...values)).toBeGreaterThan(0.85);
    expect(await searchRuns({ filter: "tags.env = 'prod-candidate'" })).toHaveLength(4);
    const spaced = await searchRuns({
      experiment_ids: ["3042207"],
      filter: "params.`horizon days` = '28' AND metrics.\"coverage@90\" > 0.5",
    });
    expect(spaced.length).toBeGreaterThan(1);
    const failed = await searchRuns({ experiment_ids: ["3042333"], filter: "attributes.status = 'FAILED'" });
    expect(failed).toHaveLength(1);
    expect(
      await searchRuns({ filter: `run_id IN ('${failed[0]?.info.run_id}')`, experiment_ids: ["3042333"] }),
    ).toEqual(failed);
  });

  test("pages through all runs once", async () => {
    const seen: string[] = [];
    let token: string | undefined;
    do {
      const page = await post("runs/search", {
        experiment_ids: ["3042111", "3042207", "3042333"],
        max_results: 10,
        page_token: token,
      });
      seen.push(...page.runs.map((run: SeenRun) => run.info.run_id));
      token = page.next_page_token;
    } while (token);
    expect(seen).toHaveLength(37);
    expect(new Set(seen).size).toBe(37);
  });

  test("an invalid filter is a 400 with the reason", async () => {
    expect(
      await send("POST", "runs/search", { experiment_ids: ["3042111"], filter: "metrics.auc > 'high'" }),
    ).toMatchObject({
      status: 400,
      body: { error_code: "INVALID_PARAMETER_VALUE", message: "Expected numeric value type for metric. Found 'high'" },
    });
    expect((await send("POST", "runs/search", {})).status).toBe(400);
    expect((await send("POST", "runs/search", { experiment_ids: ["3042111"], page_token: "!" })).status).toBe(400);
    expect((await send("POST", "runs/search", { experiment_ids: ["3042111"], max_results: 50_001 })).status).toBe(400);
  });

  test("the data is the same every time", async () => {
    const other = await startSandbox({ token: sandbox.token, rateLimit: 1000 });
    const mine = await get("runs/get", { run_id: (await searchRuns({ max_results: 1 }))[0]?.info.run_id ?? "" });
    const theirs = await fetch(`${other.url}/api/2.0/mlflow/runs/get?run_id=${mine.run.info.run_id}`, {
      headers: { authorization: `Bearer ${other.token}` },
    }).then((response) => response.json());
    await other.close();
    expect(theirs).toEqual(mine);
  });

  test("live: create, log, finish, delete, restore", async () => {
    const { run } = await post("runs/create", {
      experiment_id: "3042207",
      run_name: "live",
      tags: [{ key: "env", value: "test" }],
    });
    const run_id: string = run.info.run_id;
    await post("runs/log-metric", { run_id, key: "rmse", value: 3, timestamp: 10, step: 0 });
    await post("runs/log-metric", { run_id, key: "rmse", value: 2, timestamp: 20, step: 1 });
    await post("runs/log-metric", { run_id, key: "rmse", value: "NaN", timestamp: 5, step: 2 });
    await post("runs/log-parameter", { run_id, key: "depth", value: "6" });
    await post("runs/log-batch", {
      run_id,
      params: [{ key: "rate", value: "0.1" }],
      tags: [{ key: "a", value: "1" }],
      metrics: [{ key: "mape", value: 0.1, timestamp: 1 }],
    });
    await post("runs/set-tag", { run_id, key: "b", value: "2" });
    await post("runs/delete-tag", { run_id, key: "a" });
    await post("runs/update", { run_id, status: "FINISHED", end_time: 30 });
    const { run: now } = await get("runs/get", { run_id });
    expect(now.info).toMatchObject({ status: "FINISHED", end_time: 30, run_name: "live" });
    expect(metric(now, "rmse")).toBe(2);
    expect(now.data.params).toEqual([
      { key: "depth", value: "6" },
      { key: "rate", value: "0.1" },
    ]);
    expect(now.data.tags.map(({ key }: { key: string }) => key)).toEqual(["mlflow.user", "env", "mlflow.runName", "b"]);
    expect(await send("POST", "runs/log-parameter", { run_id, key: "depth", value: "7" })).toMatchObject({
      status: 400,
    });
    expect(await send("POST", "runs/log-metric", { run_id, key: "x", value: "tall", timestamp: 1 })).toMatchObject({
      status: 400,
    });
    await post("runs/delete", { run_id });
    expect(await send("POST", "runs/set-tag", { run_id, key: "b", value: "3" })).toMatchObject({ status: 400 });
    expect(await searchRuns({ experiment_ids: ["3042207"], filter: "run_name = 'live'" })).toEqual([]);
    expect(await searchRuns({ experiment_ids: ["3042207"], run_view_type: "DELETED_ONLY" })).toHaveLength(1);
    await post("runs/restore", { run_id });
    expect(await searchRuns({ experiment_ids: ["3042207"], filter: "run_name = 'live'" })).toHaveLength(1);
    await post("runs/delete", { run_id });
  });

  test("an unknown run is a 404 that names it", async () => {
    expect(await send("GET", "runs/get", { run_id: "zz" })).toMatchObject({
      status: 404,
      body: { error_code: "RESOURCE_DOES_NOT_EXIST", message: "Run 'zz' not found." },
    });
  });
});

describe("histories and artifacts", () => {
  test("returns a history whole or in pages", async () => {
    const run_id = (await searchRuns({ filter: "run_name = 'xgb-d5-lr0.1'" }))[0]?.info.run_id ?? "";
    const whole = await get("metrics/get-history", { run_id, metric_key: "valid_logloss" });
    expect(whole.metrics).toHaveLength(101);
    expect(whole.metrics[100].step).toBe(100);
    expect(whole.metrics[100].value).toBeLessThan(whole.metrics[0].value);
    const first = await get("metrics/get-history", { run_id, metric_key: "valid_logloss", max_results: "60" });
    const rest = await get("metrics/get-history", {
      run_id,
      metric_key: "valid_logloss",
      max_results: "60",
      page_token: first.next_page_token,
    });
    expect([...first.metrics, ...rest.metrics]).toEqual(whole.metrics);
    expect(rest.next_page_token).toBe("");
    expect(await get("metrics/get-history", { run_id, metric_key: "none" })).toEqual({ next_page_token: "" });
    expect((await send("GET", "metrics/get-history", { run_id, metric_key: "x", max_results: "25001" })).status).toBe(
      400,
    );
  });

  test("NaN is text, in the run and in the history", async () => {
    const [run] = await searchRuns({ experiment_ids: ["3042333"], filter: "params.lr = '0.1'" });
    expect(metric(run, "loss")).toBe("NaN");
    const { metrics } = await get("metrics/get-history", { run_id: run?.info.run_id ?? "", metric_key: "loss" });
    expect(metrics.slice(18, 20).map(({ value }: { value: unknown }) => typeof value)).toEqual(["number", "string"]);
  });

  test("artifacts are listed folder by folder", async () => {
    const run_id = (await searchRuns({ filter: "run_name = 'xgb-d5-lr0.1'" }))[0]?.info.run_id ?? "";
    const root = await get("artifacts/list", { run_id });
    expect(root.root_uri).toBe(`dbfs:/databricks/mlflow-tracking/3042111/${run_id}/artifacts`);
    expect(root.files).toEqual([
      { path: "confusion_matrix.png", is_dir: false, file_size: expect.any(Number) },
      { path: "model", is_dir: true },
    ]);
    expect((await get("artifacts/list", { run_id, path: "model" })).files).toMatchObject([
      { path: "model/MLmodel" },
      { path: "model/model.xgb" },
    ]);
    expect((await get("artifacts/list", { run_id, path: "nothing" })).files).toBeUndefined();
  });

  test("artifacts are read through links, which exist for missing files too", async () => {
    const run_id = (await searchRuns({ filter: "run_name = 'xgb-d5-lr0.1'" }))[0]?.info.run_id ?? "";
    const path = ["confusion_matrix.png", "model/MLmodel", "no/such file"];
    const { credential_infos } = await post("artifacts/credentials-for-read", { run_id, path });
    const [picture, model, missing] = await Promise.all(
      credential_infos.map(({ signed_uri }: { signed_uri: string }) => fetch(signed_uri)),
    );
    const bytes = new Uint8Array(await picture.arrayBuffer());
    expect([picture.headers.get("content-type"), ...bytes.slice(1, 4)]).toEqual(["image/png", 80, 78, 71]);
    const { files } = await get("artifacts/list", { run_id });
    expect(files[0].file_size).toBe(bytes.byteLength);
    expect(await model.text()).toContain(`run_id: ${run_id}`);
    expect(missing.status).toBe(404);
  });
});
