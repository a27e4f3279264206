/** The levels of an object type, lowest first, and the `object_type` in its responses. */
export const levels: ReadonlyMap<string, { readonly type: string; readonly levels: readonly string[] }> = new Map(
  Object.entries({
    alerts: { type: "alert", levels: ["CAN_VIEW", "CAN_RUN", "CAN_EDIT", "CAN_MANAGE"] },
    apps: { type: "app", levels: ["CAN_USE", "CAN_MANAGE"] },
    authorization: { type: "authorization", levels: ["CAN_USE"] },
    "cluster-policies": { type: "cluster-policy", levels: ["CAN_USE"] },
    clusters: { type: "cluster", levels: ["CAN_ATTACH_TO", "CAN_RESTART", "CAN_MANAGE"] },
    dashboards: { type: "dashboard", levels: ["CAN_READ", "CAN_RUN", "CAN_EDIT", "CAN_MANAGE"] },
    "dbsql-dashboards": { type: "dbsql-dashboard", levels: ["CAN_VIEW", "CAN_RUN", "CAN_EDIT", "CAN_MANAGE"] },
    directories: { type: "directory", levels: ["CAN_READ", "CAN_RUN", "CAN_EDIT", "CAN_MANAGE"] },
    experiments: { type: "mlflowExperiment", levels: ["CAN_READ", "CAN_EDIT", "CAN_MANAGE"] },
    files: { type: "file", levels: ["CAN_READ", "CAN_RUN", "CAN_EDIT", "CAN_MANAGE"] },
    genie: { type: "genie", levels: ["CAN_VIEW", "CAN_RUN", "CAN_EDIT", "CAN_MANAGE"] },
    "instance-pools": { type: "instance-pool", levels: ["CAN_ATTACH_TO", "CAN_MANAGE"] },
    jobs: { type: "job", levels: ["CAN_VIEW", "CAN_MANAGE_RUN", "IS_OWNER", "CAN_MANAGE"] },
    notebooks: { type: "notebook", levels: ["CAN_READ", "CAN_RUN", "CAN_EDIT", "CAN_MANAGE"] },
    pipelines: { type: "pipelines", levels: ["CAN_VIEW", "CAN_RUN", "IS_OWNER", "CAN_MANAGE"] },
    queries: { type: "query", levels: ["CAN_VIEW", "CAN_RUN", "CAN_EDIT", "CAN_MANAGE"] },
    "registered-models": {
      type: "registered-model",
      levels: ["CAN_READ", "CAN_EDIT", "CAN_MANAGE_STAGING_VERSIONS", "CAN_MANAGE_PRODUCTION_VERSIONS", "CAN_MANAGE"],
    },
    repos: { type: "repo", levels: ["CAN_READ", "CAN_RUN", "CAN_EDIT", "CAN_MANAGE"] },
    "serving-endpoints": { type: "serving-endpoint", levels: ["CAN_VIEW", "CAN_QUERY", "CAN_MANAGE"] },
    "vector-search-endpoints": { type: "vector-search-endpoint", levels: ["CAN_CREATE", "CAN_USE", "CAN_MANAGE"] },
    warehouses: { type: "warehouses", levels: ["CAN_VIEW", "CAN_MONITOR", "CAN_USE", "CAN_MANAGE", "IS_OWNER"] },
  }),
);
