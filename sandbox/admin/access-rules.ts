/** Where a request names the object: the part of the path that the rule matches, or a field of the query or the body. */
type Source = "path" | { readonly query: string } | { readonly body: string };

/** A request that needs a level of permission on one object. */
export interface AccessRule {
  readonly method: string;
  readonly path: RegExp;
  /**
   * The type in `/api/2.0/permissions/{type}`. `runs`, `ml-runs`, `logged-models` and `tree` are found through their job, experiment
   * and path, and `experiment-names` through the name.
   */
  readonly type: string;
  readonly id: Source;
  readonly level: string;
}

/** A list, of which a caller sees the objects with at least this level. */
export interface ListRule {
  readonly method: string;
  readonly path: RegExp;
  readonly type: string;
  readonly field: string;
  /** The field of the object that has the ID: `info.experiment_id` for one inside another. */
  readonly id: string;
  readonly level: string;
}

const rule = (type: string, level: string, method: string, path: string, id: Source): AccessRule => ({
  method,
  path: new RegExp(`^/(?:api/)?${path}$`),
  type,
  id,
  level,
});

const JOBS = "2\\.[12]/jobs";
const CLUSTERS = "2\\.[01]/clusters";
const GENIE = "2\\.0/genie/spaces/([^/]+)";
const MLFLOW = "2\\.0/mlflow";
const MODELS = `${MLFLOW}/registered-models`;
const VERSIONS = `${MLFLOW}/model-versions`;
const STAGES = `${MLFLOW}/(?:databricks/)?model-versions/transition-stage`;

/** Posts to actions of jobs or clusters with the object's ID in the body. */
const actions = (type: string, level: string, base: string, names: string, body: string): readonly AccessRule[] =>
  names.split(" ").map((name) => rule(type, level, "POST", `${base}/${name}`, { body }));

/** The objects at `{base}/{id}`, with the levels that read, change and delete them. */
const objects = (
  type: string,
  base: string,
  levels: { readonly read: string; readonly change: string; readonly remove?: string },
): readonly AccessRule[] => [
  rule(type, levels.read, "GET", `${base}/([^/]+)(?:/.*)?`, "path"),
  rule(type, levels.change, "PUT", `${base}/([^/]+)(?:/.*)?`, "path"),
  rule(type, levels.change, "PATCH", `${base}/([^/]+)(?:/.*)?`, "path"),
  rule(type, levels.remove ?? "CAN_MANAGE", "DELETE", `${base}/([^/]+)`, "path"),
];

/** The level that each request needs, as Databricks documents access control lists. The first rule that matches counts. */
export const ACCESS_RULES: readonly AccessRule[] = [
  rule("jobs", "CAN_VIEW", "GET", `${JOBS}/get`, { query: "job_id" }),
  ...actions("jobs", "CAN_MANAGE", JOBS, "update reset delete", "job_id"),
  ...actions("jobs", "CAN_MANAGE_RUN", JOBS, "run-now runs/cancel-all", "job_id"),
  ...actions("runs", "CAN_MANAGE_RUN", JOBS, "runs/cancel runs/repair", "run_id"),
  ...actions("runs", "CAN_MANAGE", JOBS, "runs/delete", "run_id"),
  rule("runs", "CAN_VIEW", "GET", `${JOBS}/runs/(?:get|get-output|export)`, { query: "run_id" }),

  rule("clusters", "CAN_ATTACH_TO", "GET", `${CLUSTERS}/get`, { query: "cluster_id" }),
  ...actions("clusters", "CAN_ATTACH_TO", CLUSTERS, "events", "cluster_id"),
  ...actions("clusters", "CAN_RESTART", CLUSTERS, "start restart delete", "cluster_id"),
  ...actions("clusters", "CAN_MANAGE", CLUSTERS, "edit update resize permanent-delete pin unpin", "cluster_id"),
  ...actions("clusters", "CAN_MANAGE", "2\\.0/libraries", "install uninstall", "cluster_id"),
  rule("clusters", "CAN_ATTACH_TO", "GET", "2\\.0/libraries/cluster-status", { query: "cluster_id" }),
  rule("clusters", "CAN_ATTACH_TO", "POST", "1\\.2/contexts/create", { body: "clusterId" }),
  rule("clusters", "CAN_ATTACH_TO", "POST", "1\\.2/commands/execute", { body: "clusterId" }),
  rule("clusters", "CAN_RESTART", "POST", "1\\.2/clusters/restart", { body: "clusterId" }),

  rule("warehouses", "CAN_USE", "POST", "2\\.0/sql/statements", { body: "warehouse_id" }),
  // Those who monitor a warehouse may start it, too.
  rule("warehouses", "CAN_MONITOR", "POST", "2\\.0/sql/warehouses/([^/]+)/start", "path"),
  rule("warehouses", "CAN_MANAGE", "POST", "2\\.0/sql/warehouses/([^/]+)/(?:stop|edit)", "path"),
  ...objects("warehouses", "2\\.0/sql/warehouses", { read: "CAN_VIEW", change: "CAN_MANAGE" }),

  rule("pipelines", "CAN_RUN", "POST", "2\\.0/pipelines/([^/]+)/(?:updates|stop)", "path"),
  ...objects("pipelines", "2\\.0/pipelines", { read: "CAN_VIEW", change: "CAN_MANAGE" }),

  rule("dashboards", "CAN_EDIT", "POST", "2\\.0/lakeview/dashboards/([^/]+)/published", "path"),
  rule("dashboards", "CAN_EDIT", "DELETE", "2\\.0/lakeview/dashboards/([^/]+)/published", "path"),
  ...objects("dashboards", "2\\.0/lakeview/dashboards", { read: "CAN_READ", change: "CAN_EDIT" }),
  ...objects("queries", "2\\.0/sql/queries", { read: "CAN_VIEW", change: "CAN_EDIT" }),
  ...objects("alertsv2", "2\\.0/alerts", { read: "CAN_READ", change: "CAN_EDIT" }),

  rule("genie", "CAN_RUN", "POST", `${GENIE}/start-conversation`, "path"),
  rule("genie", "CAN_RUN", "POST", `${GENIE}/conversations/.+`, "path"),
  rule("genie", "CAN_RUN", "DELETE", `${GENIE}/conversations/.+`, "path"),
  ...objects("genie", "2\\.0/genie/spaces", { read: "CAN_VIEW", change: "CAN_EDIT" }),

  rule("serving-endpoints", "CAN_QUERY", "POST", "serving-endpoints/([^/]+)/invocations", "path"),
  ...objects("serving-endpoints", "2\\.0/serving-endpoints", { read: "CAN_VIEW", change: "CAN_MANAGE" }),

  rule("apps", "CAN_MANAGE", "POST", "2\\.0/apps/([^/]+)/(?:start|stop|deployments)", "path"),
  ...objects("apps", "2\\.0/apps", { read: "CAN_USE", change: "CAN_MANAGE" }),

  rule("experiments", "CAN_READ", "GET", `${MLFLOW}/experiments/get`, { query: "experiment_id" }),
  rule("experiment-names", "CAN_READ", "GET", `${MLFLOW}/experiments/get-by-name`, { query: "experiment_name" }),
  rule("experiments", "CAN_EDIT", "POST", `${MLFLOW}/experiments/(?:update|set-experiment-tag)`, {
    body: "experiment_id",
  }),
  ...actions("experiments", "CAN_MANAGE", `${MLFLOW}/experiments`, "delete restore", "experiment_id"),
  ...actions("experiments", "CAN_EDIT", `${MLFLOW}/runs`, "create", "experiment_id"),
  ...actions("experiments", "CAN_EDIT", `${MLFLOW}/databricks/runs`, "delete-runs restore-runs", "experiment_id"),
  rule("ml-runs", "CAN_READ", "GET", `${MLFLOW}/(?:runs/get|metrics/get-history|artifacts/list)`, { query: "run_id" }),
  ...actions("ml-runs", "CAN_EDIT", `${MLFLOW}/runs`, "update delete restore set-tag delete-tag", "run_id"),
  ...actions(
    "ml-runs",
    "CAN_EDIT",
    `${MLFLOW}/runs`,
    "log-metric log-parameter log-batch log-model log-inputs",
    "run_id",
  ),
  ...actions("ml-runs", "CAN_READ", `${MLFLOW}/artifacts`, "credentials-for-read", "run_id"),
  rule("experiments", "CAN_EDIT", "POST", `${MLFLOW}/logged-models`, { body: "experiment_id" }),
  rule("logged-models", "CAN_READ", "POST", `${MLFLOW}/logged-models/([^/]+)/artifacts/.+`, "path"),
  ...objects("logged-models", `${MLFLOW}/logged-models`, { read: "CAN_READ", change: "CAN_EDIT" }),

  rule("registered-models", "CAN_READ", "GET", `${MODELS}/get`, { query: "name" }),
  rule("registered-models", "CAN_EDIT", "PATCH", `${MODELS}/update`, { body: "name" }),
  rule("registered-models", "CAN_READ", "POST", `${MODELS}/get-latest-versions`, { body: "name" }),
  rule("registered-models", "CAN_EDIT", "POST", `${MODELS}/set-tag`, { body: "name" }),
  rule("registered-models", "CAN_MANAGE", "POST", `${MODELS}/rename`, { body: "name" }),
  rule("registered-models", "CAN_MANAGE", "DELETE", `${MODELS}/delete`, { body: "name" }),
  rule("registered-models", "CAN_READ", "GET", `${VERSIONS}/get(?:-download-uri)?`, { query: "name" }),
  rule("registered-models", "CAN_EDIT", "POST", `${VERSIONS}/(?:create|set-tag)`, { body: "name" }),
  rule("registered-models", "CAN_EDIT", "PATCH", `${VERSIONS}/update`, { body: "name" }),
  rule("registered-models", "CAN_MANAGE_PRODUCTION_VERSIONS", "POST", STAGES, { body: "name" }),

  rule("tree", "CAN_READ", "GET", "2\\.0/workspace/(?:list|get-status|export)", { query: "path" }),
  rule("tree", "CAN_EDIT", "POST", "2\\.0/workspace/import", { body: "path" }),
  rule("tree", "CAN_EDIT", "POST", "2\\.0/workspace-files/import-file/(.+)", "path"),
  rule("tree", "CAN_MANAGE", "POST", "2\\.0/workspace/(?:delete|mkdirs)", { body: "path" }),
];

const list = (
  type: string,
  path: string,
  field: string,
  id: string,
  level: string,
  method: ListRule["method"] = "GET",
): ListRule => ({
  method,
  path: new RegExp(`^/api/${path}$`),
  type,
  field,
  id,
  level,
});

export const LIST_RULES: readonly ListRule[] = [
  list("jobs", `${JOBS}/list`, "jobs", "job_id", "CAN_VIEW"),
  list("runs", `${JOBS}/runs/list`, "runs", "run_id", "CAN_VIEW"),
  list("clusters", `${CLUSTERS}/list`, "clusters", "cluster_id", "CAN_ATTACH_TO"),
  list("warehouses", "2\\.0/sql/warehouses", "warehouses", "id", "CAN_VIEW"),
  list("pipelines", "2\\.0/pipelines", "statuses", "pipeline_id", "CAN_VIEW"),
  list("dashboards", "2\\.0/lakeview/dashboards", "dashboards", "dashboard_id", "CAN_READ"),
  list("queries", "2\\.0/sql/queries", "results", "id", "CAN_VIEW"),
  list("alertsv2", "2\\.0/alerts", "alerts", "id", "CAN_READ"),
  list("genie", "2\\.0/genie/spaces", "spaces", "space_id", "CAN_VIEW"),
  list("serving-endpoints", "2\\.0/serving-endpoints", "endpoints", "id", "CAN_VIEW"),
  list("apps", "2\\.0/apps", "apps", "name", "CAN_USE"),
  list("experiments", `${MLFLOW}/experiments/list`, "experiments", "experiment_id", "CAN_READ"),
  list("experiments", `${MLFLOW}/experiments/search`, "experiments", "experiment_id", "CAN_READ", "POST"),
  list("experiments", `${MLFLOW}/runs/search`, "runs", "info.experiment_id", "CAN_READ", "POST"),
  list("experiments", `${MLFLOW}/logged-models/search`, "models", "info.experiment_id", "CAN_READ", "POST"),
  list("registered-models", `${VERSIONS}/search`, "model_versions", "name", "CAN_READ"),
  list("registered-models", `${MODELS}/(?:list|search)`, "registered_models", "name", "CAN_READ"),
  list("tree", "2\\.0/workspace/list", "objects", "path", "CAN_READ"),
];
