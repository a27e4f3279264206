import { describe, expect, test } from "vitest";
import { type Actor, ETL, openIdentities } from "../identity-session.ts";

const SHARED = "7e083095329f3ca5";
const NIGHT = "a1b2c3d4e5f60718";
const BEN = "ben@example.com";

const { session, ana, ben, etl } = await openIdentities();

const allow = async (type: string, id: unknown, permission_level: string, principal: object = { user_name: BEN }) => {
  const access_control_list = [{ ...principal, permission_level }];
  const { status } = await ana.call("PATCH", `/api/2.0/permissions/${type}/${id}`, { access_control_list });
  expect(status).toBe(200);
};
const DENIED = [403, "PERMISSION_DENIED"];
const denied = async (answer: ReturnType<Actor["call"]>) => session.refusal(await answer);
const ids = async (who: Actor, path: string, field: string, id: string) => {
  const { body } = await who.get(path);
  return (Object(body)[field] ?? []).map((one: Record<string, unknown>) => one[id]);
};

describe("jobs", () => {
  const tasks = [{ task_key: "one", condition_task: { op: "EQUAL_TO", left: "1", right: "1" } }];

  test("CAN_VIEW reads, CAN_MANAGE_RUN runs, CAN_MANAGE changes", async () => {
    const { body } = await ana.call("POST", "/api/2.2/jobs/create", { name: "acl", tasks });
    const { job_id } = body;
    const get = () => ben.get(`/api/2.2/jobs/get?job_id=${job_id}`);
    const run = () => ben.call("POST", "/api/2.2/jobs/run-now", { job_id });
    const update = () => ben.call("POST", "/api/2.2/jobs/update", { job_id, new_settings: { name: "by ben" } });
    expect(await denied(get())).toEqual(DENIED);
    expect(await ids(ben, "/api/2.2/jobs/list", "jobs", "job_id")).not.toContain(job_id);
    await allow("jobs", job_id, "CAN_VIEW");
    expect((await get()).status).toBe(200);
    expect(await ids(ben, "/api/2.2/jobs/list", "jobs", "job_id")).toEqual([job_id]);
    expect(await denied(run())).toEqual(DENIED);
    await allow("jobs", job_id, "CAN_MANAGE_RUN");
    const { run_id } = (await run()).body;
    expect((await ben.get(`/api/2.2/jobs/runs/get?run_id=${run_id}`)).status).toBe(200);
    expect(await denied(update())).toEqual(DENIED);
    await allow("jobs", job_id, "CAN_MANAGE");
    expect((await update()).status).toBe(200);
    expect((await ben.call("POST", "/api/2.2/jobs/delete", { job_id })).status).toBe(200);
  });

  test("runs belong to those who may see the job, or who started them", async () => {
    const { body } = await ana.call("POST", "/api/2.2/jobs/create", { name: "acl runs", tasks });
    const { run_id } = (await ana.call("POST", "/api/2.2/jobs/run-now", body)).body;
    expect(await denied(ben.get(`/api/2.2/jobs/runs/get?run_id=${run_id}`))).toEqual(DENIED);
    expect(await denied(ben.call("POST", "/api/2.2/jobs/runs/cancel", { run_id }))).toEqual(DENIED);
    expect(await ids(ben, "/api/2.2/jobs/runs/list", "runs", "run_id")).not.toContain(run_id);
    await allow("jobs", body.job_id, "CAN_VIEW", { group_name: "analysts" });
    expect(await ids(ben, `/api/2.2/jobs/runs/list?job_id=${body.job_id}`, "runs", "run_id")).toEqual([run_id]);
  });

  test("a job is out of reach for its creator once another identity owns it", async () => {
    const { body } = await ben.call("POST", "/api/2.2/jobs/create", { name: "bens" });
    const path = `/api/2.2/jobs/get?job_id=${body.job_id}`;
    expect((await ben.get(path)).status).toBe(200);
    await allow("jobs", body.job_id, "IS_OWNER", { service_principal_name: ETL.application });
    expect(await denied(ben.get(path))).toEqual(DENIED);
    expect((await etl.get(path)).status).toBe(200);
  });
});

test("clusters: CAN_ATTACH_TO attaches, CAN_RESTART starts, CAN_MANAGE edits", async () => {
  const cluster = { spark_version: "15.4.x-scala2.12", node_type_id: "i3.xlarge", num_workers: 1 };
  const { body } = await ana.call("POST", "/api/2.1/clusters/create", { cluster_name: "acl", ...cluster });
  const { cluster_id } = body;
  const act = (action: string, more = {}) => ben.call("POST", `/api/2.1/clusters/${action}`, { cluster_id, ...more });
  expect(await ids(ben, "/api/2.1/clusters/list", "clusters", "cluster_id")).not.toContain(cluster_id);
  expect(await denied(ben.get(`/api/2.1/clusters/get?cluster_id=${cluster_id}`))).toEqual(DENIED);
  const context = { clusterId: cluster_id, language: "python" };
  const refused = await ben.call("POST", "/api/1.2/contexts/create", context);
  expect([refused.status, refused.text]).toEqual([403, expect.stringContaining("CAN_ATTACH_TO")]);
  await allow("clusters", cluster_id, "CAN_ATTACH_TO");
  expect(await ids(ben, "/api/2.1/clusters/list", "clusters", "cluster_id")).toContain(cluster_id);
  expect(await denied(act("delete"))).toEqual(DENIED);
  await allow("clusters", cluster_id, "CAN_RESTART");
  expect((await act("delete")).status).toBe(200);
  expect(await denied(act("edit", { cluster_name: "by ben", ...cluster }))).toEqual(DENIED);
});

test("warehouses: CAN_USE runs statements and starts, only managers stop and edit", async () => {
  expect(await ben.sql("SELECT 1")).toEqual([["1"]]);
  expect(await denied(ben.call("POST", `/api/2.0/sql/warehouses/${SHARED}/stop`))).toEqual(DENIED);
  expect(await ids(ben, "/api/2.0/sql/warehouses", "warehouses", "id")).toEqual([SHARED]);
  const statement = { statement: "SELECT 1", warehouse_id: NIGHT };
  expect(await denied(ben.call("POST", "/api/2.0/sql/statements", statement))).toEqual(DENIED);
  expect(await denied(ben.get(`/api/2.0/sql/warehouses/${NIGHT}`))).toEqual(DENIED);
  await allow("warehouses", NIGHT, "CAN_MONITOR");
  expect((await ben.call("POST", `/api/2.0/sql/warehouses/${NIGHT}/start`)).status).toBe(200);
  expect(await denied(ben.call("POST", `/api/2.0/sql/warehouses/${NIGHT}/edit`, { name: "bens" }))).toEqual(DENIED);
});

describe("the workspace tree", () => {
  const content = Buffer.from("SELECT 1").toString("base64");
  const put = (who: Actor, path: string, overwrite = false) =>
    who.call("POST", "/api/2.0/workspace/import", { path, content, format: "SOURCE", language: "SQL", overwrite });
  const status = (who: Actor, path: string) => who.get(`/api/2.0/workspace/get-status?path=${path}`);
  const home = "/Users/ana@example.com/acl";

  test("notebooks of others are out of reach until a folder or the notebook is shared", async () => {
    await ana.call("POST", "/api/2.0/workspace/mkdirs", { path: `${home}/deep` });
    await put(ana, `${home}/deep/one`);
    await put(ana, `${home}/two`);
    expect(await denied(status(ben, `${home}/two`))).toEqual(DENIED);
    expect(await denied(ben.get(`/api/2.0/workspace/export?path=/Workspace${home}/two`))).toEqual(DENIED);
    const folder = (await status(ana, `${home}/deep`)).body.object_id;
    await allow("directories", folder, "CAN_READ");
    expect((await status(ben, `${home}/deep/one`)).status).toBe(200);
    expect(await denied(put(ben, `${home}/deep/one`, true))).toEqual(DENIED);
    // The folders above are visible, without what else they contain.
    expect(await ids(ben, `/api/2.0/workspace/list?path=${home}`, "objects", "path")).toEqual([`${home}/deep`]);
    await allow("directories", folder, "CAN_EDIT");
    expect((await put(ben, `${home}/deep/one`, true)).status).toBe(200);
    expect(await denied(put(ben, `${home}/deep/new`))).toEqual(DENIED);
    expect(await denied(ben.call("POST", "/api/2.0/workspace/delete", { path: `${home}/deep/one` }))).toEqual(DENIED);
    await allow("directories", folder, "CAN_MANAGE");
    expect((await put(ben, `${home}/deep/new`)).status).toBe(200);
  });

  test("everyone has a home and the shared folder", async () => {
    expect((await ben.call("POST", "/api/2.0/workspace/mkdirs", { path: `/Users/${BEN}` })).status).toBe(200);
    for (const path of [`/Users/${BEN}/mine`, "/Shared/ours"]) {
      expect((await put(ben, path)).status).toBe(200);
      expect((await ben.call("POST", "/api/2.0/workspace/delete", { path })).status).toBe(200);
    }
    expect((await status(ben, "/Users/ana@example.com/acl/none")).status).toBe(404);
  });
});

test("dashboards: CAN_READ shows, CAN_EDIT changes and publishes, CAN_MANAGE deletes", async () => {
  const { body } = await ana.call("POST", "/api/2.0/lakeview/dashboards", { display_name: "acl" });
  const path = `/api/2.0/lakeview/dashboards/${body.dashboard_id}`;
  expect(await denied(ben.get(path))).toEqual(DENIED);
  await allow("dashboards", body.dashboard_id, "CAN_READ");
  expect((await ben.get(path)).status).toBe(200);
  expect(await denied(ben.call("PATCH", path, { display_name: "by ben" }))).toEqual(DENIED);
  await allow("dashboards", body.dashboard_id, "CAN_EDIT");
  expect((await ben.call("PATCH", path, { display_name: "by ben" })).status).toBe(200);
  expect(await denied(ben.call("DELETE", path))).toEqual(DENIED);
});

test("pipelines: CAN_VIEW shows, CAN_RUN starts an update, owners change", async () => {
  const { body } = await ana.call("POST", "/api/2.0/pipelines", { name: "acl", libraries: [] });
  const path = `/api/2.0/pipelines/${body.pipeline_id}`;
  const start = () => ben.call("POST", `${path}/updates`, {});
  await allow("pipelines", body.pipeline_id, "CAN_VIEW");
  expect((await ben.get(path)).status).toBe(200);
  expect(await denied(start())).toEqual(DENIED);
  await allow("pipelines", body.pipeline_id, "CAN_RUN");
  expect((await start()).status).toBe(200);
  expect(await denied(ben.call("PUT", path, { name: "by ben" }))).toEqual(DENIED);
});

test("only those who may manage an object change its permissions", async () => {
  const { body } = await ana.call("POST", "/api/2.2/jobs/create", { name: "acl grants" });
  const path = `/api/2.0/permissions/jobs/${body.job_id}`;
  const share = () =>
    ben.call("PATCH", path, { access_control_list: [{ group_name: "users", permission_level: "CAN_VIEW" }] });
  expect(await denied(ben.get(path))).toEqual(DENIED);
  await allow("jobs", body.job_id, "CAN_VIEW");
  expect((await ben.get(path)).status).toBe(200);
  expect(await denied(share())).toEqual(DENIED);
  await allow("jobs", body.job_id, "CAN_MANAGE");
  expect((await share()).status).toBe(200);
});

describe("objects of machine learning, apps and Genie", () => {
  test("serving endpoints: CAN_VIEW reads, CAN_QUERY queries, CAN_MANAGE changes", async () => {
    const { endpoints } = (await ana.get("/api/2.0/serving-endpoints")).body;
    const [{ id, name }] = endpoints as [{ id: string; name: string }];
    await allow("serving-endpoints", id, "CAN_VIEW", { user_name: "ana@example.com" });
    const path = `/api/2.0/serving-endpoints/${name}`;
    const query = () => ben.call("POST", `/serving-endpoints/${name}/invocations`, { dataframe_records: [{}] });
    expect(await denied(ben.get(path))).toEqual(DENIED);
    expect(await ids(ben, "/api/2.0/serving-endpoints", "endpoints", "id")).not.toContain(id);
    await allow("serving-endpoints", id, "CAN_VIEW");
    expect((await ben.get(path)).status).toBe(200);
    expect(await denied(query())).toEqual(DENIED);
    await allow("serving-endpoints", id, "CAN_QUERY");
    expect((await query()).status).not.toBe(403);
    expect(await denied(ben.call("DELETE", path))).toEqual(DENIED);
  });

  test("Genie spaces: CAN_VIEW reads, CAN_RUN asks, CAN_EDIT changes", async () => {
    const [space] = await ids(ana, "/api/2.0/genie/spaces", "spaces", "space_id");
    const path = `/api/2.0/genie/spaces/${space}`;
    const ask = () => ben.call("POST", `${path}/start-conversation`, { content: "How many orders?" });
    expect(await denied(ben.get(path))).toEqual(DENIED);
    expect(await denied(ask())).toEqual(DENIED);
    await allow("genie", space, "CAN_RUN");
    expect(await ids(ben, "/api/2.0/genie/spaces", "spaces", "space_id")).toContain(space);
    expect((await ask()).status).toBe(200);
    expect(await denied(ben.call("PATCH", path, { title: "by ben" }))).toEqual(DENIED);
  });

  test("apps: CAN_USE sees, CAN_MANAGE changes", async () => {
    expect((await ana.call("POST", "/api/2.0/apps", { name: "acl-app" })).status).toBe(200);
    const path = "/api/2.0/apps/acl-app";
    expect(await denied(ben.get(path))).toEqual(DENIED);
    await allow("apps", "acl-app", "CAN_USE");
    expect(await ids(ben, "/api/2.0/apps", "apps", "name")).toContain("acl-app");
    expect(await denied(ben.call("POST", `${path}/stop`))).toEqual(DENIED);
    await allow("apps", "acl-app", "CAN_MANAGE");
    expect((await ben.call("PATCH", path, { description: "by ben" })).status).toBe(200);
  });

  test("experiments: CAN_READ reads runs too, CAN_EDIT logs, CAN_MANAGE deletes", async () => {
    const name = "/Users/ana@example.com/acl-experiment";
    const { experiment_id } = (await ana.call("POST", "/api/2.0/mlflow/experiments/create", { name })).body;
    const run = Object((await ana.call("POST", "/api/2.0/mlflow/runs/create", { experiment_id })).body.run).info.run_id;
    const get = () => ben.get(`/api/2.0/mlflow/experiments/get?experiment_id=${experiment_id}`);
    const tag = () => ben.call("POST", "/api/2.0/mlflow/runs/set-tag", { run_id: run, key: "by", value: "ben" });
    expect(await denied(get())).toEqual(DENIED);
    expect(await denied(ben.get(`/api/2.0/mlflow/runs/get?run_id=${run}`))).toEqual(DENIED);
    await allow("experiments", experiment_id, "CAN_READ");
    expect((await get()).status).toBe(200);
    expect(await denied(tag())).toEqual(DENIED);
    await allow("experiments", experiment_id, "CAN_EDIT");
    expect((await tag()).status).toBe(200);
    expect(await denied(ben.call("POST", "/api/2.0/mlflow/experiments/delete", { experiment_id }))).toEqual(DENIED);
  });

  test("experiments of others are in no search, with their runs and models, until they are shared", async () => {
    const name = "/Users/ana@example.com/acl-hidden";
    const { experiment_id } = (await ana.call("POST", "/api/2.0/mlflow/experiments/create", { name })).body;
    const run = Object((await ana.call("POST", "/api/2.0/mlflow/runs/create", { experiment_id })).body.run).info.run_id;
    const made = await ana.call("POST", "/api/2.0/mlflow/logged-models", { experiment_id, source_run_id: run });
    const { model_id } = Object(made.body.model).info;
    const search = async (what: string, body: object) => {
      const found = (await ben.call("POST", `/api/2.0/mlflow/${what}/search`, body)).body;
      return JSON.stringify(found);
    };
    const reads = [
      () => ben.get(`/api/2.0/mlflow/experiments/get-by-name?experiment_name=${name}`),
      () => ben.get(`/api/2.0/mlflow/logged-models/${model_id}`),
      () => ben.get(`/api/2.0/mlflow/logged-models/${model_id}/artifacts/directories`),
      () => ben.call("POST", "/api/2.0/mlflow/artifacts/credentials-for-read", { run_id: run, path: ["a"] }),
    ];
    const finalize = () =>
      ben.call("PATCH", `/api/2.0/mlflow/logged-models/${model_id}`, { status: "LOGGED_MODEL_READY" });
    const found = async () => [
      (await search("experiments", {})).includes(name),
      (await search("runs", { experiment_ids: [experiment_id] })).includes(run),
      (await search("logged-models", { experiment_ids: [experiment_id] })).includes(model_id),
    ];
    expect(await found()).toEqual([false, false, false]);
    for (const read of reads) expect(await denied(read())).toEqual(DENIED);
    await allow("experiments", experiment_id, "CAN_READ");
    expect(await found()).toEqual([true, true, true]);
    for (const read of reads) expect((await read()).status).toBe(200);
    expect(await denied(finalize())).toEqual(DENIED);
    await allow("experiments", experiment_id, "CAN_EDIT");
    expect((await finalize()).status).toBe(200);
  });

  test("registered models: CAN_READ reads, CAN_EDIT describes, stages need their own level", async () => {
    const name = "acl-model";
    await ana.call("POST", "/api/2.0/mlflow/registered-models/create", { name });
    const found = await ana.get(`/api/2.0/mlflow/databricks/registered-models/get?name=${name}`);
    const { id } = Object(found.body.registered_model_databricks);
    const get = () => ben.get(`/api/2.0/mlflow/registered-models/get?name=${name}`);
    const update = () => ben.call("PATCH", "/api/2.0/mlflow/registered-models/update", { name, description: "by ben" });
    expect(await denied(get())).toEqual(DENIED);
    await allow("registered-models", id, "CAN_READ");
    expect((await get()).status).toBe(200);
    expect(await denied(update())).toEqual(DENIED);
    await allow("registered-models", id, "CAN_EDIT");
    expect((await update()).status).toBe(200);
    expect(await denied(ben.call("DELETE", "/api/2.0/mlflow/registered-models/delete", { name }))).toEqual(DENIED);
  });
});
