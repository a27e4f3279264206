import type { Tool } from "../core/tool.ts";
import * as alerts from "./alerts.ts";
import * as answersClusters from "./answers-clusters.ts";
import * as answersJobs from "./answers-jobs.ts";
import * as answersQueries from "./answers-queries.ts";
import * as answersRuns from "./answers-runs.ts";
import * as answersSearch from "./answers-search.ts";
import * as answersTables from "./answers-tables.ts";
import * as api from "./api.ts";
import * as apps from "./apps.ts";
import * as appsRunning from "./apps-running.ts";
import * as clusterPolicies from "./cluster-policies.ts";
import * as clusters from "./clusters.ts";
import * as clustersCatalog from "./clusters-catalog.ts";
import * as clustersConfiguration from "./clusters-configuration.ts";
import * as clustersKeeping from "./clusters-keeping.ts";
import * as commands from "./commands.ts";
import * as connection from "./connection.ts";
import * as dashboards from "./dashboards.ts";
import * as dashboardsSnapshot from "./dashboards-snapshot.ts";
import * as dbfs from "./dbfs.ts";
import * as files from "./files.ts";
import * as genie from "./genie.ts";
import * as gitCredentials from "./git-credentials.ts";
import * as globalInitScripts from "./global-init-scripts.ts";
import * as identity from "./identity.ts";
import * as identityGroups from "./identity-groups.ts";
import * as identityServicePrincipals from "./identity-service-principals.ts";
import * as instancePools from "./instance-pools.ts";
import * as ipAccessLists from "./ip-access-lists.ts";
import * as jobs from "./jobs.ts";
import * as jobsResults from "./jobs-results.ts";
import * as jobsRuns from "./jobs-runs.ts";
import * as libraries from "./libraries.ts";
import * as mlflow from "./mlflow.ts";
import * as mlflowArtifacts from "./mlflow-artifacts.ts";
import * as mlflowMetrics from "./mlflow-metrics.ts";
import * as mlflowPlots from "./mlflow-plots.ts";
import * as mlflowRuns from "./mlflow-runs.ts";
import * as models from "./models.ts";
import * as modelsStages from "./models-stages.ts";
import * as modelsVersions from "./models-versions.ts";
import * as notebookCells from "./notebook-cells.ts";
import * as notebookEdits from "./notebook-edits.ts";
import * as notebookRuns from "./notebook-runs.ts";
import * as notebooks from "./notebooks.ts";
import * as notificationDestinations from "./notification-destinations.ts";
import * as permissions from "./permissions.ts";
import * as pipelines from "./pipelines.ts";
import * as pipelinesUpdates from "./pipelines-updates.ts";
import * as queries from "./queries.ts";
import * as queryHistory from "./query-history.ts";
import * as repos from "./repos.ts";
import * as secrets from "./secrets.ts";
import * as serving from "./serving.ts";
import * as servingDeployments from "./serving-deployments.ts";
import * as sql from "./sql.ts";
import * as sqlExport from "./sql-export.ts";
import * as sqlPlots from "./sql-plots.ts";
import * as sqlWarehouses from "./sql-warehouses.ts";
import * as tokens from "./tokens.ts";
import * as unityCatalog from "./unity-catalog.ts";
import * as unityCatalogAdmin from "./unity-catalog-admin.ts";
import * as unityCatalogFunctions from "./unity-catalog-functions.ts";
import * as unityCatalogGrants from "./unity-catalog-grants.ts";
import * as unityCatalogLineage from "./unity-catalog-lineage.ts";
import * as unityCatalogSchemas from "./unity-catalog-schemas.ts";
import * as unityCatalogTables from "./unity-catalog-tables.ts";
import * as unityCatalogTags from "./unity-catalog-tags.ts";
import * as unityCatalogVolumes from "./unity-catalog-volumes.ts";
import * as vectorSearch from "./vector-search.ts";
import * as vectorSearchEndpoints from "./vector-search-endpoints.ts";
import * as warehouses from "./warehouses.ts";
import * as workspace from "./workspace.ts";
import * as workspaceConf from "./workspace-conf.ts";

// A capability exists because it is exported from its toolset's file. Anything that is not a tool fails to compile.
const toolsets = {
  alerts,
  answersClusters,
  answersJobs,
  answersQueries,
  answersRuns,
  answersSearch,
  answersTables,
  api,
  apps,
  appsRunning,
  clusterPolicies,
  clusters,
  clustersCatalog,
  clustersConfiguration,
  clustersKeeping,
  commands,
  connection,
  dashboards,
  dashboardsSnapshot,
  dbfs,
  files,
  genie,
  gitCredentials,
  globalInitScripts,
  identity,
  identityGroups,
  identityServicePrincipals,
  instancePools,
  ipAccessLists,
  jobs,
  jobsResults,
  jobsRuns,
  libraries,
  mlflow,
  mlflowArtifacts,
  mlflowMetrics,
  mlflowPlots,
  mlflowRuns,
  models,
  modelsStages,
  modelsVersions,
  notebookCells,
  notebookEdits,
  notebookRuns,
  notebooks,
  notificationDestinations,
  permissions,
  pipelines,
  pipelinesUpdates,
  queries,
  queryHistory,
  repos,
  secrets,
  serving,
  servingDeployments,
  sql,
  sqlExport,
  sqlPlots,
  sqlWarehouses,
  tokens,
  unityCatalog,
  unityCatalogAdmin,
  unityCatalogFunctions,
  unityCatalogGrants,
  unityCatalogLineage,
  unityCatalogSchemas,
  unityCatalogTables,
  unityCatalogTags,
  unityCatalogVolumes,
  vectorSearch,
  vectorSearchEndpoints,
  warehouses,
  workspace,
  workspaceConf,
} satisfies Record<string, Record<string, Tool>>;

/** Every tool, in the order of the files and of the exports in them. */
export const catalogue: readonly Tool[] = Object.values<Record<string, Tool>>(toolsets).flatMap((exported) =>
  Object.values(exported),
);
