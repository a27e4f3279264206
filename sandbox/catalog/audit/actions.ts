/** The audited operations: method, path after the version, service and action. */
const OPERATIONS = `
POST /jobs/create jobs create
POST /jobs/reset jobs reset
POST /jobs/update jobs update
POST /jobs/delete jobs delete
POST /jobs/run-now jobs runNow
POST /jobs/runs/submit jobs submitRun
POST /jobs/runs/cancel jobs cancel
POST /jobs/runs/cancel-all jobs cancelAllRuns
POST /jobs/runs/delete jobs deleteRun
POST /jobs/runs/repair jobs repairRun
POST /clusters/create clusters create
POST /clusters/edit clusters edit
POST /clusters/update clusters update
POST /clusters/start clusters start
POST /clusters/restart clusters restart
POST /clusters/resize clusters resize
POST /clusters/delete clusters delete
POST /clusters/permanent-delete clusters permanentDelete
POST /clusters/change-owner clusters changeClusterOwner
POST /policies/clusters/create clusterPolicies create
POST /policies/clusters/edit clusterPolicies edit
POST /policies/clusters/delete clusterPolicies delete
POST /instance-pools/create instancePools create
POST /instance-pools/edit instancePools edit
POST /instance-pools/delete instancePools delete
POST /libraries/install clusterLibraries installLibraries
POST /libraries/uninstall clusterLibraries uninstallLibraries
POST /global-init-scripts globalInitScripts create
PATCH /global-init-scripts/:script_id globalInitScripts update
DELETE /global-init-scripts/:script_id globalInitScripts delete
POST /pipelines deltaPipelines create
PUT /pipelines/:pipeline_id deltaPipelines edit
DELETE /pipelines/:pipeline_id deltaPipelines delete
POST /pipelines/:pipeline_id/updates deltaPipelines startUpdate
POST /pipelines/:pipeline_id/stop deltaPipelines stop
POST /sql/warehouses databrickssql createWarehouse
POST /sql/warehouses/:id/edit databrickssql editWarehouse
POST /sql/warehouses/:id/start databrickssql startWarehouse
POST /sql/warehouses/:id/stop databrickssql stopWarehouse
DELETE /sql/warehouses/:id databrickssql deleteWarehouse
PUT /sql/config/warehouses databrickssql setWarehouseConfig
POST /sql/queries databrickssql createQuery
PATCH /sql/queries/:queryId databrickssql updateQuery
DELETE /sql/queries/:queryId databrickssql moveQueryToTrash
POST /alerts databrickssql createAlert
PATCH /alerts/:alertId databrickssql updateAlert
DELETE /alerts/:alertId databrickssql deleteAlert
POST /lakeview/dashboards dashboards createDashboard
PATCH /lakeview/dashboards/:dashboard_id dashboards updateDashboard
DELETE /lakeview/dashboards/:dashboard_id dashboards trashDashboard
POST /lakeview/dashboards/:dashboard_id/published dashboards publishDashboard
DELETE /lakeview/dashboards/:dashboard_id/published dashboards unpublishDashboard
POST /lakeview/dashboards/:dashboard_id/schedules dashboards createSchedule
DELETE /lakeview/dashboards/:dashboard_id/schedules/:schedule_id dashboards deleteSchedule
POST /genie/spaces aibiGenie createSpace
PATCH /genie/spaces/:space_id aibiGenie updateSpace
DELETE /genie/spaces/:space_id aibiGenie trashSpace
POST /workspace/import notebook importNotebook
POST /workspace/mkdirs notebook createFolder
POST /workspace/delete notebook deleteNotebook
POST /repos repos createRepo
PATCH /repos/:id repos updateRepo
DELETE /repos/:id repos deleteRepo
POST /git-credentials gitCredentials createGitCredential
PATCH /git-credentials/:id gitCredentials updateGitCredential
DELETE /git-credentials/:id gitCredentials deleteGitCredential
PATCH /workspace-conf workspace workspaceConfEdit
POST /secrets/scopes/create secrets createScope
POST /secrets/scopes/delete secrets deleteScope
POST /secrets/put secrets putSecret
POST /secrets/delete secrets deleteSecret
POST /secrets/acls/put secrets putAcl
POST /secrets/acls/delete secrets deleteAcl
POST /token/create accounts generateDbToken
POST /token/delete accounts revokeDbToken
DELETE /token-management/tokens/:token_id accounts revokeDbToken
POST /ip-access-lists accounts createIpAccessList
PATCH /ip-access-lists/:id accounts updateIpAccessList
PUT /ip-access-lists/:id accounts updateIpAccessList
DELETE /ip-access-lists/:id accounts deleteIpAccessList
POST /preview/scim/v2/Users accounts add
PATCH /preview/scim/v2/Users/:targetUserId accounts updateUser
PUT /preview/scim/v2/Users/:targetUserId accounts updateUser
DELETE /preview/scim/v2/Users/:targetUserId accounts delete
POST /preview/scim/v2/Groups accounts createGroup
PATCH /preview/scim/v2/Groups/:targetGroupId accounts updateGroup
PUT /preview/scim/v2/Groups/:targetGroupId accounts updateGroup
DELETE /preview/scim/v2/Groups/:targetGroupId accounts removeGroup
POST /preview/scim/v2/ServicePrincipals accounts add
PATCH /preview/scim/v2/ServicePrincipals/:targetUserId accounts updateUser
PUT /preview/scim/v2/ServicePrincipals/:targetUserId accounts updateUser
DELETE /preview/scim/v2/ServicePrincipals/:targetUserId accounts delete
POST /mlflow/experiments/create mlflowExperiment createMlflowExperiment
POST /mlflow/experiments/delete mlflowExperiment deleteMlflowExperiment
POST /mlflow/experiments/restore mlflowExperiment restoreMlflowExperiment
POST /serving-endpoints serverlessRealTimeInference createServingEndpoint
PUT /serving-endpoints/:name/config serverlessRealTimeInference updateServingEndpoint
DELETE /serving-endpoints/:name serverlessRealTimeInference deleteServingEndpoint
POST /vector-search/endpoints vectorSearch createEndpoint
DELETE /vector-search/endpoints/:name vectorSearch deleteEndpoint
POST /vector-search/indexes vectorSearch createVectorIndex
DELETE /vector-search/indexes/:name vectorSearch deleteVectorIndex
POST /apps apps createApp
PATCH /apps/:name apps updateApp
DELETE /apps/:name apps deleteApp
POST /apps/:name/deployments apps deployApp
POST /apps/:name/start apps startApp
POST /apps/:name/stop apps stopApp
POST /unity-catalog/catalogs unityCatalog createCatalog
PATCH /unity-catalog/catalogs/:name_arg unityCatalog updateCatalog
DELETE /unity-catalog/catalogs/:name_arg unityCatalog deleteCatalog
POST /unity-catalog/schemas unityCatalog createSchema
PATCH /unity-catalog/schemas/:full_name_arg unityCatalog updateSchema
DELETE /unity-catalog/schemas/:full_name_arg unityCatalog deleteSchema
PATCH /unity-catalog/tables/:full_name_arg unityCatalog updateTables
DELETE /unity-catalog/tables/:full_name_arg unityCatalog deleteTable
POST /unity-catalog/functions unityCatalog createFunction
PATCH /unity-catalog/functions/:full_name_arg unityCatalog updateFunction
DELETE /unity-catalog/functions/:full_name_arg unityCatalog deleteFunction
POST /unity-catalog/volumes unityCatalog createVolume
PATCH /unity-catalog/volumes/:volume_full_name unityCatalog updateVolume
DELETE /unity-catalog/volumes/:volume_full_name unityCatalog deleteVolume
PATCH /unity-catalog/permissions/:securable_type/:securable_full_name unityCatalog updatePermissions
POST /unity-catalog/models unityCatalog createRegisteredModel
PATCH /unity-catalog/models/:full_name_arg unityCatalog updateRegisteredModel
DELETE /unity-catalog/models/:full_name_arg unityCatalog deleteRegisteredModel
DELETE /unity-catalog/models/:full_name_arg/versions/:version_arg unityCatalog deleteModelVersion
PUT /unity-catalog/models/:full_name_arg/aliases/:alias_arg unityCatalog setRegisteredModelAlias
DELETE /unity-catalog/models/:full_name_arg/aliases/:alias_arg unityCatalog deleteRegisteredModelAlias
POST /unity-catalog/external-locations unityCatalog createExternalLocation
PATCH /unity-catalog/external-locations/:name_arg unityCatalog updateExternalLocation
DELETE /unity-catalog/external-locations/:name_arg unityCatalog deleteExternalLocation
POST /unity-catalog/storage-credentials unityCatalog createStorageCredential
PATCH /unity-catalog/storage-credentials/:name_arg unityCatalog updateStorageCredential
DELETE /unity-catalog/storage-credentials/:name_arg unityCatalog deleteStorageCredential
POST /unity-catalog/connections unityCatalog createConnection
PATCH /unity-catalog/connections/:name_arg unityCatalog updateConnection
DELETE /unity-catalog/connections/:name_arg unityCatalog deleteConnection
POST /unity-catalog/shares unityCatalog createShare
PATCH /unity-catalog/shares/:name unityCatalog updateShare
DELETE /unity-catalog/shares/:name unityCatalog deleteShare
PATCH /unity-catalog/shares/:name/permissions unityCatalog updateSharePermissions
POST /unity-catalog/recipients unityCatalog createRecipient
PATCH /unity-catalog/recipients/:name unityCatalog updateRecipient
DELETE /unity-catalog/recipients/:name unityCatalog deleteRecipient
POST /unity-catalog/recipients/:name/rotate-token unityCatalog rotateRecipientToken
PATCH /unity-catalog/bindings/:securable_type/:securable_full_name unityCatalog updateWorkspaceBindings
`;

interface Operation {
  readonly method: string;
  readonly path: RegExp;
  readonly service: string;
  readonly action: string;
}

const operations: readonly Operation[] = OPERATIONS.trim()
  .split("\n")
  .map((line) => {
    const [method = "", path = "", service = "", action = ""] = line.split(" ");
    return { method, path: new RegExp(`^${path.replace(/:(\w+)/g, "(?<$1>[^/]+)")}$`), service, action };
  });

/** Services and actions of changed permissions, by the type of the object. */
const ACLS: Readonly<Record<string, readonly [service: string, action: string]>> = {
  jobs: ["jobs", "changeJobAcl"],
  clusters: ["clusters", "changeClusterAcl"],
  "cluster-policies": ["clusterPolicies", "changeClusterPolicyAcl"],
  "instance-pools": ["instancePools", "changeInstancePoolAcl"],
  pipelines: ["deltaPipelines", "changePipelineAcls"],
  experiments: ["mlflowAcledArtifact", "changeMlflowExperimentAcl"],
  "serving-endpoints": ["serverlessRealTimeInference", "changeInferenceEndpointAcl"],
  apps: ["apps", "changeAppsAcl"],
  warehouses: ["databrickssql", "changeEndpointAcls"],
  dashboards: ["workspace", "changeWorkspaceAcl"],
  notebooks: ["workspace", "changeWorkspaceAcl"],
  directories: ["workspace", "changeWorkspaceAcl"],
  repos: ["workspace", "changeWorkspaceAcl"],
};

/** The entry of a request in the audit log, or undefined if it is not audited. */
export function auditedAction(
  method: string,
  path: string,
): { service: string; action: string; params: Readonly<Record<string, string>> } | undefined {
  const rest = path.replace(/^\/api\/(\d\.\d|v\d)/, "").replace(/^\/sql\/permissions\//, "/permissions/");
  const [, type, id] = /^\/permissions\/(?:sql\/)?([\w-]+)\/([^/]+)$/.exec(rest) ?? [];
  const acl = type === undefined || (method !== "PUT" && method !== "PATCH") ? undefined : ACLS[type];
  if (acl !== undefined) return { service: acl[0], action: acl[1], params: { resourceId: `/${type}/${id}` } };
  for (const one of operations) {
    const found = one.method === method ? one.path.exec(rest) : null;
    if (found === null) continue;
    const params = Object.entries(found.groups ?? {}).map(([key, value]) => [key, decodeURIComponent(value)] as const);
    return { service: one.service, action: one.action, params: Object.fromEntries(params) };
  }
  return undefined;
}
