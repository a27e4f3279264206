import type { ObjectType } from "../../api/admin/permissions.ts";
import { listApps } from "../../api/apps/apps.ts";
import { listClusterPolicies } from "../../api/compute/cluster-policies.ts";
import { INTERACTIVE_SOURCES, listClusters } from "../../api/compute/clusters.ts";
import { listInstancePools } from "../../api/compute/instance-pools.ts";
import type { Page } from "../../api/http/paging.ts";
import { listJobs } from "../../api/jobs/jobs.ts";
import { listPipelines } from "../../api/jobs/pipelines.ts";
import { searchExperiments } from "../../api/ml/mlflow.ts";
import { searchWorkspaceModels } from "../../api/ml/models-workspace.ts";
import { listServingEndpoints } from "../../api/serving/endpoints.ts";
import { listAlerts } from "../../api/sql/alerts.ts";
import { listDashboards } from "../../api/sql/dashboards/dashboards.ts";
import { listSpaces } from "../../api/sql/genie.ts";
import { listQueries } from "../../api/sql/queries.ts";
import { listWarehouses } from "../../api/sql/warehouses.ts";
import type { Context } from "../../core/calls/context.ts";

/** An object whose permissions are read. */
export interface AuditedObject {
  readonly id: string;
  readonly name?: string | null | undefined;
}

type Lister = (ctx: Context, page: { limit: number; page_token?: string | undefined }) => Promise<Page<AuditedObject>>;

/** A list that the platform returns whole, as pages. */
const paged =
  (list: (ctx: Context) => Promise<readonly AuditedObject[]>): Lister =>
  async (ctx, { limit, page_token = "0" }) => {
    const from = Number(page_token);
    const all = await list(ctx);
    return { items: all.slice(from, from + limit), next: from + limit < all.length ? String(from + limit) : undefined };
  };

/** The types of which all objects can be listed, with a page of them. */
export const LISTERS: Partial<Readonly<Record<ObjectType, Lister>>> = {
  jobs: async (ctx, { limit, page_token }) => {
    const { items, next } = await listJobs(ctx.client, { limit, page_token });
    return { items: items.map(({ job_id, settings }) => ({ id: job_id, name: settings?.name })), next };
  },
  clusters: async (ctx, { limit, page_token }) => {
    const filter_by = { cluster_sources: INTERACTIVE_SOURCES };
    const { items, next } = await listClusters(ctx.client, { filter_by, page_size: limit, page_token });
    return { items: items.map(({ cluster_id, cluster_name }) => ({ id: cluster_id, name: cluster_name })), next };
  },
  pipelines: async (ctx, { limit, page_token }) => {
    const { items, next } = await listPipelines(ctx.client, { filter: undefined, max_results: limit, page_token });
    return { items: items.map(({ pipeline_id, name }) => ({ id: pipeline_id, name })), next };
  },
  warehouses: async (ctx, { limit, page_token }) => {
    const { items, next } = await listWarehouses(ctx.client, { page_size: limit, page_token });
    return { items: items.map(({ id, name }) => ({ id, name })), next };
  },
  experiments: async (ctx, { limit, page_token }) => {
    const { items, next } = await searchExperiments(ctx.client, { max_results: limit, page_token });
    return { items: items.map(({ experiment_id, name }) => ({ id: experiment_id, name })), next };
  },
  // The permissions of a model go by its ID, which its name is looked up for.
  "registered-models": async (ctx, { limit, page_token }) => {
    const { items, next } = await searchWorkspaceModels(ctx.client, { max_results: limit, page_token });
    return { items: items.map(({ name }) => ({ id: name })), next };
  },
  apps: async (ctx, { limit, page_token }) => {
    const { items, next } = await listApps(ctx.client, { page_size: limit, page_token });
    return { items: items.map(({ name }) => ({ id: name })), next };
  },
  dashboards: async (ctx, { limit, page_token }) => {
    const { items, next } = await listDashboards(ctx.client, { page_size: limit, page_token });
    return { items: items.map(({ dashboard_id, display_name }) => ({ id: dashboard_id, name: display_name })), next };
  },
  genie: async (ctx, { limit, page_token }) => {
    const { items, next } = await listSpaces(ctx.client, { page_size: limit, page_token });
    return { items: items.map(({ space_id, title }) => ({ id: space_id, name: title })), next };
  },
  queries: async (ctx, { limit, page_token }) => {
    const { items, next } = await listQueries(ctx.client, { page_size: limit, page_token });
    return { items: items.map(({ id, display_name }) => ({ id, name: display_name })), next };
  },
  alertsv2: async (ctx, { limit, page_token }) => {
    const { items, next } = await listAlerts(ctx.client, { page_size: limit, page_token });
    return { items: items.map(({ id, display_name }) => ({ id, name: display_name })), next };
  },
  "serving-endpoints": paged(async (ctx) =>
    (await listServingEndpoints(ctx.client)).flatMap(({ id, name }) => (id ? [{ id, name }] : [])),
  ),
  "cluster-policies": paged(async (ctx) =>
    (await listClusterPolicies(ctx.client)).map(({ policy_id, name }) => ({ id: policy_id, name })),
  ),
  "instance-pools": paged(async (ctx) =>
    (await listInstancePools(ctx.client)).map(({ instance_pool_id, instance_pool_name }) => ({
      id: instance_pool_id,
      name: instance_pool_name,
    })),
  ),
};
