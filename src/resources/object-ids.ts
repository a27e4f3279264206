import type { Context } from "../core/calls/context.ts";
import { listApps } from "../tools/apps/apps.ts";
import { listConnections, listExternalLocations, listStorageCredentials } from "../tools/catalog/admin.ts";
import { listClusterPolicies } from "../tools/compute/cluster-policies.ts";
import { listClusters } from "../tools/compute/clusters.ts";
import { listInstancePools } from "../tools/compute/instance-pools.ts";
import { listJobs } from "../tools/jobs/jobs.ts";
import { listPipelines } from "../tools/jobs/pipelines.ts";
import { listServingEndpoints } from "../tools/serving/endpoints.ts";
import { listVectorSearchEndpoints } from "../tools/serving/vector-search-endpoints.ts";
import { listAlerts } from "../tools/sql/alerts.ts";
import { listDashboards } from "../tools/sql/dashboards/dashboards.ts";
import { listGenieSpaces } from "../tools/sql/genie.ts";
import { listQueries } from "../tools/sql/queries.ts";
import { listWarehouses } from "../tools/sql/warehouses.ts";
import { listRepos } from "../tools/workspace/repos.ts";
import { type Candidate, matchTyped, reuseRecent } from "./completion.ts";
import { completeExperimentId } from "./mlflow-ids.ts";
import {
  completeCatalogName,
  completeFunctionName,
  completeSchemaName,
  completeTableName,
  completeVolumeName,
} from "./table-names.ts";
import { completeWorkspacePath } from "./workspace-paths.ts";

/** Maximum number of values in a completion. */
const limit = 100;

type Complete = (ctx: Context, typed: string) => Promise<readonly string[]>;

/** Completes from one page of a list, matched by value or name. */
const listed =
  (what: string, list: (ctx: Context) => Promise<readonly Candidate[]>): Complete =>
  (ctx, typed) =>
    matchTyped(
      reuseRecent(ctx, what, () => list(ctx)),
      typed,
    );

const names = (found: readonly { readonly name: string }[]): readonly Candidate[] =>
  found.map(({ name }) => ({ value: name }));

export const completeClusterId = listed("clusters", async (ctx) =>
  (await listClusters.run(ctx, { limit })).clusters.map(({ cluster_id, cluster_name }) => ({
    value: cluster_id,
    words: cluster_name,
  })),
);

export const completeWarehouseId = listed("warehouses", async (ctx) =>
  (await listWarehouses.run(ctx, { limit })).warehouses.map(({ id, name }) => ({ value: id, words: name })),
);

export const completePipelineId = listed("pipelines", async (ctx) =>
  (await listPipelines.run(ctx, { limit })).pipelines.map(({ pipeline_id, name }) => ({
    value: pipeline_id,
    words: name,
  })),
);

/** By object type, as in get_grants and get_permissions. */
const BY_TYPE: Readonly<Record<string, Complete>> = {
  catalog: completeCatalogName,
  schema: completeSchemaName,
  table: completeTableName,
  volume: completeVolumeName,
  function: completeFunctionName,
  external_location: listed("external locations", async (ctx) =>
    names((await listExternalLocations.run(ctx, {})).external_locations),
  ),
  storage_credential: listed("storage credentials", async (ctx) =>
    names((await listStorageCredentials.run(ctx, {})).storage_credentials),
  ),
  connection: listed("connections", async (ctx) => names((await listConnections.run(ctx, {})).connections)),
  alertsv2: listed("alerts", async (ctx) =>
    (await listAlerts.run(ctx, { limit })).alerts.map(({ id, display_name }) => ({ value: id, words: display_name })),
  ),
  apps: listed("apps", async (ctx) => names((await listApps.run(ctx, { limit })).apps)),
  "cluster-policies": listed("cluster policies", async (ctx) =>
    (await listClusterPolicies.run(ctx, {})).policies.map(({ policy_id, name }) => ({ value: policy_id, words: name })),
  ),
  clusters: completeClusterId,
  dashboards: listed("dashboards", async (ctx) =>
    (await listDashboards.run(ctx, { limit })).dashboards.map(({ dashboard_id, display_name }) => ({
      value: dashboard_id,
      words: display_name,
    })),
  ),
  directories: completeWorkspacePath,
  experiments: completeExperimentId,
  files: completeWorkspacePath,
  genie: listed("genie spaces", async (ctx) =>
    (await listGenieSpaces.run(ctx, { limit })).spaces.map(({ space_id, title }) => ({
      value: space_id,
      words: title,
    })),
  ),
  "instance-pools": listed("instance pools", async (ctx) =>
    (await listInstancePools.run(ctx, {})).instance_pools.map(({ instance_pool_id, instance_pool_name }) => ({
      value: instance_pool_id,
      words: instance_pool_name,
    })),
  ),
  jobs: listed("jobs", async (ctx) =>
    (await listJobs.run(ctx, { limit })).jobs.map(({ job_id, name }) => ({ value: job_id, words: name })),
  ),
  notebooks: completeWorkspacePath,
  pipelines: completePipelineId,
  queries: listed("queries", async (ctx) =>
    (await listQueries.run(ctx, { limit })).queries.map(({ id, display_name }) => ({ value: id, words: display_name })),
  ),
  repos: listed("repos", async (ctx) =>
    (await listRepos.run(ctx, { limit })).repos.map(({ repo_id, path }) => ({ value: repo_id, words: path })),
  ),
  "serving-endpoints": listed("serving endpoints", async (ctx) =>
    names((await listServingEndpoints.run(ctx, { limit })).endpoints),
  ),
  "vector-search-endpoints": listed("vector search endpoints", async (ctx) =>
    names((await listVectorSearchEndpoints.run(ctx, {})).endpoints),
  ),
  warehouses: completeWarehouseId,
};

/** Object types whose names or ids can be completed. */
export const COMPLETED_TYPES: readonly string[] = Object.keys(BY_TYPE);

/** Names or ids of objects of this type. For an unknown type: paths or tables, depending on the typed text. */
export const completeObject = (ctx: Context, type: string, typed: string): Promise<readonly string[]> => {
  const own = Object.hasOwn(BY_TYPE, type) ? BY_TYPE[type] : undefined;
  return (own ?? (typed.startsWith("/") ? completeWorkspacePath : completeTableName))(ctx, typed);
};
