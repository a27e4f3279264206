import { contentOf } from "../data/artifacts.ts";
import { fail, invalid } from "../failure.ts";
import { type App, type Fields, oneOf, optional, readJson, required } from "../http.ts";
import { entriesBelow } from "./artifacts.ts";
import { parseFilter, type Vocabulary } from "./filter.ts";
import { type Lookup, matches } from "./match.ts";
import { pageOf, strings } from "./page.ts";
import { experimentOf, type LoggedModel, MODEL_STATUSES, type Tracking } from "./store.ts";

const API = "/api/2.0/mlflow/logged-models";

const FILTER: Vocabulary = {
  entities: ["attribute"],
  textAttributes: ["name", "model_id", "source_run_id", "status"],
  numberAttributes: ["creation_timestamp"],
  listAttributes: ["model_id", "source_run_id"],
  aliases: { creation_time: "creation_timestamp" },
};

const lookup: Lookup<LoggedModel> = (model, { key }) => {
  if (key === "creation_timestamp") return model.created;
  if (key === "name") return model.name;
  if (key === "status") return model.status;
  return key === "model_id" ? model.id : model.runId;
};

/** `/api/2.0/mlflow/logged-models/…`: create, search, finalize, get, and the files of a model. */
export function loggedModelRoutes(app: App, tracking: Tracking): void {
  const { models, world } = tracking;
  const find = (id: string): LoggedModel =>
    models.get(id) ?? fail(404, "RESOURCE_DOES_NOT_EXIST", `Logged model with ID '${id}' not found.`);

  app.post(API, async (c) => {
    const fields = await readJson(c);
    const experiment = experimentOf(tracking, required(fields, "experiment_id"));
    const model: LoggedModel = {
      id: `m-${world.hexId(32)}`,
      name: optional(fields, "name") ?? "model",
      experimentId: experiment.id,
      runId: optional(fields, "source_run_id"),
      created: Date.now(),
      status: "LOGGED_MODEL_PENDING",
      artifacts: new Map(),
    };
    models.set(model.id, model);
    return c.json({ model: presentModel(model) });
  });
  app.post(`${API}/search`, async (c) => {
    const fields = await readJson(c);
    const ids = strings(fields, "experiment_ids");
    if (ids.length === 0) return invalid("Missing required field: experiment_ids");
    const conditions = parseFilter(optional(fields, "filter") ?? "", FILTER);
    const found = [...models.values()]
      .filter((model) => ids.includes(model.experimentId) && matches(model, conditions, lookup))
      .sort((a, b) => b.created - a.created || (a.id < b.id ? -1 : 1));
    const { items, ...rest } = pageOf(found, fields, { fallback: 50, most: 50 });
    return c.json({ ...(items.length > 0 && { models: items.map(presentModel) }), ...rest });
  });
  app.get(`${API}/:id`, (c) => c.json({ model: presentModel(find(c.req.param("id"))) }));
  app.patch(`${API}/:id`, async (c) => {
    const model = find(c.req.param("id"));
    model.status = oneOf(await readJson(c), "status", MODEL_STATUSES) ?? invalid("Missing required field: status");
    return c.json({ model: presentModel(model) });
  });
  app.get(`${API}/:id/artifacts/directories`, (c) => {
    const model = find(c.req.param("id"));
    const folder = optional(c.req.query(), "artifact_directory_path")?.replace(/\/+$/, "");
    const files = entriesBelow(model.artifacts, folder);
    return c.json({ root_uri: rootOf(model), ...(files.length > 0 && { files }) });
  });
  app.post(`${API}/:id/artifacts/credentials-for-download`, async (c) => {
    const model = find(c.req.param("id"));
    const credentials = strings(await readJson(c), "paths").map((path) => {
      const key = `mlflow/${model.id}/${Buffer.from(path).toString("base64url")}`;
      const artifact = model.artifacts.get(path);
      if (artifact !== undefined) {
        world.storage.put(key, { contentType: artifact.contentType, read: () => contentOf(artifact) });
      }
      const signed_uri = world.origin + world.storage.link(key).path;
      return { model_id: model.id, credential_info: { path, signed_uri, headers: [], type: "AZURE_SAS_URI" } };
    });
    return c.json({ credentials });
  });
}

const rootOf = ({ id, experimentId }: LoggedModel): string =>
  `dbfs:/databricks/mlflow-tracking/${experimentId}/logged_models/${id}/artifacts`;

const presentModel = (model: LoggedModel): Fields => ({
  info: {
    model_id: model.id,
    experiment_id: model.experimentId,
    name: model.name,
    creation_timestamp_ms: model.created,
    last_updated_timestamp_ms: model.created,
    artifact_uri: rootOf(model),
    status: model.status,
    ...(model.runId !== undefined && { source_run_id: model.runId }),
  },
  data: {},
});
