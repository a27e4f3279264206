import type { Tool } from "../core/tool.ts";
import * as identity from "./admin/identity.ts";
import * as identityGroups from "./admin/identity-groups.ts";
import * as identityServicePrincipals from "./admin/identity-service-principals.ts";
import * as ipAccessLists from "./admin/ip-access-lists.ts";
import * as notificationDestinations from "./admin/notification-destinations.ts";
import * as permissionAudit from "./admin/permission-audit.ts";
import * as permissions from "./admin/permissions.ts";
import * as secrets from "./admin/secrets.ts";
import * as tokens from "./admin/tokens.ts";
import * as workspaceConf from "./admin/workspace-conf.ts";
import * as agents from "./agents/agents.ts";
import * as agentsMcpServices from "./agents/mcp-services.ts";
import * as answersClusters from "./answers/clusters.ts";
import * as answersCost from "./answers/cost.ts";
import * as answersImpact from "./answers/impact/analyze.ts";
import * as answersJobs from "./answers/jobs.ts";
import * as answersProfile from "./answers/profile.ts";
import * as answersQueries from "./answers/queries.ts";
import * as answersRuns from "./answers/runs.ts";
import * as answersSearch from "./answers/search.ts";
import * as answersTables from "./answers/tables.ts";
import * as apps from "./apps/apps.ts";
import * as appsRunning from "./apps/running.ts";
import * as unityCatalogAdmin from "./catalog/admin.ts";
import * as unityCatalog from "./catalog/catalogs.ts";
import * as unityCatalogFunctions from "./catalog/functions.ts";
import * as unityCatalogGrants from "./catalog/grants.ts";
import * as unityCatalogLineage from "./catalog/lineage.ts";
import * as abacPolicies from "./catalog/policies/abac.ts";
import * as masks from "./catalog/policies/masks.ts";
import * as tagPolicies from "./catalog/policies/tag-policies.ts";
import * as unityCatalogSchemas from "./catalog/schemas.ts";
import * as unityCatalogTables from "./catalog/tables.ts";
import * as unityCatalogTags from "./catalog/tags.ts";
import * as unityCatalogVolumes from "./catalog/volumes.ts";
import * as baseEnvironments from "./compute/base-environments.ts";
import * as clusterPolicies from "./compute/cluster-policies.ts";
import * as clusters from "./compute/clusters.ts";
import * as commands from "./compute/commands.ts";
import * as clustersConfiguration from "./compute/configuration.ts";
import * as globalInitScripts from "./compute/global-init-scripts.ts";
import * as instancePools from "./compute/instance-pools.ts";
import * as clustersKeeping from "./compute/keeping.ts";
import * as libraries from "./compute/libraries.ts";
import * as clustersCatalog from "./compute/runtimes.ts";
import * as serverlessCode from "./compute/serverless.ts";
import * as connection from "./connection.ts";
import * as databaseBranches from "./database/branches.ts";
import * as databaseCredentials from "./database/credentials.ts";
import * as databaseProjects from "./database/projects.ts";
import * as databaseSyncedTables from "./database/synced-tables.ts";
import * as anyFile from "./files/any-file.ts";
import * as dbfs from "./files/dbfs.ts";
import * as files from "./files/files.ts";
import * as transfers from "./files/transfers.ts";
import * as jobs from "./jobs/jobs.ts";
import * as pipelines from "./jobs/pipelines.ts";
import * as pipelinesUpdates from "./jobs/pipelines-updates.ts";
import * as jobsRunList from "./jobs/run-list.ts";
import * as jobsResults from "./jobs/run-results.ts";
import * as jobsRuns from "./jobs/runs.ts";
import * as mlflowArtifacts from "./ml/artifacts.ts";
import * as featureStore from "./ml/feature-store.ts";
import * as mlflowMetrics from "./ml/metrics.ts";
import * as mlflow from "./ml/mlflow.ts";
import * as modelsAliases from "./ml/model-aliases.ts";
import * as modelsStages from "./ml/model-stages.ts";
import * as modelsVersions from "./ml/model-versions.ts";
import * as models from "./ml/models.ts";
import * as mlflowPlots from "./ml/plots.ts";
import * as mlflowRuns from "./ml/runs.ts";
import * as servingDeployments from "./serving/deployments.ts";
import * as serving from "./serving/endpoints.ts";
import * as vectorSearch from "./serving/vector-search.ts";
import * as vectorSearchEndpoints from "./serving/vector-search-endpoints.ts";
import * as cleanRooms from "./sharing/clean-rooms.ts";
import * as marketplace from "./sharing/marketplace.ts";
import * as sharingProviders from "./sharing/providers.ts";
import * as sharingRecipients from "./sharing/recipients.ts";
import * as sharing from "./sharing/sharing.ts";
import * as alerts from "./sql/alerts.ts";
import * as dashboards from "./sql/dashboards/dashboards.ts";
import * as dashboardsSnapshot from "./sql/dashboards/snapshot.ts";
import * as sqlExport from "./sql/export.ts";
import * as genie from "./sql/genie.ts";
import * as genieSpaces from "./sql/genie-spaces.ts";
import * as sqlPlots from "./sql/plots.ts";
import * as queries from "./sql/queries.ts";
import * as queryHistory from "./sql/query-history.ts";
import * as sql from "./sql/statements.ts";
import * as warehouses from "./sql/warehouse-lifecycle.ts";
import * as sqlWarehouses from "./sql/warehouses.ts";
import * as gitCredentials from "./workspace/git-credentials.ts";
import * as notebookCells from "./workspace/notebook-cells.ts";
import * as notebookEdits from "./workspace/notebook-edits.ts";
import * as notebookRuns from "./workspace/notebook-runs.ts";
import * as notebooks from "./workspace/notebooks.ts";
import * as repos from "./workspace/repos.ts";
import * as workspace from "./workspace/workspace.ts";

// A capability exists because it is exported from its toolset's file. Anything that is not a tool fails to compile.
const toolsets = {
  abacPolicies,
  anyFile,
  agents,
  agentsMcpServices,
  alerts,
  answersClusters,
  answersCost,
  answersImpact,
  answersJobs,
  answersProfile,
  answersQueries,
  answersRuns,
  answersSearch,
  answersTables,
  apps,
  appsRunning,
  baseEnvironments,
  cleanRooms,
  clusterPolicies,
  clusters,
  clustersCatalog,
  clustersConfiguration,
  clustersKeeping,
  commands,
  connection,
  dashboards,
  dashboardsSnapshot,
  databaseBranches,
  databaseCredentials,
  databaseProjects,
  databaseSyncedTables,
  dbfs,
  featureStore,
  files,
  genie,
  genieSpaces,
  gitCredentials,
  globalInitScripts,
  identity,
  identityGroups,
  identityServicePrincipals,
  instancePools,
  ipAccessLists,
  jobs,
  jobsRunList,
  jobsResults,
  jobsRuns,
  libraries,
  marketplace,
  masks,
  mlflow,
  mlflowArtifacts,
  mlflowMetrics,
  mlflowPlots,
  mlflowRuns,
  models,
  modelsAliases,
  modelsStages,
  modelsVersions,
  notebookCells,
  notebookEdits,
  notebookRuns,
  notebooks,
  notificationDestinations,
  permissionAudit,
  permissions,
  pipelines,
  pipelinesUpdates,
  queries,
  queryHistory,
  repos,
  secrets,
  serverlessCode,
  serving,
  sharing,
  sharingProviders,
  sharingRecipients,
  servingDeployments,
  sql,
  sqlExport,
  sqlPlots,
  sqlWarehouses,
  tagPolicies,
  tokens,
  transfers,
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

/** Every tool with a purpose of its own, in the order of the files and of the exports in them. */
export const typedTools: readonly Tool[] = Object.values<Record<string, Tool>>(toolsets).flatMap((exported) =>
  Object.values(exported),
);
