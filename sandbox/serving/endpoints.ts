import { type Failure, fail, invalid } from "../failure.ts";
import { type App, type Fields, isFields, readJson, required } from "../http.ts";
import type { Service } from "../service.ts";

import type { World } from "../world.ts";
import { createInferenceTable, logRequest } from "./inference-tables.ts";
import { answer, openApi } from "./models.ts";
import { answering, type Config, configFrom, type Endpoint, type Entity, endpointView, newEndpoint } from "./record.ts";

const PATH = "/api/2.0/serving-endpoints";
const BUILT_MS = 3000;
const DEPLOYED_MS = 8000;

/** Model serving: registered linear models that compute predictions, and stand-ins for the foundation models. */
export const servingEndpoints: Service = (app, world) => {
  const endpoints = world.kept(
    "serving endpoints",
    () => new Map(seed(world).map((endpoint) => [endpoint.name, endpoint])),
    afterRestart,
  );
  const find = (name: string) =>
    endpoints.get(name) ?? fail(404, "RESOURCE_DOES_NOT_EXIST", `Endpoint with name '${name}' does not exist.`);
  const own = (name: string) => {
    const endpoint = find(name);
    return endpoint.foundation
      ? fail(403, "PERMISSION_DENIED", `Endpoint '${name}' is managed by Databricks.`)
      : endpoint;
  };

  app.get(PATH, (c) => c.json({ endpoints: [...endpoints.values()].map((each) => endpointView(each, false)) }));
  app.post(PATH, async (c) => {
    const body = await readJson(c);
    const name = required(body, "name");
    if (!/^[A-Za-z0-9][\w-]{0,62}$/.test(name))
      invalid("Endpoint name must be alphanumeric, with dashes and underscores, at most 63 characters.");
    if (endpoints.has(name)) fail(400, "RESOURCE_ALREADY_EXISTS", `Endpoint with name '${name}' already exists.`);
    if (!isFields(body.config)) return invalid("Missing required field: config");
    const endpoint = newEndpoint(world, name, body);
    await createInferenceTable(world, body.ai_gateway);
    deploy(world, endpoint, configFrom(world, body.config, 1));
    endpoints.set(name, endpoint);
    return c.json(endpointView(endpoint, true));
  });
  app.get(`${PATH}/:name`, (c) => c.json(endpointView(find(c.req.param("name")), true)));
  app.put(`${PATH}/:name/config`, async (c) => {
    const endpoint = own(c.req.param("name"));
    if (endpoint.update === "IN_PROGRESS") {
      fail(
        409,
        "RESOURCE_CONFLICT",
        `Endpoint '${endpoint.name}' cannot be updated while another update is in progress.`,
      );
    }
    deploy(world, endpoint, configFrom(world, await readJson(c), (endpoint.config?.version ?? 0) + 1));
    return c.json(endpointView(endpoint, true));
  });
  app.patch(`${PATH}/:name/tags`, async (c) => {
    const endpoint = own(c.req.param("name"));
    const { add_tags = [], delete_tags = [] } = await readJson(c);
    const removed = Array.isArray(delete_tags) ? delete_tags.map(String) : [];
    const added = Array.isArray(add_tags) ? add_tags.filter(isFields) : [];
    const before = Array.isArray(endpoint.fields.tags) ? endpoint.fields.tags.filter(isFields) : [];
    const names = new Set([...removed, ...added.map(({ key }) => String(key))]);
    const tags = [...before.filter(({ key }) => !names.has(String(key))), ...added];
    endpoint.fields = { ...endpoint.fields, tags };
    return c.json({ tags });
  });
  const setting = (path: string, field: string, prepare?: (value: Fields) => Promise<void>) =>
    app.put(`${PATH}/:name/${path}`, async (c) => {
      const endpoint = own(c.req.param("name"));
      const value = await readJson(c);
      await prepare?.(value);
      endpoint.fields = { ...endpoint.fields, [field]: value };
      return c.json(value);
    });
  setting("ai-gateway", "ai_gateway", (gateway) => createInferenceTable(world, gateway));
  setting("rate-limits", "rate_limits");
  app.patch(`${PATH}/:name/notifications`, async (c) => {
    const endpoint = own(c.req.param("name"));
    const { email_notifications } = await readJson(c);
    endpoint.fields = { ...endpoint.fields, email_notifications };
    return c.json({ email_notifications });
  });
  app.delete(`${PATH}/:name`, (c) => {
    const endpoint = own(c.req.param("name"));
    endpoint.cancelChange();
    endpoints.delete(endpoint.name);
    return c.json({});
  });
  queryRoutes(app, world, find);
};

function queryRoutes(app: App, world: World, find: (name: string) => Endpoint): void {
  app.post("/serving-endpoints/:name/invocations", async (c) => {
    const endpoint = find(c.req.param("name"));
    const { name, config } = endpoint;
    const entity = config && answering(config);
    if (entity?.deployment !== "DEPLOYMENT_READY")
      return fail(400, "BAD_REQUEST", `Endpoint '${name}' is not ready to serve requests.`);
    const body = await readJson(c);
    const logged = { entity: entity.name, request: body, started: Date.now() };
    try {
      const said = answer(entity.model, body);
      log(entity.logs, "POST /invocations 200");
      await logRequest(world, endpoint, { ...logged, status: 200, response: said });
      return c.json(said, 200, { "served-model-name": entity.name });
    } catch (error) {
      const { status, message } = error as Failure;
      log(entity.logs, `POST /invocations ${status}: ${message}`);
      await logRequest(world, endpoint, { ...logged, status, response: { message } });
      throw error;
    }
  });
  app.get(`${PATH}/:name/openapi`, (c) => {
    const { name, config, pending } = find(c.req.param("name"));
    const entity = (config ?? pending)?.entities[0];
    return entity
      ? c.json(openApi(name, entity.model))
      : fail(400, "BAD_REQUEST", `Endpoint '${name}' serves nothing.`);
  });
  const served = (endpoint: Endpoint, wanted: string): Entity =>
    [...(endpoint.pending?.entities ?? []), ...(endpoint.config?.entities ?? [])].find(({ name }) => name === wanted) ??
    fail(404, "RESOURCE_DOES_NOT_EXIST", `Served model '${wanted}' does not exist in endpoint '${endpoint.name}'.`);
  app.get(`${PATH}/:name/served-models/:model/logs`, (c) =>
    c.json({ logs: served(find(c.req.param("name")), c.req.param("model")).logs.join("\n") }),
  );
  app.get(`${PATH}/:name/served-models/:model/build-logs`, (c) =>
    c.json({ logs: served(find(c.req.param("name")), c.req.param("model")).build.join("\n") }),
  );
}

const log = (lines: string[], text: string) => void lines.push(`[${new Date().toISOString()}] ${text}`);

/** A new configuration replaces the old one once all its entities are ready. If it cannot be built, the old one keeps serving. */
function deploy(world: World, endpoint: Endpoint, config: Config): void {
  endpoint.update = "IN_PROGRESS";
  endpoint.updated = Date.now();
  endpoint.pending = config;
  for (const { build, model } of config.entities) {
    log(build, "Building the image of the model's environment");
    if (model.kind === "linear") log(build, "Collecting mlflow, numpy, scikit-learn");
  }
  const broken = config.entities.filter(({ model }) => model.kind === "linear" && model.broken);
  const cancelBuild = world.after(BUILT_MS, () => {
    for (const entity of config.entities) {
      const problem = entity.model.kind === "linear" ? entity.model.broken : undefined;
      entity.deployment = problem ? "DEPLOYMENT_FAILED" : broken.length > 0 ? "DEPLOYMENT_ABORTED" : entity.deployment;
      entity.message = problem ? `Failed to build the image: ${problem}` : entity.message;
      log(entity.build, problem ?? "Image is ready");
    }
    if (broken.length > 0) endpoint.update = "UPDATE_FAILED";
  });
  const cancelDeployment = world.after(DEPLOYED_MS, () => {
    if (broken.length === 0) serve(endpoint, config);
  });
  endpoint.cancelChange = () => {
    cancelBuild();
    cancelDeployment();
  };
}

function serve(endpoint: Endpoint, config: Config): void {
  for (const entity of config.entities) {
    entity.deployment = "DEPLOYMENT_READY";
    entity.message = "";
    log(entity.logs, `Serving ${entity.name}`);
  }
  endpoint.config = config;
  endpoint.pending = undefined;
  endpoint.update = "NOT_UPDATING";
  if (config.entities.some(({ model }) => model.kind === "external")) endpoint.task = "llm/v1/chat";
}

/** Updates that a restart interrupted have failed. */
function afterRestart(endpoints: Map<string, Endpoint>): void {
  for (const endpoint of endpoints.values()) {
    endpoint.cancelChange = () => {};
    if (endpoint.update !== "IN_PROGRESS") continue;
    endpoint.update = "UPDATE_FAILED";
    for (const entity of endpoint.pending?.entities ?? []) {
      entity.deployment = "DEPLOYMENT_ABORTED";
      entity.message = "The workspace was restarted during the deployment.";
    }
  }
}

function seed(world: World): readonly Endpoint[] {
  const churn = newEndpoint(world, "churn", {
    description: "Who leaves within 30 days",
    tags: [{ key: "team", value: "growth" }],
  });
  const entity = {
    entity_name: "main.sales.churn",
    entity_version: "2",
    workload_size: "Small",
    scale_to_zero_enabled: true,
  };
  serve(churn, configFrom(world, { served_entities: [entity] }, 1));
  const foundation = (name: string, kind: "chat" | "embeddings", task: string): Endpoint => {
    const fields = { foundation_model: { name: `system.ai.${name}`, display_name: name } };
    const served = {
      name,
      fields,
      model: { kind, name },
      deployment: "DEPLOYMENT_READY",
      message: "",
      logs: [],
      build: [],
    };
    const traffic = { routes: [{ served_entity_name: name, traffic_percentage: 100 }] };
    return {
      ...newEndpoint(world, name, {}),
      foundation: true,
      task,
      config: { version: 1, entities: [served], traffic },
    };
  };
  return [
    churn,
    foundation("databricks-meta-llama-3-3-70b-instruct", "chat", "llm/v1/chat"),
    foundation("databricks-gte-large-en", "embeddings", "llm/v1/embeddings"),
  ];
}
