import * as z from "zod";
import { recordOf } from "../../records.ts";
import type { ObjectType } from "../admin/permissions.ts";
import type { Client } from "../http/client.ts";
import { absentAsUndefined } from "../http/errors.ts";
import { id64 } from "../http/json.ts";
import { path } from "../http/path.ts";
import { wireId } from "../jobs/jobs.ts";
import { type ConfigFields, recordIn } from "./values.ts";

/** How a kind of resource of a bundle is created, changed and deleted. */
export interface BundleKind {
  /** Databricks' word for one of them. */
  readonly word: string;
  /** Fields that cannot be changed: another value means a new object. */
  readonly fixed: readonly string[];
  /** Loss if one is deleted, as a sentence. */
  readonly loss: string;
  /** The name that people know it by. */
  name(config: ConfigFields): string;
  /** Creates it and returns its ID. */
  create(client: Client, config: ConfigFields): Promise<string>;
  update(client: Client, id: string, config: ConfigFields): Promise<unknown>;
  remove(client: Client, id: string): Promise<unknown>;
  /** Reads it. Rejects with `not-found` if it no longer exists. */
  read(client: Client, id: string): Promise<unknown>;
  /** Field of its description with its name and configuration, if any; `undefined` if its ID is its name. */
  readonly described?: string;
  /** Separator between its name and those of its contents, which are lost with it. */
  readonly contents?: "." | "/";
  /** Its type in the API of permissions. */
  readonly permissions?: ObjectType;
}

const any = z.looseObject({});
const idOf = (response: unknown, field: string): string => String(recordOf(response)[field] ?? "");
const UC = "/api/2.1/unity-catalog";
const without = (config: ConfigFields, ...names: readonly string[]): ConfigFields =>
  Object.fromEntries(Object.entries(config).filter(([name]) => !names.includes(name)));
const nameOf =
  (...fields: readonly string[]) =>
  (config: ConfigFields): string =>
    fields.map((field) => String(config[field] ?? "")).join(".");

const SCHEMA = ["catalog_name", "name", "storage_root"];
const VOLUME = ["catalog_name", "schema_name", "name", "volume_type", "storage_location"];
const MODEL = ["catalog_name", "schema_name", "name", "storage_location"];

/** The kinds that this server deploys, in the order in which they are created. */
export const BUNDLE_KINDS: Readonly<Record<string, BundleKind>> = {
  schemas: {
    word: "schema",
    fixed: SCHEMA,
    loss: "Its tables, views, volumes and models are lost with it.",
    contents: ".",
    name: nameOf("catalog_name", "name"),
    create: async (client, body) =>
      idOf(await client.post("schemas.create", `${UC}/schemas`, any, { body }), "full_name"),
    update: (client, id, config) =>
      client.patch("schemas.update", path`/api/2.1/unity-catalog/schemas/${id}`, any, {
        body: without(config, ...SCHEMA),
      }),
    remove: (client, id) =>
      client.delete("schemas.delete", path`/api/2.1/unity-catalog/schemas/${id}`, any, { query: { force: true } }),
    read: (client, id) => client.get("schemas.get", path`/api/2.1/unity-catalog/schemas/${id}`, any),
  },
  secret_scopes: {
    word: "secret scope",
    fixed: ["name", "backend_type"],
    loss: "Its secrets are permanently lost.",
    contents: "/",
    name: nameOf("name"),
    create: async (client, { name }) => {
      await client.post("secrets.createScope", "/api/2.0/secrets/scopes/create", any, { body: { scope: name } });
      return String(name);
    },
    update: async () => undefined,
    remove: (client, scope) =>
      client.post("secrets.deleteScope", "/api/2.0/secrets/scopes/delete", any, { body: { scope } }),
    read: (client, scope) => client.get("secrets.listSecrets", "/api/2.0/secrets/list", any, { query: { scope } }),
  },
  volumes: {
    word: "volume",
    fixed: VOLUME,
    loss: "The files of a managed volume are lost with it.",
    contents: "/",
    name: nameOf("catalog_name", "schema_name", "name"),
    create: async (client, config) => {
      const body = { volume_type: "MANAGED", ...config };
      return idOf(await client.post("volumes.create", `${UC}/volumes`, any, { body }), "full_name");
    },
    update: (client, id, config) =>
      client.patch("volumes.update", path`/api/2.1/unity-catalog/volumes/${id}`, any, {
        body: without(config, ...VOLUME),
      }),
    remove: (client, id) => client.delete("volumes.delete", path`/api/2.1/unity-catalog/volumes/${id}`, any),
    read: (client, id) => client.get("volumes.read", path`/api/2.1/unity-catalog/volumes/${id}`, any),
  },
  registered_models: {
    word: "registered model",
    fixed: MODEL,
    loss: "Its versions are lost with it.",
    name: nameOf("catalog_name", "schema_name", "name"),
    create: async (client, body) =>
      idOf(await client.post("registeredModels.create", `${UC}/models`, any, { body }), "full_name"),
    update: (client, id, config) =>
      client.patch("registeredModels.update", path`/api/2.1/unity-catalog/models/${id}`, any, {
        body: without(config, ...MODEL),
      }),
    remove: (client, id) => client.delete("registeredModels.delete", path`/api/2.1/unity-catalog/models/${id}`, any),
    read: (client, id) => client.get("registeredModels.get", path`/api/2.1/unity-catalog/models/${id}`, any),
  },
  experiments: {
    word: "experiment",
    fixed: ["artifact_location"],
    loss: "Its runs are deleted with it.",
    name: nameOf("name"),
    create: async (client, body) =>
      idOf(
        await client.post("experiments.createExperiment", "/api/2.0/mlflow/experiments/create", any, { body }),
        "experiment_id",
      ),
    update: (client, experiment_id, { name }) =>
      client.post("experiments.updateExperiment", "/api/2.0/mlflow/experiments/update", any, {
        body: { experiment_id, new_name: name },
      }),
    remove: (client, experiment_id) =>
      client.post("experiments.deleteExperiment", "/api/2.0/mlflow/experiments/delete", any, {
        body: { experiment_id },
      }),
    read: (client, experiment_id) =>
      client.get("experiments.getExperiment", "/api/2.0/mlflow/experiments/get", any, { query: { experiment_id } }),
    described: "experiment",
    permissions: "experiments",
  },
  sql_warehouses: {
    word: "SQL warehouse",
    fixed: [],
    loss: "Queries and dashboards that run on it fail.",
    name: nameOf("name"),
    create: async (client, body) =>
      idOf(await client.post("warehouses.create", "/api/2.0/sql/warehouses", any, { body }), "id"),
    update: (client, id, body) =>
      client.post("warehouses.edit", path`/api/2.0/sql/warehouses/${id}/edit`, any, { body }),
    remove: (client, id) => client.delete("warehouses.delete", path`/api/2.0/sql/warehouses/${id}`, any),
    read: (client, id) => client.get("warehouses.get", path`/api/2.0/sql/warehouses/${id}`, any),
    described: "",
    permissions: "warehouses",
  },
  clusters: {
    word: "cluster",
    fixed: [],
    loss: "Its configuration and libraries are lost.",
    name: nameOf("cluster_name"),
    create: async (client, body) =>
      idOf(await client.post("clusters.create", "/api/2.1/clusters/create", any, { body }), "cluster_id"),
    update: (client, cluster_id, config) =>
      client.post("clusters.edit", "/api/2.1/clusters/edit", any, { body: { ...config, cluster_id } }),
    remove: (client, cluster_id) =>
      client.post("clusters.permanentDelete", "/api/2.1/clusters/permanent-delete", any, { body: { cluster_id } }),
    read: (client, cluster_id) => client.get("clusters.get", "/api/2.1/clusters/get", any, { query: { cluster_id } }),
    described: "",
    permissions: "clusters",
  },
  pipelines: {
    word: "pipeline",
    fixed: [],
    loss: "Its streaming tables and materialized views are deleted with it.",
    name: nameOf("name"),
    create: async (client, body) =>
      idOf(await client.post("pipelines.create", "/api/2.0/pipelines", any, { body }), "pipeline_id"),
    update: (client, pipeline_id, config) =>
      client.put("pipelines.update", path`/api/2.0/pipelines/${pipeline_id}`, any, { body: config }),
    remove: (client, id) => client.delete("pipelines.delete", path`/api/2.0/pipelines/${id}`, any),
    read: (client, id) => client.get("pipelines.get", path`/api/2.0/pipelines/${id}`, any),
    described: "spec",
    permissions: "pipelines",
  },
  dashboards: {
    word: "dashboard",
    fixed: ["parent_path"],
    loss: "It goes to the trash.",
    name: nameOf("display_name"),
    create: async (client, config) => {
      const body = without(config, "embed_credentials");
      const made = await client.post("lakeview.create", "/api/2.0/lakeview/dashboards", any, { body });
      const id = idOf(made, "dashboard_id");
      await publish(client, id, config);
      return id;
    },
    update: async (client, id, config) => {
      const body = without(config, "embed_credentials", "parent_path");
      await client.patch("lakeview.update", path`/api/2.0/lakeview/dashboards/${id}`, any, { body });
      await publish(client, id, config);
    },
    remove: (client, id) => client.delete("lakeview.trash", path`/api/2.0/lakeview/dashboards/${id}`, any),
    read: (client, id) => client.get("lakeview.get", path`/api/2.0/lakeview/dashboards/${id}`, any),
    described: "",
    permissions: "dashboards",
  },
  model_serving_endpoints: {
    word: "serving endpoint",
    fixed: ["name", "route_optimized"],
    loss: "Applications that call it fail.",
    name: nameOf("name"),
    create: async (client, body) =>
      idOf(await client.post("servingEndpoints.create", "/api/2.0/serving-endpoints", any, { body }), "name"),
    update: (client, name, { config }) =>
      client.put("servingEndpoints.updateConfig", path`/api/2.0/serving-endpoints/${name}/config`, any, {
        body: recordOf(config),
      }),
    remove: (client, name) => client.delete("servingEndpoints.delete", path`/api/2.0/serving-endpoints/${name}`, any),
    read: (client, name) => client.get("servingEndpoints.get", path`/api/2.0/serving-endpoints/${name}`, any),
  },
  jobs: {
    word: "job",
    fixed: [],
    loss: "Its run history is lost with it.",
    name: nameOf("name"),
    create: async (client, config) => {
      const body = without(config, "format");
      const created = z.looseObject({ job_id: id64 });
      return (await client.post("jobs.create", "/api/2.2/jobs/create", created, { body })).job_id;
    },
    update: (client, id, config) =>
      client.post("jobs.reset", "/api/2.2/jobs/reset", any, {
        body: { job_id: wireId(id), new_settings: without(config, "format") },
      }),
    remove: (client, id) => client.post("jobs.delete", "/api/2.2/jobs/delete", any, { body: { job_id: wireId(id) } }),
    read: (client, job_id) => client.get("jobs.get", "/api/2.2/jobs/get", any, { query: { job_id } }),
    described: "settings",
    permissions: "jobs",
  },
};

const publish = (client: Client, id: string, { warehouse_id, embed_credentials = false }: ConfigFields) =>
  client.post("lakeview.publish", path`/api/2.0/lakeview/dashboards/${id}/published`, any, {
    body: { embed_credentials, ...(warehouse_id !== undefined && { warehouse_id }) },
  });

/** The kind of a resource key such as `jobs.nightly`. */
export const kindOf = (key: string): BundleKind | undefined => BUNDLE_KINDS[key.split(".")[0] ?? ""];

/**
 * The object with an ID of a state, as the platform knows it: anyone who can write to the state can write another name there.
 * `undefined` if it no longer exists.
 */
export async function readCurrent(client: Client, key: string, id: string): Promise<CurrentObject | undefined> {
  const kind = kindOf(key);
  const found = kind && (await absentAsUndefined(kind.read(client, id)));
  if (!kind || found === undefined) return undefined;
  const config = { ...recordOf(found), ...recordIn(recordOf(found), kind.described ?? "") };
  return { name: kind.described === undefined ? id : kind.name(config), config };
}

/** An object as it is now. */
export interface CurrentObject {
  readonly name: string;
  readonly config: ConfigFields;
}
