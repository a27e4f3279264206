import type { Client, QueryParameters } from "../../api/http/client.ts";
import { ApiError } from "../../api/http/errors.ts";
import type { OperationId } from "../../api/reference/operation-id.ts";
import { type Check, failed, noted, passed } from "./check.ts";

/** An inexpensive read that shows whether an identity may use a toolset. */
export type Probe = readonly [operation: OperationId, path: string, query?: QueryParameters];

const ONE = { page_size: 1 };
const SCIM = "/api/2.0/preview/scim/v2";
const UC = "/api/2.1/unity-catalog";

/**
 * A GET request for each toolset. `null`: it has no service of its own, or none that can be read without an object.
 * A test compares this table with the catalogue and the API reference.
 */
export const PROBES: Readonly<Record<string, Probe | null>> = {
  agents: ["knowledgeAssistants.listKnowledgeAssistants", "/api/2.1/knowledge-assistants", ONE],
  alerts: ["alertsV2.listAlerts", "/api/2.0/alerts", ONE],
  // It uses several services, each of which has its own line.
  answers: null,
  api: null,
  apps: ["apps.list", "/api/2.0/apps", ONE],
  // Its operations belong to an account.
  budgets: null,
  // It reads files of the workspace, which has its own line.
  bundles: null,
  "clean-rooms": ["cleanRooms.list", "/api/2.0/clean-rooms", ONE],
  "cluster-policies": ["clusterPolicies.list", "/api/2.0/policies/clusters/list"],
  clusters: ["clusters.list", "/api/2.1/clusters/list", ONE],
  // Commands require a cluster.
  commands: ["clusters.list", "/api/2.1/clusters/list", ONE],
  connection: null,
  dashboards: ["lakeview.list", "/api/2.0/lakeview/dashboards", ONE],
  "data-policies": ["tagPolicies.listTagPolicies", "/api/2.1/tag-policies", ONE],
  "data-quality": ["dataQuality.listMonitor", "/api/data-quality/v1/monitors", ONE],
  database: ["postgres.listProjects", "/api/2.0/postgres/projects", ONE],
  dbfs: ["dbfs.list", "/api/2.0/dbfs/list", { path: "/" }],
  environments: ["environments.listWorkspaceBaseEnvironments", "/api/environments/v1/workspace-base-environments", ONE],
  // Its features are listed by schema.
  "feature-store": null,
  files: ["catalogs.list", `${UC}/catalogs`, { max_results: 1 }],
  genie: ["genie.listSpaces", "/api/2.0/genie/spaces", ONE],
  "git-credentials": ["gitCredentials.list", "/api/2.0/git-credentials"],
  "global-init-scripts": ["globalInitScripts.list", "/api/2.0/global-init-scripts"],
  identity: ["usersV2.list", `${SCIM}/Users`, { count: 1, attributes: "id" }],
  "instance-pools": ["instancePools.list", "/api/2.0/instance-pools/list"],
  "ip-access-lists": ["ipAccessLists.list", "/api/2.0/ip-access-lists"],
  jobs: ["jobs.list", "/api/2.2/jobs/list", { limit: 1 }],
  libraries: ["libraries.allClusterStatuses", "/api/2.0/libraries/all-cluster-statuses"],
  marketplace: ["consumerListings.list", "/api/2.1/marketplace-consumer/listings", ONE],
  mlflow: ["experiments.listExperiments", "/api/2.0/mlflow/experiments/list", { max_results: 1 }],
  models: ["modelRegistry.searchModels", "/api/2.0/mlflow/registered-models/search", { max_results: 1 }],
  notebooks: ["workspace.list", "/api/2.0/workspace/list", { path: "/" }],
  "notification-destinations": ["notificationDestinations.list", "/api/2.0/notification-destinations", ONE],
  permissions: null,
  pipelines: ["pipelines.listPipelines", "/api/2.0/pipelines", { max_results: 1 }],
  queries: ["queries.list", "/api/2.0/sql/queries", ONE],
  repos: ["repos.list", "/api/2.0/repos"],
  secrets: ["secrets.listScopes", "/api/2.0/secrets/scopes/list"],
  // Code runs as a job, or in a sandbox that only some workspaces have.
  serverless: null,
  serving: ["servingEndpoints.list", "/api/2.0/serving-endpoints"],
  sharing: ["shares.listShares", `${UC}/shares`, { max_results: 1 }],
  sql: ["warehouses.list", "/api/2.0/sql/warehouses", ONE],
  tokens: ["tokens.list", "/api/2.0/token/list"],
  "unity-catalog": ["catalogs.list", `${UC}/catalogs`, { max_results: 1 }],
  "unity-catalog-admin": ["metastores.summary", `${UC}/metastore_summary`],
  "vector-search": ["vectorSearchEndpoints.listEndpoints", "/api/2.0/vector-search/endpoints"],
  warehouses: ["warehouses.getWorkspaceWarehouseConfig", "/api/2.0/sql/config/warehouses"],
  workspace: ["workspace.list", "/api/2.0/workspace/list", { path: "/" }],
  "workspace-conf": ["workspaceConf.getStatus", "/api/2.0/workspace-conf", { keys: "enableIpAccessLists" }],
};

/** Whether this identity can use a toolset. A toolset that is not served is checked, but does not fail. */
export async function checkToolset(client: Client, id: string, served: boolean): Promise<Check> {
  const name = `toolset ${id}`;
  const state = served ? "served" : "not served";
  const probe = PROBES[id];
  if (!probe) return noted(name, `${state}; access cannot be checked`);
  const [operation, path, query] = probe;
  try {
    await client.bytes(operation, "GET", path, query ? { query } : {});
    return passed(name, served ? state : "usable, not served");
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const says = `${state}; ${error.message}`;
    if (error.kind === "not-available" || error.kind === "not-found") return noted(name, says);
    if (!served) return noted(name, says);
    const fix = `${error.next ?? "Retry later."} Or exclude the toolset with --toolsets.`;
    return failed(name, says, fix);
  }
}
