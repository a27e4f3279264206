import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { startSandbox } from "../../../sandbox/index.ts";
import { openRest, type RestSession } from "../rest-session.ts";

const API = "/api/2.0/serving-endpoints";
const QUERY = "/serving-endpoints/churn/invocations";
const model = { entity_name: "main.sales.churn", entity_version: "2", workload_size: "Small" };

let session: RestSession;
beforeAll(async () => {
  session = await openRest();
});
afterAll(() => session.close());

describe("a linear model", () => {
  const columns = ["support_tickets", "monthly_charges", "tenure_months"];
  const row = { support_tickets: 2, monthly_charges: 50, tenure_months: 5 };
  // The intercept, then each weight with its value.
  const logit = -1.2 + 0.45 * 2 + 0.021 * 50 - 0.058 * 5;

  test.each([
    [{ dataframe_records: [row] }],
    [{ dataframe_split: { columns, data: [[2, 50, 5]] } }],
    [{ instances: [[2, 50, 5]] }],
    [{ inputs: [row] }],
  ])("computes the same from every style of input: %j", async (body) => {
    const { predictions } = (await session.post(QUERY, body)).body as { predictions: number[] };
    expect(predictions).toEqual([expect.closeTo(1 / (1 + Math.exp(-logit)), 5)]);
  });

  test.each([
    [{ dataframe_records: [{}] }, "Model is missing inputs ['support_tickets'"],
    [{ instances: [["a", 1, 2]] }, "Incompatible input types for column support_tickets"],
    [{ messages: [] }, "must have one of dataframe_records"],
  ])("%j is refused as MLflow does", async (body, words) => {
    const answer = await session.post(QUERY, body);
    expect(session.refusal(answer)).toEqual([400, "BAD_REQUEST"]);
    expect(answer.body.message).toContain(words);
  });
});

describe("a config", () => {
  const two = [model, { ...model, name: "other" }];
  const routes = (...shares: number[]) => ({
    routes: shares.map((traffic_percentage, at) => ({
      served_entity_name: ["churn-2", "other"][at],
      traffic_percentage,
    })),
  });

  test.each([
    ["nothing", { served_entities: [] }, 400, "INVALID_PARAMETER_VALUE"],
    ["an unknown version", { served_entities: [{ ...model, entity_version: "9" }] }, 404, "RESOURCE_DOES_NOT_EXIST"],
    ["no size", { served_entities: [{ ...model, workload_size: undefined }] }, 400, "INVALID_PARAMETER_VALUE"],
    ["one name twice", { served_entities: [model, model] }, 400, "INVALID_PARAMETER_VALUE"],
    ["no traffic for two", { served_entities: two }, 400, "INVALID_PARAMETER_VALUE"],
    ["110 %", { served_entities: two, traffic_config: routes(60, 50) }, 400, "INVALID_PARAMETER_VALUE"],
    [
      "traffic to nobody",
      { served_entities: [model], traffic_config: { routes: [{ served_entity_name: "x", traffic_percentage: 100 }] } },
      400,
      "INVALID_PARAMETER_VALUE",
    ],
  ])("with %s is refused", async (_, config, status, code) => {
    expect(session.refusal(await session.post(API, { name: "x", config }))).toEqual([status, code]);
  });

  test("cannot change during a deployment, nor be queried before it is ready", async () => {
    // At its believable speed: a deployment takes eight seconds.
    const sandbox = await startSandbox();
    onTestFinished(() => sandbox.close());
    const send = async (method: string, path: string, body: object) => {
      const headers = { authorization: `Bearer ${sandbox.token}` };
      const answer = await fetch(sandbox.url + path, { method, headers, body: JSON.stringify(body) });
      return { status: answer.status, body: await answer.json() };
    };
    const config = { served_entities: two, traffic_config: routes(10, 90) };
    const created = await send("POST", API, { name: "slow", config });
    expect(created.body).toMatchObject({ state: { ready: "NOT_READY", config_update: "IN_PROGRESS" } });
    for (const [method, path, body, status, error_code] of [
      ["POST", API, { name: "slow", config }, 400, "RESOURCE_ALREADY_EXISTS"],
      ["PUT", `${API}/slow/config`, config, 409, "RESOURCE_CONFLICT"],
      ["POST", "/serving-endpoints/slow/invocations", {}, 400, "BAD_REQUEST"],
    ] as const) {
      expect(await send(method, path, body)).toMatchObject({ status, body: { error_code } });
    }
  });
});

describe("a version that was registered from a run", () => {
  const deployed = async (name: string, run_id: string, model_name: string) => {
    const parts = { catalog_name: "main", schema_name: "sales", name: model_name };
    await session.post("/api/2.1/unity-catalog/models", parts);
    const entity_name = `main.sales.${model_name}`;
    const register = "/api/2.0/mlflow/unity-catalog/model-versions/create";
    await session.post(register, { name: entity_name, source: `runs:/${run_id}/model` });
    const config = { served_entities: [{ entity_name, entity_version: "1", workload_size: "Small" }] };
    await session.post(API, { name, config });
    await expect
      .poll(async () => (await session.get(`${API}/${name}`)).body.state, { timeout: 5000 })
      .not.toMatchObject({ config_update: "IN_PROGRESS" });
    return (await session.get(`${API}/${name}`)).body;
  };

  test("is served, and answers", async () => {
    const filter = "params.model = 'xgboost'";
    const { runs } = (await session.post("/api/2.0/mlflow/runs/search", { experiment_ids: ["3042111"], filter })).body;
    const run = (runs as { info: { run_id: string } }[])[0]?.info.run_id ?? "";
    expect(await deployed("fraud", run, "fraud")).toMatchObject({ state: { ready: "READY" } });
    const row = { support_tickets: 1, monthly_charges: 20, tenure_months: 3 };
    const { body } = await session.post("/serving-endpoints/fraud/invocations", { dataframe_records: [row] });
    expect(body).toMatchObject({ predictions: [expect.any(Number)] });
  });

  test("may also be one of the workspace's own registry", async () => {
    const config = { served_entities: [{ entity_name: "churn", entity_version: "2", workload_size: "Small" }] };
    expect((await session.post(API, { name: "own", config })).status).toBe(200);
    const none = { served_entities: [{ entity_name: "churn", entity_version: "9", workload_size: "Small" }] };
    expect(session.refusal(await session.post(API, { name: "none", config: none }))).toEqual([
      404,
      "RESOURCE_DOES_NOT_EXIST",
    ]);
  });

  test("cannot be built if the run did not log a model", async () => {
    const made = (await session.post("/api/2.0/mlflow/runs/create", { experiment_id: "3042111" })).body;
    const { run_id } = (made.run as { info: { run_id: string } }).info;
    const { state, pending_config } = await deployed("empty", run_id, "empty");
    expect(state).toMatchObject({ ready: "NOT_READY", config_update: "UPDATE_FAILED" });
    expect(JSON.stringify(pending_config)).toContain("it did not log a model");
  });
});

test("AI Gateway logs requests to a table of the workspace", async () => {
  const inference_table_config = {
    enabled: true,
    catalog_name: "main",
    schema_name: "default",
    table_name_prefix: "c",
  };
  const put = (config: object) => session.call("PUT", `${API}/churn/ai-gateway`, { inference_table_config: config });
  expect(session.refusal(await put({ ...inference_table_config, schema_name: "nope" }))).toEqual([
    404,
    "SCHEMA_DOES_NOT_EXIST",
  ]);
  expect((await put(inference_table_config)).status).toBe(200);
  const row = { support_tickets: 2, monthly_charges: 50, tenure_months: 5 };
  await session.post(QUERY, { dataframe_records: [row] });
  await session.post(QUERY, { dataframe_records: [{ note: "it's \\ wrong" }] });
  const { body } = await session.post("/api/2.0/sql/statements", {
    statement:
      "SELECT status_code, request, get_json_object(response, '$.predictions[0]') > 0D, requester FROM main.default.c_payload ORDER BY status_code",
    warehouse_id: "7e083095329f3ca5",
    wait_timeout: "30s",
  });
  expect(body).toMatchObject({ status: { state: "SUCCEEDED" } });
  expect(Object(body).result.data_array).toEqual([
    ["200", JSON.stringify({ dataframe_records: [row] }), "true", "ana@example.com"],
    ["400", JSON.stringify({ dataframe_records: [{ note: "it's \\ wrong" }] }), null, "ana@example.com"],
  ]);
});

test("an external model cannot be reached", async () => {
  const external_model = { provider: "openai", name: "gpt-4o", task: "llm/v1/chat" };
  await session.post(API, { name: "outside", config: { served_entities: [{ name: "gpt", external_model }] } });
  await expect
    .poll(async () => (await session.get(`${API}/outside`)).body.state, { timeout: 5000 })
    .toMatchObject({ ready: "READY" });
  const answer = await session.post("/serving-endpoints/outside/invocations", { messages: [{ content: "x" }] });
  expect(session.refusal(answer)).toEqual([502, "EXTERNAL_MODEL_ERROR"]);
});

test.each([
  ["GET", `${API}/none`, 404, "RESOURCE_DOES_NOT_EXIST"],
  ["GET", `${API}/churn/served-models/none/logs`, 404, "RESOURCE_DOES_NOT_EXIST"],
  ["DELETE", `${API}/databricks-gte-large-en`, 403, "PERMISSION_DENIED"],
] as const)("%s %s is refused", async (method, path, status, code) => {
  expect(session.refusal(await session.call(method, path))).toEqual([status, code]);
});
