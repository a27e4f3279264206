import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { asked } from "../../support/questions.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const BASE = "/api/2.0/serving-endpoints" as const;
const ONE = `${BASE}/churn` as const;
const INVOKE = "POST /serving-endpoints/churn/invocations";

const entity = (version: string, more: object = {}) => ({
  name: `churn-${version}`,
  entity_name: "main.ml.churn",
  entity_version: version,
  workload_size: "Small",
  scale_to_zero_enabled: false,
  environment_vars: { API_KEY: "hush" },
  state: { deployment: "DEPLOYMENT_READY", deployment_state_message: "" },
  ...more,
});
const NAMED = 'serving endpoint "churn" (id 88fd3f75, state "READY", creator "ana@example.com")';
const outside = { name: "gpt", external_model: { provider: "openai", name: "gpt-4o", task: "llm/v1/chat" } };
const endpoint = (config_update: string, more: object = {}) => ({
  name: "churn",
  id: "88fd3f75",
  creator: "ana@example.com",
  creation_timestamp: 1768400000000,
  state: { ready: "READY", config_update },
  config: { config_version: 2, served_entities: [entity("3")] },
  ...more,
});

describe("list_serving_endpoints", () => {
  const foundation = {
    name: "databricks-gte",
    task: "llm/v1/embeddings",
    state: { ready: "READY" },
    config: { served_entities: [{ name: "gte", foundation_model: { name: "system.ai.gte" } }] },
  };

  test("returns the served models in words", async () => {
    const { call } = await connect();
    on(`GET ${BASE}`, { endpoints: [endpoint("IN_PROGRESS"), foundation] });
    expect((await call("list_serving_endpoints")).structuredContent).toEqual({
      endpoints: [
        {
          name: "churn",
          ready: "READY",
          config_update: "IN_PROGRESS",
          serves: ["main.ml.churn 3"],
          creator: "ana@example.com",
        },
        { name: "databricks-gte", ready: "READY", task: "llm/v1/embeddings", serves: ["system.ai.gte"] },
      ],
      total: 2,
    });
  });

  test.each(["EMBED", "system.ai", "-gte"])("finds %s in task, model or name", async (search) => {
    const { call } = await connect();
    on(`GET ${BASE}`, { endpoints: [endpoint("NOT_UPDATING"), foundation] });
    expect((await call("list_serving_endpoints", { search })).structuredContent).toMatchObject({
      endpoints: [{ name: "databricks-gte" }],
      total: 1,
    });
  });

  test("lists up to the limit and counts all", async () => {
    const { call } = await connect();
    on(`GET ${BASE}`, { endpoints: [endpoint("NOT_UPDATING"), foundation] });
    const { structuredContent } = await call("list_serving_endpoints", { limit: 1 });
    expect(structuredContent).toMatchObject({ endpoints: [{ name: "churn" }], total: 2 });
  });
});

describe("get_serving_endpoint", () => {
  test("shows served entities with their traffic, and only the names of environment variables", async () => {
    const { call } = await connect();
    const traffic_config = { routes: [{ served_model_name: "churn-3", traffic_percentage: 100 }] };
    on(
      `GET ${ONE}`,
      endpoint("NOT_UPDATING", {
        config: { config_version: 2, served_entities: [entity("3")], traffic_config },
        tags: [{ key: "team", value: "growth" }],
        ai_gateway: { usage_tracking_config: { enabled: true } },
        permission_level: "CAN_MANAGE",
      }),
    );
    const result = await call("get_serving_endpoint", { name: "churn" });
    expect(JSON.stringify(result)).not.toContain("hush");
    expect(result.structuredContent).toEqual({
      name: "churn",
      id: "88fd3f75",
      ready: "READY",
      creator: "ana@example.com",
      permission_level: "CAN_MANAGE",
      creation_time: "2026-01-14T14:13:20Z",
      config_version: 2,
      served_entities: [
        {
          name: "churn-3",
          serves: "main.ml.churn 3",
          workload_size: "Small",
          scale_to_zero_enabled: false,
          traffic_percentage: 100,
          environment_var_names: ["API_KEY"],
          deployment: "DEPLOYMENT_READY",
        },
      ],
      tags: { team: "growth" },
      ai_gateway: { usage_tracking_config: { enabled: true } },
    });
  });

  const where = { catalog_name: "main", schema_name: "ml", table_name_prefix: "churn" };
  test.each([
    ["AI Gateway", { ai_gateway: { inference_table_config: { ...where, enabled: true } } }, "main.ml.churn_payload"],
    ["the older setting", { config: { auto_capture_config: where } }, "main.ml.churn_payload"],
    ["off", { ai_gateway: { inference_table_config: { ...where, enabled: false } } }, undefined],
  ])("names the table with logged requests: %s", async (_, more, table) => {
    const { call } = await connect();
    on(`GET ${ONE}`, endpoint("NOT_UPDATING", more));
    const { structuredContent } = await call("get_serving_endpoint", { name: "churn" });
    expect(Object(structuredContent).inference_table).toBe(table);
  });
});

describe("get_serving_endpoint_schema", () => {
  test("returns paths and components of the OpenAPI document", async () => {
    const { call } = await connect();
    on(`GET ${ONE}/openapi`, {
      openapi: "3.1.0",
      info: {},
      paths: { "/x": { post: {} } },
      components: { schemas: {} },
    });
    expect((await call("get_serving_endpoint_schema", { name: "churn" })).structuredContent).toEqual({
      paths: { "/x": { post: {} } },
      components: { schemas: {} },
    });
  });
});

describe("query_serving_endpoint", () => {
  const dataframe_records = [{ tenure_months: 3 }];
  const message = { role: "assistant", content: "Hello." };

  test.each([
    ["predictions", { predictions: [0.8] }, { predictions: [0.8] }],
    ["no predictions", { predictions: [] }, { predictions: [] }],
    ["features", { outputs: [{ a: 1 }] }, { outputs: [{ a: 1 }] }],
    [
      "chat",
      { id: "x", model: "m", choices: [{ index: 0, message, finish_reason: "stop" }], usage: { total_tokens: 9 } },
      { model: "m", choices: [{ content: "Hello.", finish_reason: "stop" }], usage: { total_tokens: 9 } },
    ],
    [
      "text",
      { choices: [{ text: "Hi", finishReason: "length" }] },
      { choices: [{ content: "Hi", finish_reason: "length" }] },
    ],
    ["embeddings", { object: "list", data: [{ index: 0, embedding: [1, 2] }] }, { embeddings: [[1, 2]] }],
    ["any other response", { output: [{ type: "message" }] }, { answer: { output: [{ type: "message" }] } }],
  ])("returns %s of a model in the workspace, without confirmation", async (_, said, expected) => {
    const { call, questions } = await connect({ answer: yes });
    on(`GET ${ONE}`, endpoint("NOT_UPDATING"));
    const seen = on(INVOKE, said);
    const result = await call("query_serving_endpoint", { name: "churn", request: { dataframe_records } });
    expect(seen.map(({ body }) => body)).toEqual([{ dataframe_records }]);
    expect(questions).toEqual([]);
    expect(result.structuredContent).toEqual(expected);
  });

  test.each([
    ["an external model", { config: { served_entities: [outside] } }, 'it is sent to "openai gpt-4o (external)".'],
    ["an agent", { task: "agent/v1/chat" }, "The endpoint is an agent, which may act"],
  ])("a request to %s requires confirmation", async (_, more, words) => {
    const { call, questions } = await connect({ answer: yes });
    on(`GET ${ONE}`, endpoint("NOT_UPDATING", more));
    on(INVOKE, { choices: [{ message }] });
    await call("query_serving_endpoint", { name: "churn", request: { messages: [] } });
    expect(questions[0]).toContain(`Send a request to ${NAMED}?`);
    expect(questions[0]).toContain(words);
    expect(questions[0]).toContain('The request:\n| {\n|  "messages": []\n| }');
  });

  test.each([
    ["two styles", { inputs: [], messages: [] }, "must have exactly one of dataframe_records"],
    ["no style", { max_tokens: 5 }, "must have exactly one of dataframe_records"],
    ["a stream", { prompt: "x", stream: true }, "must not have stream: true"],
  ])("%s is refused before anything is sent", async (_, request, problem) => {
    const { call } = await connect();
    expect(textOf(await call("query_serving_endpoint", { name: "churn", request }))).toContain(problem);
  });
});

describe("get_serving_endpoint_logs", () => {
  test("returns the last lines of the only entity", async () => {
    const { call } = await connect();
    on(`GET ${ONE}`, endpoint("NOT_UPDATING"));
    on(`GET ${ONE}/served-models/churn-3/logs`, { logs: "one\ntwo\nthree\n" });
    const result = await call("get_serving_endpoint_logs", { name: "churn", limit: 2 });
    expect(result.structuredContent).toEqual({ served_model_name: "churn-3", lines: 3, logs: "two\nthree" });
  });

  test("returns the build logs of a named entity, and reports an empty log", async () => {
    const { call } = await connect();
    const seen = on(`GET ${ONE}/served-models/x/build-logs`, { logs: "" });
    const result = await call("get_serving_endpoint_logs", { name: "churn", served_model_name: "x", build: true });
    expect(seen).toHaveLength(1);
    expect(textOf(result)).toContain("The log is empty.");
  });

  test("the error for several entities lists their names", async () => {
    const { call } = await connect();
    on(`GET ${ONE}`, endpoint("NOT_UPDATING", { config: { served_entities: [entity("3"), entity("4")] } }));
    const said = textOf(await call("get_serving_endpoint_logs", { name: "churn" }));
    expect(said).toContain("The endpoint serves several entities. Give one of their names as served_model_name.");
    expect(said).toContain("churn-3\nchurn-4");
  });
});

const missing = () => platformError(404, "RESOURCE_DOES_NOT_EXIST", "Endpoint with name 'churn' does not exist.");

describe("create_serving_endpoint", () => {
  const wish = { entity_name: "main.ml.churn", entity_version: "3", workload_size: "Small" };

  test("writes a known size as the platform does, and leaves a size of the workspace's own as it is", async () => {
    const { call } = await connect({ answer: yes });
    const seen = on(`POST ${BASE}`, endpoint("NOT_UPDATING"));
    on(`GET ${ONE}`, endpoint("NOT_UPDATING"));
    const served_entities = ["SMALL", "XSmall"].map((workload_size, at) => ({
      ...wish,
      name: `churn-${at}`,
      workload_size,
    }));
    const routes = [0, 1].map((at) => ({ served_model_name: `churn-${at}`, traffic_percentage: 50 }));
    await call("create_serving_endpoint", { name: "churn", served_entities, traffic_config: { routes } });
    expect(seen[0]?.body).toMatchObject({
      config: { served_entities: [{ workload_size: "Small" }, { workload_size: "XSmall" }] },
    });
  });

  test("takes an entity under the names of a served model, with its version as a number", async () => {
    const { call } = await connect({ answer: yes });
    const seen = on(`POST ${BASE}`, endpoint("NOT_UPDATING"));
    on(`GET ${ONE}`, endpoint("NOT_UPDATING"));
    const served_models = [{ model_name: "main.ml.churn", model_version: 3, workload_size: "Small" }];
    await call("create_serving_endpoint", { name: "churn", served_models });
    expect(seen[0]?.body).toEqual({
      name: "churn",
      config: { served_entities: [{ ...wish, scale_to_zero_enabled: true }] },
    });
  });

  test("scales to zero by default, and waits", async () => {
    const { call, questions } = await connect({ answer: yes });
    const seen = on(`POST ${BASE}`, endpoint("IN_PROGRESS"));
    on(`GET ${ONE}`, endpoint("IN_PROGRESS"), endpoint("NOT_UPDATING"));
    const settings = { tags: [{ key: "team", value: "growth" }] };
    const result = await call("create_serving_endpoint", { name: "churn", served_entities: [wish], settings });
    expect(seen.map(({ body }) => body)).toEqual([
      { name: "churn", ...settings, config: { served_entities: [{ ...wish, scale_to_zero_enabled: true }] } },
    ]);
    expect(questions).toEqual([]);
    expect(result.structuredContent).toEqual({ name: "churn", ready: "READY", serves: ["main.ml.churn 3"] });
  });

  test("an external model requires confirmation and is sent unchanged", async () => {
    const { call, questions } = await connect({ answer: yes });
    const seen = on(`POST ${BASE}`, endpoint("NOT_UPDATING"));
    on(`GET ${ONE}`, missing(), missing(), endpoint("NOT_UPDATING"));
    await call("create_serving_endpoint", { name: "churn", served_entities: [outside] });
    expect(questions[0]).toContain(
      asked(
        'Create serving endpoint "churn"?',
        'Requests of its users leave the workspace: they are sent to "openai gpt-4o".',
        "The new configuration:",
      ),
    );
    expect(seen[0]?.body).toEqual({ name: "churn", config: { served_entities: [outside] } });
  });

  test("an entity that does not scale to zero requires confirmation: it is billed when idle", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(`POST ${BASE}`, endpoint("NOT_UPDATING"));
    on(`GET ${ONE}`, missing(), endpoint("NOT_UPDATING"));
    const config = { served_entities: [{ ...wish, scale_to_zero_enabled: false }] };
    await call("create_serving_endpoint", { name: "churn", config });
    expect(questions[0]).toContain('Entity "main.ml.churn" does not scale to zero: it is billed');
  });

  test.each([
    [[wish, wish], undefined, "Several entities require a traffic split"],
    [
      [wish, wish],
      {
        routes: [
          { served_model_name: "a", traffic_percentage: 90 },
          { served_model_name: "b", traffic_percentage: 20 },
        ],
      },
      "add up to 110, not to 100",
    ],
  ])("a wrong traffic split is refused before anyone is asked", async (served_entities, traffic_config, problem) => {
    const { call, questions } = await connect({ answer: yes });
    for (const name of ["create_serving_endpoint", "update_serving_endpoint"]) {
      expect(textOf(await call(name, { name: "churn", served_entities, traffic_config }))).toContain(problem);
    }
    expect(questions).toEqual([]);
  });

  test("a plaintext credential is refused", async () => {
    const { call } = await connect({ answer: yes });
    const external_model = { provider: "openai", openai_config: { openai_api_key_plaintext: "sk" } };
    const result = await call("create_serving_endpoint", {
      name: "churn",
      served_entities: [{ name: "x", external_model }],
    });
    expect(textOf(result)).toContain("contains a plaintext credential");
  });

  test("returns the next step if the deployment takes longer", async () => {
    const { call } = await connect();
    on(`POST ${BASE}`, endpoint("IN_PROGRESS"));
    on(`GET ${ONE}`, endpoint("IN_PROGRESS"));
    const result = await call("create_serving_endpoint", { name: "churn", served_entities: [wish], wait_seconds: 0 });
    expect(result.structuredContent).toMatchObject({
      config_update: "IN_PROGRESS",
      next: expect.stringContaining("poll get_serving_endpoint"),
    });
  });
});

describe("update_serving_endpoint", () => {
  const wish = { entity_name: "main.ml.churn", entity_version: "4", workload_size: "Small" };

  test("the question shows current and new entities; scaling to zero stays unchanged", async () => {
    const { call, questions } = await connect({ answer: yes });
    const now = { routes: [{ served_model_name: "churn-3", traffic_percentage: 100 }] };
    on(`GET ${ONE}`, endpoint("NOT_UPDATING", { config: { served_entities: [entity("3")], traffic_config: now } }));
    const seen = on(`PUT ${ONE}/config`, endpoint("IN_PROGRESS"));
    const traffic_config = { routes: [{ served_model_name: "churn-4", traffic_percentage: 100 }] };
    await call("update_serving_endpoint", { name: "churn", served_entities: [wish], traffic_config });
    expect(questions[0]).toContain(
      asked(
        `Replace the entities of ${NAMED}?`,
        'It serves "main.ml.churn 3" now.',
        'It no longer serves "main.ml.churn 3".',
        'Traffic goes to "churn-4" (100 %); now it goes to "churn-3" (100 %).',
        "The new configuration:",
      ),
    );
    expect(questions[0]).toContain('|    "entity_version": "4",');
    expect(seen.map(({ body }) => body)).toEqual([
      {
        served_entities: [{ ...wish, scale_to_zero_enabled: false, environment_vars: { API_KEY: "hush" } }],
        traffic_config,
      },
    ]);
  });

  test("a failed deployment returns the reason", async () => {
    const { call } = await connect({ settings: { confirm: "never" } });
    const state = { deployment: "DEPLOYMENT_FAILED", deployment_state_message: "no matching distribution" };
    on(`GET ${ONE}`, endpoint("UPDATE_FAILED", { pending_config: { served_entities: [entity("4", { state })] } }));
    on(`PUT ${ONE}/config`, endpoint("IN_PROGRESS"));
    const said = textOf(await call("update_serving_endpoint", { name: "churn", served_entities: [wish] }));
    expect(said).toContain("could not be deployed: UPDATE_FAILED. Read get_serving_endpoint_logs, with build: true");
    expect(said).toContain("churn-4: no matching distribution\nStill served, as before this call: main.ml.churn 3");
  });
});

describe("delete_serving_endpoint", () => {
  test("R3 a protected endpoint is blocked by name or ID, also without questions", async () => {
    on(`GET ${ONE}`, endpoint("NOT_UPDATING"));
    for (const pattern of ["churn", "88fd*"]) {
      const { call } = await connect({ settings: { protect: [pattern], confirm: "never" } });
      const served_entities = [{ entity_name: "main.ml.churn", entity_version: "4" }];
      for (const [tool, args] of Object.entries({
        delete_serving_endpoint: {},
        update_serving_endpoint: { served_entities },
        query_serving_endpoint: { request: { inputs: [] } },
      })) {
        expect(textOf(await call(tool, { name: "churn", ...args }))).toContain("the operator protects this object");
      }
    }
  });

  test("asks with the served entities", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(`GET ${ONE}`, endpoint("NOT_UPDATING"));
    const seen = on(`DELETE ${ONE}`, {});
    const result = await call("delete_serving_endpoint", { name: "churn" });
    expect(questions).toEqual([
      asked(
        `Permanently delete ${NAMED}?`,
        'It serves "main.ml.churn 3". Its configuration is permanently lost.',
        "Clients that call it will get errors.",
      ),
    ]);
    expect(seen).toHaveLength(1);
    expect(result.structuredContent).toEqual({ name: "churn", deleted: true });
  });
});
