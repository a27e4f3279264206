import type { Client, Query } from "../../api/http/client.ts";
import { ApiError } from "../../api/http/errors.ts";
import { type Check, failed, noted, passed } from "./check.ts";

/** A cheap read that shows whether an identity may use a toolset. */
export type Probe = readonly [path: string, query?: Query];

const ONE = { page_size: 1 };
const SCIM = "/api/2.0/preview/scim/v2";
const UC = "/api/2.1/unity-catalog";

/**
 * A GET for each toolset. `null`: it has no service of its own, or none that can be read without knowing an object.
 * A test holds this table to the catalogue and the API reference.
 */
export const PROBES: Readonly<Record<string, Probe | null>> = {
  alerts: ["/api/2.0/alerts", ONE],
  // Answers made of several services, each of which has its own line.
  answers: null,
  api: null,
  apps: ["/api/2.0/apps", ONE],
  "cluster-policies": ["/api/2.0/policies/clusters/list"],
  clusters: ["/api/2.1/clusters/list", ONE],
  // Commands need a cluster: whoever sees none can run none.
  commands: ["/api/2.1/clusters/list", ONE],
  connection: null,
  dashboards: ["/api/2.0/lakeview/dashboards", ONE],
  dbfs: ["/api/2.0/dbfs/list", { path: "/" }],
  files: [`${UC}/catalogs`, { max_results: 1 }],
  genie: ["/api/2.0/genie/spaces", ONE],
  "git-credentials": ["/api/2.0/git-credentials"],
  "global-init-scripts": ["/api/2.0/global-init-scripts"],
  identity: [`${SCIM}/Users`, { count: 1, attributes: "id" }],
  "instance-pools": ["/api/2.0/instance-pools/list"],
  "ip-access-lists": ["/api/2.0/ip-access-lists"],
  jobs: ["/api/2.2/jobs/list", { limit: 1 }],
  libraries: ["/api/2.0/libraries/all-cluster-statuses"],
  mlflow: ["/api/2.0/mlflow/experiments/list", { max_results: 1 }],
  models: ["/api/2.0/mlflow/registered-models/search", { max_results: 1 }],
  notebooks: ["/api/2.0/workspace/list", { path: "/" }],
  "notification-destinations": ["/api/2.0/notification-destinations", ONE],
  permissions: null,
  pipelines: ["/api/2.0/pipelines", { max_results: 1 }],
  queries: ["/api/2.0/sql/queries", ONE],
  repos: ["/api/2.0/repos"],
  secrets: ["/api/2.0/secrets/scopes/list"],
  serving: ["/api/2.0/serving-endpoints"],
  sql: ["/api/2.0/sql/warehouses", ONE],
  tokens: ["/api/2.0/token/list"],
  "unity-catalog": [`${UC}/catalogs`, { max_results: 1 }],
  "unity-catalog-admin": [`${UC}/metastore_summary`],
  "vector-search": ["/api/2.0/vector-search/endpoints"],
  warehouses: ["/api/2.0/sql/config/warehouses"],
  workspace: ["/api/2.0/workspace/list", { path: "/" }],
  "workspace-conf": ["/api/2.0/workspace-conf", { keys: "enableIpAccessLists" }],
};

/** Whether this identity can use a toolset. One that is not served is looked at, but never a failure. */
export async function checkToolset(client: Client, id: string, served: boolean): Promise<Check> {
  const name = `toolset ${id}`;
  const place = served ? "served" : "not served";
  const probe = PROBES[id];
  if (!probe) return noted(name, `${place}; no read shows more`);
  const [path, query] = probe;
  try {
    await client.bytes("GET", path, query ? { query } : {});
    return passed(name, served ? place : "usable, not served");
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const says = `${place}; ${error.message}`;
    if (error.kind === "not-available" || error.kind === "not-found") return noted(name, says);
    if (!served) return noted(name, says);
    const mend = `${error.next ?? "Try again later."} Or leave it out with --toolsets.`;
    return failed(name, says, mend);
  }
}
