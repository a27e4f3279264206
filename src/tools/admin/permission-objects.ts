import type { ObjectType, PermissionsObject } from "../../api/admin/permissions.ts";
import { getClusterPolicy } from "../../api/compute/cluster-policies.ts";
import { getCluster } from "../../api/compute/clusters.ts";
import { getInstancePool } from "../../api/compute/instance-pools.ts";
import { ApiError } from "../../api/http/errors.ts";
import { collect } from "../../api/http/paging.ts";
import { getExperiment, getExperimentByName } from "../../api/ml/mlflow.ts";
import { workspaceRegistry } from "../../api/ml/models-workspace.ts";
import { listServingEndpoints } from "../../api/serving/endpoints.ts";
import { listVectorSearchEndpoints } from "../../api/serving/vector-search.ts";
import { getAlert } from "../../api/sql/alerts.ts";
import { getDashboard } from "../../api/sql/dashboards/dashboards.ts";
import { getSpace } from "../../api/sql/genie.ts";
import { getQuery } from "../../api/sql/queries.ts";
import { getWarehouse } from "../../api/sql/warehouses.ts";
import { getRepo } from "../../api/workspace/repos.ts";
import { getStatus } from "../../api/workspace/workspace.ts";
import type { Context } from "../../core/calls/context.ts";
import type { AffectedObject } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { oneLine } from "../../text.ts";
import { affectedJob } from "../jobs/job-facts.ts";
import { affectedPipeline } from "../jobs/pipeline-facts.ts";
import type { NamedKind } from "../named-objects.ts";
import { idOf, looksLikeId } from "../names.ts";

/** An object with the ID that the permissions API takes, and as a question names it. */
export interface ResolvedObject extends PermissionsObject {
  readonly affected: AffectedObject;
  /** Why its name is unknown. */
  readonly unresolved?: string;
}

type Lookup = (ctx: Context, id: string) => Promise<AffectedObject>;

/** Types whose ID the platform gives the name for, with one request. */
const BY_ID: Partial<Readonly<Record<ObjectType, Lookup>>> = {
  clusters: async (ctx, cluster_id) => {
    const { cluster_name } = await getCluster(ctx.client, { cluster_id });
    return { kind: "cluster", name: cluster_name, id: cluster_id };
  },
  "cluster-policies": async (ctx, policy_id) => {
    const { name } = await getClusterPolicy(ctx.client, { policy_id });
    return { kind: "cluster policy", name, id: policy_id };
  },
  "instance-pools": async (ctx, instance_pool_id) => {
    const { instance_pool_name } = await getInstancePool(ctx.client, { instance_pool_id });
    return { kind: "instance pool", name: instance_pool_name, id: instance_pool_id };
  },
  jobs: affectedJob,
  pipelines: affectedPipeline,
  warehouses: async (ctx, id) => {
    const { name } = await getWarehouse(ctx.client, { id });
    return { kind: "SQL warehouse", name, id };
  },
  queries: async (ctx, id) => {
    const { display_name, parent_path } = await getQuery(ctx.client, { id });
    return { kind: "query", name: display_name, id, within: [parent_path] };
  },
  alerts: async (ctx, id) => {
    const { display_name, parent_path } = await getAlert(ctx.client, { id });
    return { kind: "SQL alert", name: display_name, id, within: [parent_path] };
  },
  alertsv2: async (ctx, id) => {
    const { display_name, parent_path } = await getAlert(ctx.client, { id });
    return { kind: "SQL alert", name: display_name, id, within: [parent_path] };
  },
  dashboards: async (ctx, dashboard_id) => {
    const { display_name, path } = await getDashboard(ctx.client, { dashboard_id });
    return { kind: "dashboard", name: display_name, id: dashboard_id, ...(path && { matches: [path] }) };
  },
  genie: async (ctx, space_id) => {
    const { title } = await getSpace(ctx.client, { space_id });
    return { kind: "Genie space", name: title, id: space_id };
  },
  repos: async (ctx, repo_id) => {
    const { path } = await getRepo(ctx.client, { repo_id });
    return { kind: "Git folder", name: path, id: repo_id, contents: "/" };
  },
};

/** Those of them that people know by name, and under which name they are looked up. */
const NAMED: Partial<Readonly<Record<ObjectType, NamedKind>>> = {
  clusters: "cluster",
  "cluster-policies": "cluster policy",
  "instance-pools": "instance pool",
  jobs: "job",
  pipelines: "pipeline",
  warehouses: "warehouse",
  queries: "query",
  alerts: "alert",
  alertsv2: "alert",
  dashboards: "dashboard",
  genie: "Genie space",
  experiments: "experiment",
};

/** Types whose objects have a path and an ID, and no request that gives the path of an ID. */
const BY_PATH = { notebooks: "notebook", files: "file", directories: "folder" } as const;
const hasPath = (type: ObjectType): type is keyof typeof BY_PATH => type in BY_PATH;

/** Types whose ID is the name. */
const BY_NAME: Partial<Readonly<Record<ObjectType, string>>> = {
  apps: "app",
  authorization: "authorization setting",
  "database-projects": "database project",
};

/**
 * The object of a call to the permissions API, with its name for its ID, or its ID for its name or path where people know
 * the object by that.
 *
 * @throws {ToolError} For a name or path that the API does not know, or cannot take
 */
export const resolveObject = (ctx: Context, object: PermissionsObject): Promise<ResolvedObject> =>
  ctx.once(`permissions of ${object.object_type} ${object.object_id}`, () => resolve(ctx, object));

async function resolve(ctx: Context, { object_type, object_id }: PermissionsObject): Promise<ResolvedObject> {
  const kind = object_type.replace(/s$/, "").replaceAll("-", " ");
  const named = (affected: AffectedObject, id = object_id): ResolvedObject => ({
    object_type,
    object_id: id,
    affected,
  });
  const unnamed = (why: string): ResolvedObject => ({ ...named({ kind, id: object_id }), unresolved: why });
  if (hasPath(object_type)) return objectWithPath(ctx, object_type, object_id, named);
  if (object_type === "experiments") {
    const found = await (object_id.startsWith("/")
      ? getExperimentByName(ctx.client, { experiment_name: object_id })
      : getExperiment(ctx.client, { experiment_id: await idOf(ctx, "experiment", object_id) }));
    return named({ kind: "MLflow experiment", name: found.name, id: found.experiment_id }, found.experiment_id);
  }
  if (object_type === "repos" && object_id.startsWith("/")) {
    const { object_id: id } = await getStatus(ctx.client, { path: object_id });
    return id ? named({ kind: "Git folder", name: object_id, id, contents: "/" }, id) : unnamed(NO_PATH);
  }
  if (object_id.startsWith("/")) throw isPath();
  if (object_type === "serving-endpoints") {
    const found = only(object_id, await listServingEndpoints(ctx.client));
    if (!found?.id) return unnamed("no serving endpoint with this name or ID is listed");
    return named({ kind: "serving endpoint", name: found.name, id: found.id }, found.id);
  }
  if (object_type === "vector-search-endpoints") {
    const list = (page_token: string | undefined) => listVectorSearchEndpoints(ctx.client, { page_token });
    const { items } = await collect(list, Number.POSITIVE_INFINITY, { maxPages: 20 });
    const found = only(object_id, items);
    if (!found?.id) return unnamed("no vector search endpoint with this name or ID is listed");
    return named({ kind: "vector search endpoint", name: found.name, id: found.id }, found.id);
  }
  if (object_type === "registered-models") {
    if (/^[^.]+\.[^.]+\.[^.]+$/.test(object_id)) throw isUnityModel(object_id);
    const found = await modelNamed(ctx, object_id);
    if (!found?.id) return unnamed("the name of a registered model cannot be looked up by its ID; give its name");
    return named({ kind: "registered model", name: found.name, id: found.id }, found.id);
  }
  const lookup = BY_ID[object_type];
  const kindOfName = NAMED[object_type];
  if (lookup) {
    const id = kindOfName === undefined ? object_id : await idOf(ctx, kindOfName, object_id);
    return named(await lookup(ctx, id), id);
  }
  const nameIsId = BY_NAME[object_type];
  if (nameIsId !== undefined) return named({ kind: nameIsId, name: object_id });
  return unnamed(`the name of a ${kind} cannot be looked up by its ID`);
}

const NO_PATH = "the path of a workspace object cannot be looked up by its ID; give its path as object_id";

async function objectWithPath(
  ctx: Context,
  object_type: keyof typeof BY_PATH,
  object_id: string,
  named: (affected: AffectedObject, id?: string) => ResolvedObject,
): Promise<ResolvedObject> {
  const kind = BY_PATH[object_type];
  const contents = object_type === "directories" ? "/" : undefined;
  if (!object_id.startsWith("/")) return { ...named({ kind, id: object_id, contents }), unresolved: NO_PATH };
  const { object_id: id, path } = await getStatus(ctx.client, { path: object_id });
  if (!id) throw new ToolError("The workspace returned no ID for this path.", { next: "Give the object's ID." });
  return named({ kind, name: path, id, contents }, id);
}

const isPath = (): ToolError =>
  new ToolError("object_id is a path, and objects of this type are known by their ID; nothing was sent.", {
    next: "Give the ID from the list tool of the object.",
  });

/** The object with this name or ID. @throws {ToolError} If one has it as its name and another as its ID */
function only<T extends { readonly id?: string | null | undefined; readonly name?: string | null | undefined }>(
  nameOrId: string,
  objects: readonly T[],
): T | undefined {
  const [found, ...others] = objects.filter(({ id, name }) => id === nameOrId || name === nameOrId);
  if (others.length === 0) return found;
  throw new ToolError("This is the name of one object and the ID of another; nothing was sent.", {
    next: "Give the other of the two for the object that you mean.",
  });
}

const isUnityModel = (name: string): ToolError =>
  new ToolError(`${oneLine(name, 100)} is a model of Unity Catalog, which has privileges; nothing was sent.`, {
    next: "Use get_grants or update_grants with securable_type model.",
  });

/** A model of the workspace registry by its name; IDs are 32 hexadecimal digits. */
async function modelNamed(ctx: Context, name: string) {
  if (/^[0-9a-f]{32}$/.test(name)) return undefined;
  return workspaceRegistry.get(ctx.client, name).catch((error: unknown) => {
    if (error instanceof ApiError && error.kind === "not-found") return undefined;
    throw error;
  });
}

const isId = (id: string): boolean => /^([0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.test(id);
const NAMED_OBJECTS: ReadonlySet<ObjectType> = new Set([
  "serving-endpoints",
  "registered-models",
  "vector-search-endpoints",
]);

/** The object with the ID that the permissions API takes; it is looked up only where `object_id` is a name or path. */
export async function withId(ctx: Context, { object_type, object_id }: PermissionsObject): Promise<PermissionsObject> {
  const isName =
    object_id.startsWith("/") ||
    (NAMED_OBJECTS.has(object_type) && !isId(object_id)) ||
    (NAMED[object_type] !== undefined && !looksLikeId(object_id));
  return isName ? resolveObject(ctx, { object_type, object_id }) : { object_type, object_id };
}
