import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import { connect, textOf } from "../../support/harness.ts";
import { on, server, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const API = "/api/2.0/mlflow";

test("NaN and the infinities can be logged, as the text that MLflow takes", async () => {
  const seen = on(`POST ${API}/runs/log-batch`, {});
  const { call } = await connect();
  const values = ["NaN", "inf", "-Infinity", 0.5, "1e-3"];
  const metrics = values.map((value, at) => ({ key: `m${at}`, value }));
  expect((await call("log_batch", { run_id: "r1", metrics })).isError).toBeFalsy();
  expect(seen[0]?.body).toMatchObject({
    metrics: ["NaN", "Infinity", "-Infinity", 0.5, 0.001].map((value) => ({ value })),
  });
  const refused = await call("log_batch", { run_id: "r1", metrics: [{ key: "a", value: "high" }] });
  expect(textOf(refused)).toContain("must be a number, NaN, Infinity or -Infinity");
});

test("the last value of a metric is that of the latest step, not the last that was logged", async () => {
  const point = (step: number, value: number, timestamp: number) => ({ key: "loss", value, step, timestamp });
  on(`GET ${API}/metrics/get-history`, { metrics: [point(0, 5, 1), point(4, 4, 2), point(2, 9, 3)] });
  const { call } = await connect();
  const result = await call("get_metric_history", { run_id: "r1", metric_key: "loss" });
  expect(textOf(result)).toContain("last 4 at step 4");
  expect(result.structuredContent).toMatchObject({ points: [{ step: 0 }, { step: 4 }, { step: 2 }] });
});

test("the files of a run's logged models are listed and read like its own", async () => {
  const run = (...ids: readonly string[]) => ({
    run: { info: { run_id: "r1" }, outputs: { model_outputs: ids.map((model_id) => ({ model_id })) } },
  });
  on(`GET ${API}/runs/get`, run("m-1", "m-2"));
  on(`GET ${API}/logged-models/m-1`, { model: { info: { model_id: "m-1", name: "model" } } });
  on(`GET ${API}/logged-models/m-2`, { model: { info: { model_id: "m-2", name: "model" } } });
  on(`GET ${API}/artifacts/list`, ({ query }) =>
    query.path === undefined ? { files: [{ path: "log.txt", is_dir: false, file_size: 3 }] } : { root_uri: "dbfs:/r" },
  );
  const files = on(`GET ${API}/logged-models/m-1/artifacts/directories`, {
    files: [{ path: "MLmodel", is_dir: false, file_size: 9 }],
  });
  const link = "https://acme.blob.core.windows.net/m/MLmodel?sig=x";
  on(`POST ${API}/artifacts/credentials-for-read`, {
    credential_infos: [{ path: "x", signed_uri: "https://acme.blob.core.windows.net/r/x?sig=x" }],
  });
  const asked = on(`POST ${API}/logged-models/m-1/artifacts/credentials-for-download`, {
    credentials: [{ model_id: "m-1", credential_info: { path: "MLmodel", signed_uri: link } }],
  });
  server.use(
    http.get("https://acme.blob.core.windows.net/r/x", () => new HttpResponse("no", { status: 404 })),
    http.get("https://acme.blob.core.windows.net/m/MLmodel", () => HttpResponse.text("flavors:")),
  );
  const { call } = await connect();
  const list = async (path?: string) => (await call("list_artifacts", { run_id: "r1", path })).structuredContent;
  expect(await list()).toEqual({
    files: [
      { path: "log.txt", is_dir: false, file_size: 3 },
      { path: "model", is_dir: true },
      { path: "m-2", is_dir: true },
    ],
  });
  expect(await list("model")).toEqual({ files: [{ path: "model/MLmodel", is_dir: false, file_size: 9 }] });
  expect(await list("other")).toEqual({ files: [] });
  expect(files[0]?.query).toEqual({});
  const read = await call("read_artifact", { run_id: "r1", path: "model/MLmodel" });
  expect(read.structuredContent).toMatchObject({ content: "flavors:", path: "model/MLmodel" });
  expect(asked[0]?.body).toEqual({ paths: ["MLmodel"] });
  expect(JSON.stringify(read)).not.toContain("sig=x");
  expect((await call("read_artifact", { run_id: "r1", path: "none.txt" })).isError).toBe(true);
});

test("the logged models of MLflow 3 are shown, and registered by their id", async () => {
  on(`GET ${API}/runs/get`, { run: { info: { run_id: "r1" }, outputs: { model_outputs: [{ model_id: "m-1a2b" }] } } });
  const created = on(`POST ${API}/model-versions/create`, {
    model_version: { name: "churn", version: "2", status: "READY" },
  });
  on(`GET ${API}/model-versions/get`, { model_version: { name: "churn", version: "2", status: "READY" } });
  const { call } = await connect();
  expect((await call("get_run", { run_id: "r1" })).structuredContent).toMatchObject({ model_ids: ["m-1a2b"] });
  await call("create_model_version", { name: "churn", source: "models:/m-1a2b" });
  expect(created[0]?.body).toMatchObject({ source: "models:/m-1a2b", model_id: "m-1a2b" });
});
