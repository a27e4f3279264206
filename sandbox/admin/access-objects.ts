import { fail } from "../failure.ts";
import { type App, type Fields, isFields, objectsIn, readWorkspace } from "../http.ts";
import type { World } from "../world.ts";

/** An object that can have permissions. */
export interface AccessObject {
  /** Its creator, who owns it until its permissions change. */
  readonly creator: string;
  /** The folder that passes its permissions on to it. */
  readonly folder?: string;
}

/** How the REST API of this workspace finds an object of each type by the ID that permissions use. */
type Lookup =
  | { readonly path: (id: string) => string }
  /** Types with an ID that only lists contain. */
  | { readonly list: string; readonly field: string };

const LOOKUPS: Readonly<Record<string, Lookup>> = {
  alerts: { path: (id) => `/api/2.0/alerts/${id}` },
  alertsv2: { path: (id) => `/api/2.0/alerts/${id}` },
  apps: { path: (id) => `/api/2.0/apps/${id}` },
  "cluster-policies": { path: (id) => `/api/2.0/policies/clusters/get?policy_id=${id}` },
  clusters: { path: (id) => `/api/2.1/clusters/get?cluster_id=${id}` },
  dashboards: { path: (id) => `/api/2.0/lakeview/dashboards/${id}` },
  experiments: { path: (id) => `/api/2.0/mlflow/experiments/get?experiment_id=${id}` },
  genie: { path: (id) => `/api/2.0/genie/spaces/${id}` },
  "instance-pools": { path: (id) => `/api/2.0/instance-pools/get?instance_pool_id=${id}` },
  jobs: { path: (id) => `/api/2.2/jobs/get?job_id=${id}` },
  pipelines: { path: (id) => `/api/2.0/pipelines/${id}` },
  queries: { path: (id) => `/api/2.0/sql/queries/${id}` },
  repos: { path: (id) => `/api/2.0/repos/${id}` },
  "serving-endpoints": { list: "/api/2.0/serving-endpoints", field: "endpoints" },
  "vector-search-endpoints": { list: "/api/2.0/vector-search/endpoints", field: "endpoints" },
  warehouses: { path: (id) => `/api/2.0/sql/warehouses/${id}` },
};

/** Types whose objects are in the workspace tree, with the type that the tree calls them. */
const IN_TREE: Readonly<Record<string, readonly string[]>> = {
  directories: ["DIRECTORY"],
  files: ["FILE"],
  notebooks: ["NOTEBOOK"],
};

const AUTHORIZATION: readonly string[] = ["tokens", "passwords"];
const CREATOR_FIELDS = ["creator_user_name", "creator_name", "creator", "owner_user_name"];

/** The object of a type, or the platform's error if there is none with this ID. */
export async function accessObject(app: App, world: World, type: string, id: string): Promise<AccessObject> {
  if (type === "authorization") return AUTHORIZATION.includes(id) ? { creator: "" } : absent(type, id);
  if (type === "registered-models") return model(app, world, id);
  const treeTypes = IN_TREE[type];
  if (treeTypes) {
    const entry = world.findObjectById(Number(id));
    return entry !== undefined && treeTypes.includes(entry.type)
      ? { creator: creatorAt(world, entry.path) }
      : absent(type, id);
  }
  const lookup = LOOKUPS[type];
  if (lookup === undefined) return absent(type, id);
  const found =
    "path" in lookup
      ? await readWorkspace(app, world, lookup.path(encodeURIComponent(id)))
      : objectsIn(await readWorkspace(app, world, lookup.list), lookup.field).find((one) => one.id === id);
  if (found !== undefined) {
    if (isFields(found.experiment)) return experiment(found.experiment, world);
    const folder = typeof found.parent_path === "string" ? { folder: found.parent_path } : {};
    return { creator: creatorOf(found) ?? world.owner, ...folder };
  }
  // An endpoint has a name too, which permissions do not accept.
  if (type === "serving-endpoints")
    fail(400, "INVALID_PARAMETER_VALUE", `'${id}' is not a valid Inference Endpoint ID.`);
  return absent(type, id);
}

/** The name of an experiment is its path. */
function experiment({ name, tags }: Fields, world: World): AccessObject {
  const owner = objectsIn({ tags }, "tags").find(({ key }) => key === "mlflow.ownerEmail")?.value;
  const path = String(name);
  return {
    creator: typeof owner === "string" ? owner : creatorAt(world, path),
    ...(path.startsWith("/") ? { folder: path.slice(0, path.lastIndexOf("/")) } : {}),
  };
}

/** The ID that permissions use for an object that its own API knows by name. */
export async function identified(app: App, world: World, type: string, name: string): Promise<string> {
  if (type === "serving-endpoints") {
    const all = objectsIn(await readWorkspace(app, world, "/api/2.0/serving-endpoints"), "endpoints");
    return String(all.find((one) => one.name === name)?.id ?? name);
  }
  if (type !== "registered-models") return name;
  return String((await modelDetails(app, world, name))?.id ?? name);
}

async function modelDetails(app: App, world: World, name: string): Promise<Fields | undefined> {
  const query = new URLSearchParams({ name });
  const found = await readWorkspace(app, world, `/api/2.0/mlflow/databricks/registered-models/get?${query}`);
  const details = found?.registered_model_databricks;
  return isFields(details) ? details : undefined;
}

/** Registered models of the workspace have an ID that only the API of permissions uses. */
async function model(app: App, world: World, id: string): Promise<AccessObject> {
  const models = objectsIn(
    await readWorkspace(app, world, "/api/2.0/mlflow/registered-models/list"),
    "registered_models",
  );
  for (const { name } of models) {
    const details = await modelDetails(app, world, String(name));
    if (details?.id === id) return { creator: String(details.user_id ?? world.owner) };
  }
  return absent("registered-models", id);
}

const creatorOf = (object: Fields): string | undefined => {
  for (const field of CREATOR_FIELDS) {
    const value = object[field];
    if (typeof value === "string" && value !== "") return value;
  }
  return undefined;
};

/** An object in the home of a user was created by that user. */
const creatorAt = (world: World, path: string): string => /^\/(?:Users|Repos)\/([^/]+)/.exec(path)?.[1] ?? world.owner;

const absent = (type: string, id: string): never =>
  fail(404, "RESOURCE_DOES_NOT_EXIST", `${type} ${id} does not exist.`);
