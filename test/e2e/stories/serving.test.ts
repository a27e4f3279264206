import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

const demand = { entity_name: "main.sales.demand", entity_version: "1", workload_size: "Small" };
const churn = (version: string) => ({
  entity_name: "main.sales.churn",
  entity_version: version,
  workload_size: "Small",
});

test("an endpoint: created, queried, misused, changed, broken, deleted", async () => {
  const { call, failure } = story;
  const name = "forecast";
  expect(await call("create_serving_endpoint", { name, served_entities: [demand] })).toEqual({
    name,
    ready: "READY",
    serves: ["main.sales.demand 1"],
  });
  expect(await call("list_serving_endpoints", { search: "demand" })).toMatchObject({ endpoints: [{ name }], total: 1 });
  expect(JSON.stringify(await call("get_serving_endpoint_schema", { name }))).toContain('"promotion"');

  const dataframe_records = [{ price: 10, promotion: 1, weekend: 0 }];
  expect(await call("query_serving_endpoint", { name, request: { dataframe_records } })).toEqual({
    predictions: [133],
  });
  const wrong = { name, request: { dataframe_records: [{ price: 10 }] } };
  expect(await failure("query_serving_endpoint", wrong)).toContain("Model is missing inputs ['promotion', 'weekend']");
  expect(await call("get_serving_endpoint_logs", { name, limit: 1 })).toMatchObject({
    served_model_name: "demand-1",
    logs: expect.stringContaining("POST /invocations 400"),
  });

  expect(await call("update_serving_endpoint", { name, served_entities: [churn("3")] })).toMatchObject({
    serves: ["main.sales.churn 3"],
  });
  const broken = await failure("update_serving_endpoint", { name, served_entities: [churn("1")] });
  expect(broken).toContain("UPDATE_FAILED");
  expect(broken).toContain("Failed to build the image");
  const logs = { name, served_model_name: "churn-1", build: true };
  expect(await call("get_serving_endpoint_logs", logs)).toMatchObject({
    logs: expect.stringContaining("scikit-learn"),
  });
  expect(await call("get_serving_endpoint", { name })).toMatchObject({
    ready: "READY",
    config_update: "UPDATE_FAILED",
    served_entities: [{ name: "churn-3", scale_to_zero_enabled: true, deployment: "DEPLOYMENT_READY" }],
    pending_entities: [{ name: "churn-1", deployment: "DEPLOYMENT_FAILED" }],
  });

  await call("delete_serving_endpoint", { name });
  expect(await failure("get_serving_endpoint", { name })).toContain("does not exist");
});

test("an entity that is changed keeps its other fields, and the AI Gateway is shown", async () => {
  const { call } = story;
  const name = "agent";
  const environment_vars = { OPENAI_API_KEY: "{{secrets/llm/openai}}", LEVEL: "info" };
  const ai_gateway = { usage_tracking_config: { enabled: true } };
  const served_entities = [{ ...demand, workload_size: "Large", workload_type: "GPU_SMALL", environment_vars }];
  await call("create_serving_endpoint", { name, served_entities, settings: { ai_gateway } });
  await call("update_serving_endpoint", { name, served_entities: [demand] });
  expect(await call("get_serving_endpoint", { name })).toMatchObject({
    served_entities: [
      { workload_size: "Small", workload_type: "GPU_SMALL", environment_var_names: ["OPENAI_API_KEY", "LEVEL"] },
    ],
    ai_gateway,
  });
  await call("delete_serving_endpoint", { name });
});

test("foundation models: chat, embeddings, and changes refused", async () => {
  const { call, failure } = story;
  const chat = "databricks-meta-llama-3-3-70b-instruct";
  const messages = [{ role: "user", content: "How many orders came late?" }];
  expect(await call("query_serving_endpoint", { name: chat, request: { messages } })).toMatchObject({
    choices: [{ content: expect.stringContaining("5 words"), finish_reason: "stop" }],
  });
  const { embeddings } = await call("query_serving_endpoint", {
    name: "databricks-gte-large-en",
    request: { input: ["late orders"] },
  });
  expect((embeddings as number[][])[0]).toHaveLength(256);
  expect(await failure("delete_serving_endpoint", { name: chat })).toContain("lacks the required permission");
});
