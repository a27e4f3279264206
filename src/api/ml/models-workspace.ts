import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { filterText, type Pair, pairs } from "./mlflow.ts";
import type { ModelRegistry, ModelVersion, RegisteredModel, VersionKey } from "./models.ts";

/** `ModelVersion`: the fields we read. Times are in epoch milliseconds. */
const version = z.looseObject({
  version: z.string(),
  current_stage: text,
  status: text,
  status_message: text,
  source: text,
  run_id: text,
  description: text,
  user_id: text,
  creation_timestamp: int64.nullish(),
  tags: pairs,
});

/** `Model` and `ModelDatabricks`: the fields we read. */
const model = z.looseObject({
  id: text,
  name: z.string(),
  description: text,
  user_id: text,
  permission_level: text,
  creation_timestamp: int64.nullish(),
  last_updated_timestamp: int64.nullish(),
  latest_versions: z.array(version).nullish(),
  tags: pairs,
});

const tagsByKey = (pairs: z.output<typeof model>["tags"]): Record<string, string> =>
  Object.fromEntries((pairs ?? []).map(({ key, value }) => [key, value ?? ""]));

const versionOf = (found: z.output<typeof version>): ModelVersion => ({
  version: found.version,
  stage: found.current_stage,
  status: found.status,
  status_message: found.status_message,
  source: found.source,
  run_id: found.run_id,
  comment: found.description,
  created_by: found.user_id,
  created_at: found.creation_timestamp,
  tags: tagsByKey(found.tags),
});

const modelOf = (found: z.output<typeof model>): RegisteredModel => ({
  name: found.name,
  id: found.id,
  comment: found.description,
  owner: found.user_id,
  permission_level: found.permission_level,
  created_at: found.creation_timestamp,
  updated_at: found.last_updated_timestamp,
  tags: tagsByKey(found.tags),
  latest_versions: (found.latest_versions ?? []).map(versionOf),
});

const API = "/api/2.0/mlflow";

/** One page of matching models with the latest version of each stage. `GET /api/2.0/mlflow/registered-models/search` */
export async function searchWorkspaceModels(
  client: Client,
  query: {
    filter?: string | undefined;
    max_results: number;
    page_token?: string | undefined;
  },
): Promise<Page<RegisteredModel>> {
  const response = z.looseObject({ registered_models: z.array(model).nullish(), next_page_token: text });
  const page = await client.get("modelRegistry.searchModels", `${API}/registered-models/search`, response, { query });
  return { items: (page.registered_models ?? []).map(modelOf), next: page.next_page_token ?? undefined };
}

/**
 * The workspace registry: flat names and stages.
 * `/api/2.0/mlflow/registered-models`, `/api/2.0/mlflow/model-versions`
 */
export const workspaceRegistry: ModelRegistry = {
  async get(client, name) {
    const response = z.looseObject({ registered_model_databricks: model });
    const found = await client.get("modelRegistry.getModel", `${API}/databricks/registered-models/get`, response, {
      query: { name },
    });
    return modelOf(found.registered_model_databricks);
  },

  async create(client, { name, comment }) {
    const response = z.looseObject({ registered_model: model });
    const body = { name, description: comment };
    return modelOf(
      (await client.post("modelRegistry.createModel", `${API}/registered-models/create`, response, { body }))
        .registered_model,
    );
  },

  describe: (client, { name, comment }) =>
    client.patch("modelRegistry.updateModel", `${API}/registered-models/update`, nothing, {
      body: { name, description: comment },
    }),

  rename: (client, body) =>
    client.post("modelRegistry.renameModel", `${API}/registered-models/rename`, nothing, { body }),

  delete: (client, name) =>
    client.delete("modelRegistry.deleteModel", `${API}/registered-models/delete`, nothing, { query: { name } }),

  async listVersions(client, { name, ...query }) {
    const response = z.looseObject({ model_versions: z.array(version).nullish(), next_page_token: text });
    const filter = `name=${filterText(name)}`;
    const page = await client.get("modelRegistry.searchModelVersions", `${API}/model-versions/search`, response, {
      query: { ...query, filter },
    });
    return { items: (page.model_versions ?? []).map(versionOf), next: page.next_page_token ?? undefined };
  },

  async getVersion(client, query) {
    const response = z.looseObject({ model_version: version });
    return versionOf(
      (
        await client.get("modelRegistry.getModelVersion", `${API}/model-versions/get`, response, {
          query: { ...query },
        })
      ).model_version,
    );
  },

  describeVersion: (client, { name, version, comment }) =>
    client.patch("modelRegistry.updateModelVersion", `${API}/model-versions/update`, nothing, {
      body: { name, version, description: comment },
    }),

  deleteVersion: (client, key) =>
    client.delete("modelRegistry.deleteModelVersion", `${API}/model-versions/delete`, nothing, { query: { ...key } }),
};

/**
 * Creates a version and returns it while its registration continues (`PENDING_REGISTRATION`).
 * `POST /api/2.0/mlflow/model-versions/create`
 */
export async function createModelVersion(
  client: Client,
  wish: { name: string; source: string; run_id?: string | undefined; description?: string | undefined },
): Promise<ModelVersion> {
  // A logged model of MLflow 3 is named by its ID as well.
  const [, model_id] = /^models:\/(m-[0-9a-zA-Z]+)$/.exec(wish.source) ?? [];
  const body = { ...wish, ...(model_id !== undefined && { model_id }) };
  const response = z.looseObject({ model_version: version });
  return versionOf(
    (await client.post("modelRegistry.createModelVersion", `${API}/model-versions/create`, response, { body }))
      .model_version,
  );
}

/** Sets a tag of a model, or of one version. `POST …/registered-models/set-tag`, `POST …/model-versions/set-tag` */
export const setModelTag = (client: Client, body: ModelOrVersion & Pair) =>
  client.post(
    isVersion(body) ? "modelRegistry.setModelVersionTag" : "modelRegistry.setModelTag",
    `${API}/${kindOf(body)}/set-tag`,
    nothing,
    { body, replay: "safe" },
  );

/**
 * Deletes a tag of a model, or of one version.
 * `DELETE …/registered-models/delete-tag`, `DELETE …/model-versions/delete-tag`
 */
export const deleteModelTag = (client: Client, query: ModelOrVersion & { key: string }) =>
  client.delete(
    isVersion(query) ? "modelRegistry.deleteModelVersionTag" : "modelRegistry.deleteModelTag",
    `${API}/${kindOf(query)}/delete-tag`,
    nothing,
    { query: { ...query } },
  );

/** A model, or one version of it if `version` is given. */
export interface ModelOrVersion {
  readonly name: string;
  readonly version?: string | undefined;
}

const isVersion = ({ version }: ModelOrVersion) => version !== undefined;
const kindOf = (of: ModelOrVersion) => (isVersion(of) ? "model-versions" : "registered-models");

/** Stages of a version in the workspace registry. */
export const STAGES = ["None", "Staging", "Production", "Archived"] as const;

/** Moves a version to a stage and returns it. `POST /api/2.0/mlflow/databricks/model-versions/transition-stage` */
export async function transitionStage(
  client: Client,
  body: VersionKey & { stage: string; archive_existing_versions: boolean; comment?: string | undefined },
): Promise<ModelVersion> {
  const response = z.looseObject({ model_version_databricks: version });
  const moved = await client.post(
    "modelRegistry.transitionStage",
    `${API}/databricks/model-versions/transition-stage`,
    response,
    { body },
  );
  return versionOf(moved.model_version_databricks);
}
