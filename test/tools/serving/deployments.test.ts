import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const BASE = "/api/2.0/serving-endpoints" as const;
const ONE = `${BASE}/agent` as const;
const missing = () => platformError(404, "RESOURCE_DOES_NOT_EXIST", "Endpoint with name 'agent' does not exist.");

const now = {
  name: "prod",
  entity_name: "main.ml.agent",
  entity_version: "1",
  workload_size: "Large",
  workload_type: "GPU_SMALL",
  scale_to_zero_enabled: false,
  environment_vars: { OPENAI_API_KEY: "{{secrets/llm/openai}}", LEVEL: "info" },
  instance_profile_arn: "arn:aws:iam::1:instance-profile/agent",
};
const state = { deployment: "DEPLOYMENT_READY" };
const endpoint = (more: object = {}) => ({
  name: "agent",
  id: "77aa",
  state: { ready: "READY", config_update: "NOT_UPDATING" },
  config: { config_version: 2, served_entities: [{ ...now, creator: "ana@example.com", state }] },
  ...more,
});
const { name: _, entity_version: __, ...kept } = now;

/** An update with these entities, and what is sent and asked. */
async function update(served_entities: object[], more: object = {}) {
  const { call, questions } = await connect({ answer: yes });
  on(`GET ${ONE}`, endpoint(more));
  const seen = on(`PUT ${ONE}/config`, endpoint());
  const said = textOf(await call("update_serving_endpoint", { name: "agent", served_entities }));
  return { body: seen[0]?.body, question: questions[0] ?? "", said };
}

describe("update_serving_endpoint", () => {
  test("an entity keeps its name and every field that the call does not give", async () => {
    const { body, question } = await update([
      { entity_name: "main.ml.agent", entity_version: "2", workload_size: "Small" },
    ]);
    expect(body).toEqual({ served_entities: [{ ...now, entity_version: "2", workload_size: "Small" }] });
    expect(question).toContain('"workload_type": "GPU_SMALL"');
    expect(question).toContain("{{secrets/llm/openai}}");
    expect(question).not.toContain("loses");
  });

  test("an entity that is given by its name alone keeps its model and version", async () => {
    const { body } = await update([{ name: "prod", workload_size: "Small" }]);
    expect(body).toEqual({ served_entities: [{ ...now, workload_size: "Small" }] });
  });

  test("another way to size an entity takes the place of the present one", async () => {
    const concurrency = { min_provisioned_concurrency: 4, max_provisioned_concurrency: 8 };
    const { body } = await update([{ name: "prod", ...concurrency }]);
    const { workload_size, ...others } = now;
    expect(body).toEqual({ served_entities: [{ ...others, ...concurrency }] });
  });

  test("the question names lost environment variables and fields that are reset", async () => {
    const { body, question } = await update([
      { name: "prod", environment_vars: { LEVEL: "debug" }, instance_profile_arn: null },
    ]);
    expect(question).toContain('Entity "prod" loses its setting "instance_profile_arn".');
    expect(question).toContain('Entity "prod" loses its environment variable "OPENAI_API_KEY".');
    const { instance_profile_arn, ...others } = now;
    expect(body).toEqual({ served_entities: [{ ...others, environment_vars: { LEVEL: "debug" } }] });
  });

  test("entities of another model keep nothing of it", async () => {
    const other = { entity_name: "main.ml.other", entity_version: "1", workload_size: "Small" };
    expect((await update([other])).body).toEqual({ served_entities: [{ ...other, scale_to_zero_enabled: true }] });
  });

  test("of two versions of a model, only one gets the name", async () => {
    const { call } = await connect({ answer: yes });
    on(`GET ${ONE}`, endpoint());
    const seen = on(`PUT ${ONE}/config`, endpoint());
    const served_entities = ["1", "2"].map((entity_version) => ({ entity_name: "main.ml.agent", entity_version }));
    const routes = [
      { served_model_name: "prod", traffic_percentage: 90 },
      { served_model_name: "agent-2", traffic_percentage: 10 },
    ];
    await call("update_serving_endpoint", { name: "agent", served_entities, traffic_config: { routes } });
    expect(seen[0]?.body).toMatchObject({ served_entities: [now, { ...kept, entity_version: "2" }] });
  });

  test("the older inference table is kept", async () => {
    const table = { catalog_name: "main", schema_name: "ml", table_name_prefix: "agent", enabled: true };
    const config = { served_entities: [now], auto_capture_config: { ...table, state: {} } };
    const { body } = await update([{ name: "prod", workload_size: "Small" }], { config });
    expect(body).toMatchObject({ auto_capture_config: table });
  });

  test("another external model is named as no longer served", async () => {
    const outside = (name: string) => ({
      name: "llm",
      external_model: { provider: "openai", name, task: "llm/v1/chat" },
    });
    const { question } = await update([outside("gpt-5")], { config: { served_entities: [outside("gpt-4o")] } });
    expect(question).toContain('It no longer serves "openai gpt-4o (external)".');
  });

  test("through call_api, which keeps nothing, the question names what an entity loses", async () => {
    const { call, questions } = await connect({ answer: yes, settings: { toolsets: ["api"] } });
    on(`GET ${ONE}`, endpoint());
    const seen = on(`PUT ${ONE}/config`, endpoint());
    const served_entities = [{ entity_name: "main.ml.agent", entity_version: "1", workload_size: "Small" }];
    await call("call_api", {
      operation: "servingEndpoints.updateConfig",
      parameters: { name: "agent", served_entities },
    });
    for (const field of ["workload_type", "environment_vars", "instance_profile_arn"]) {
      expect(questions[0]).toContain(`loses its setting "${field}"`);
    }
    expect(seen[0]?.body).toEqual({ served_entities });
  });
});

describe("a configuration that the platform refuses is refused before the question", () => {
  const entities = ["1", "2"].map((entity_version) => ({ entity_name: "main.ml.agent", entity_version }));

  test.each([
    ["a split without routes", { champion: 90, challenger: 10 }, "traffic_config must be {routes: [{served_model_name"],
    [
      "a route to an entity that is not served",
      { routes: [{ served_model_name: "champion", traffic_percentage: 100 }] },
      "has a route to an entity that is not in served_entities",
    ],
  ])("%s", async (_, traffic_config, problem) => {
    const { call, questions } = await connect({ answer: yes });
    on(`GET ${ONE}`, endpoint());
    for (const tool of ["create_serving_endpoint", "update_serving_endpoint"]) {
      expect(textOf(await call(tool, { name: "agent", served_entities: entities, traffic_config }))).toContain(problem);
    }
    expect(questions).toEqual([]);
  });

  test("an alias in place of a version", async () => {
    const { call, questions } = await connect({ answer: yes });
    for (const tool of ["create_serving_endpoint", "update_serving_endpoint"]) {
      const served_entities = [{ entity_name: "main.ml.agent", entity_version: "champion" }];
      const said = textOf(await call(tool, { name: "agent", served_entities }));
      expect(said).toContain("endpoints do not serve aliases or stages. get_registered_model and list_model_versions");
    }
    expect(questions).toEqual([]);
  });

  test("a name that is taken", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(`GET ${ONE}`, endpoint());
    const served_entities = [{ ...kept, entity_version: "1" }];
    const said = textOf(await call("create_serving_endpoint", { name: "agent", served_entities }));
    expect(said).toContain("An endpoint of this name exists; nothing was sent.");
    expect(questions).toEqual([]);
  });
});

describe("environment variables", () => {
  const create = async (environment_vars: object) => {
    const { call } = await connect({ answer: yes });
    const seen = on(`POST ${BASE}`, endpoint());
    on(`GET ${ONE}`, missing(), endpoint());
    const served_entities = [{ entity_name: "main.ml.agent", entity_version: "1", environment_vars }];
    const said = textOf(await call("create_serving_endpoint", { name: "agent", served_entities }));
    return { said, sent: seen.length };
  };

  test.each([
    { OPENAI_API_KEY: "sk-1" },
    { DATABRICKS_TOKEN: "x" },
    { SETTING: `dapi${"0".repeat(32)}` },
    { A: "b", DB_PASSWORD: "hunter2" },
  ])("a plaintext credential is refused: %o", async (variables) => {
    const { said, sent } = await create(variables);
    expect(said).toContain("contains a plaintext credential: use {{secrets/<scope>/<key>}} instead");
    expect(sent).toBe(0);
  });

  test.each([
    { OPENAI_API_KEY: "{{secrets/llm/openai}}" },
    { MAX_TOKENS: "500", TOKENIZERS_PARALLELISM: "false", USE_TOKEN: "true", SECRET_SCOPE: "llm" },
  ])("a reference or an ordinary value is sent: %o", async (variables) => {
    expect((await create(variables)).sent).toBe(1);
  });
});

describe("create_serving_endpoint", () => {
  test("a model that is not registered has the tools that find models as the next step", async () => {
    on(`GET ${ONE}`, missing);
    on(`POST ${BASE}`, platformError(404, "RESOURCE_DOES_NOT_EXIST", "Registered model 'main.ml.x' does not exist."));
    const { call } = await connect({ answer: yes });
    const served_entities = [{ entity_name: "main.ml.x", entity_version: "1" }];
    expect(textOf(await call("create_serving_endpoint", { name: "agent", served_entities }))).toContain(
      "Find the model with list_registered_models or search_registered_models, and its versions with list_model_versions.",
    );
  });

  const served_entities = [{ ...kept, entity_version: "1" }];
  const ai_gateway = { guardrails: { input: { safety: true } } };

  test("the question shows the settings too, such as the AI Gateway", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(`POST ${BASE}`, endpoint());
    on(`GET ${ONE}`, missing(), endpoint());
    await call("create_serving_endpoint", { name: "agent", served_entities, settings: { ai_gateway } });
    expect(questions[0]).toContain('|  "ai_gateway": {');
  });

  test("through call_api, entities do not scale to zero by default, which costs", async () => {
    const { call, questions } = await connect({ answer: yes, settings: { toolsets: ["api"] } });
    on(`POST ${BASE}`, endpoint());
    on(`GET ${ONE}`, missing(), endpoint());
    const { scale_to_zero_enabled, ...entity } = served_entities[0] ?? kept;
    await call("call_api", {
      operation: "servingEndpoints.create",
      parameters: { name: "agent", config: { served_entities: [entity] } },
    });
    expect(questions[0]).toContain("does not scale to zero: it is billed until");
  });
});
