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
