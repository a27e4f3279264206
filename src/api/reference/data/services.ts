import apps from "./apps.json" with { type: "json" };
import clusterPolicies from "./cluster-policies.json" with { type: "json" };
import clusters from "./clusters.json" with { type: "json" };
import commandExecution from "./command-execution.json" with { type: "json" };
import dashboardsQueries from "./dashboards-queries.json" with { type: "json" };
import dbfs from "./dbfs.json" with { type: "json" };
import filesVolumes from "./files-volumes.json" with { type: "json" };
import genie from "./genie.json" with { type: "json" };
import globalInitScripts from "./global-init-scripts.json" with { type: "json" };
import instancePools from "./instance-pools.json" with { type: "json" };
import jobs from "./jobs.json" with { type: "json" };
import libraries from "./libraries.json" with { type: "json" };
import mlflow from "./mlflow.json" with { type: "json" };
import permissions from "./permissions.json" with { type: "json" };
import pipelines from "./pipelines.json" with { type: "json" };
import repos from "./repos.json" with { type: "json" };
import rest12 from "./rest-1.2.json" with { type: "json" };
import scim from "./scim.json" with { type: "json" };
import secrets from "./secrets.json" with { type: "json" };
import servingEndpoints from "./serving-endpoints.json" with { type: "json" };
import sqlStatements from "./sql-statements.json" with { type: "json" };
import sqlWarehouses from "./sql-warehouses.json" with { type: "json" };
import tokens from "./tokens.json" with { type: "json" };
import unityCatalog from "./unity-catalog.json" with { type: "json" };
import vectorSearch from "./vector-search.json" with { type: "json" };
import workspace from "./workspace.json" with { type: "json" };
import workspaceConf from "./workspace-conf.json" with { type: "json" };

/** The reference, one value a service. Loaded by `loadReference` alone, so that a start does not pay for it. */
export const services = [
  apps,
  clusterPolicies,
  clusters,
  commandExecution,
  dashboardsQueries,
  dbfs,
  filesVolumes,
  genie,
  globalInitScripts,
  instancePools,
  jobs,
  libraries,
  mlflow,
  permissions,
  pipelines,
  repos,
  rest12,
  scim,
  secrets,
  servingEndpoints,
  sqlStatements,
  sqlWarehouses,
  tokens,
  unityCatalog,
  vectorSearch,
  workspaceConf,
  workspace,
];

/** Packed with the reference. */
export { phrases } from "../phrases/phrases.ts";
