import { invalid } from "../failure.ts";
import { type Fields, isFields } from "../http.ts";
import { WORKSPACE_ID, type World } from "../world.ts";

export type Compute = "STARTING" | "ACTIVE" | "STOPPING" | "STOPPED" | "DELETING" | "ERROR";

export interface Deployment {
  readonly id: string;
  readonly source: Fields;
  readonly created: number;
  readonly creator: string;
  state: "IN_PROGRESS" | "SUCCEEDED" | "FAILED";
  message: string;
}

export interface AppRecord {
  readonly name: string;
  readonly id: string;
  readonly clientId: string;
  readonly created: number;
  readonly creator: string;
  updater: string;
  updated: number;
  settings: Fields;
  compute: Compute;
  /** Newest first. */
  deployments: Deployment[];
  cancelChange: () => void;
}

export function newApp(world: World, name: string, settings: Fields): AppRecord {
  const now = Date.now();
  return {
    name,
    id: world.uuid(),
    clientId: world.uuid(),
    created: now,
    creator: world.user,
    updater: world.user,
    updated: now,
    settings,
    compute: "STOPPED",
    deployments: [],
    cancelChange: () => {},
  };
}

const SETTINGS = [
  "description",
  "default_source_code_path",
  "git_repository",
  "resources",
  "user_api_scopes",
  "compute_size",
  "compute_min_instances",
  "compute_max_instances",
  "budget_policy_id",
  "usage_policy_id",
  "space",
];
const KINDS = [
  "sql_warehouse",
  "job",
  "serving_endpoint",
  "secret",
  "uc_securable",
  "genie_space",
  "database",
  "postgres",
  "experiment",
  "app",
];

/** The fields of an app that its owner sets. A resource has a name, exactly one kind, and a permission. */
export function checkedSettings(body: Fields): Fields {
  const { resources = [], compute_size: size } = body;
  if (!Array.isArray(resources)) return invalid("Field 'resources' must be a list.");
  for (const resource of resources) {
    if (!isFields(resource) || typeof resource.name !== "string") return invalid("An app resource must have a name.");
    const kinds = KINDS.filter((kind) => isFields(resource[kind]));
    if (kinds.length !== 1)
      return invalid(`App resource '${resource.name}' must be of exactly one of ${KINDS.join(", ")}.`);
    const target = resource[kinds[0] ?? ""];
    if (!isFields(target) || typeof target.permission !== "string") {
      return invalid(`App resource '${resource.name}' must name a permission.`);
    }
  }
  if (size !== undefined && !["MEDIUM", "LARGE", "XLARGE"].includes(String(size))) {
    return invalid("Field 'compute_size' must be one of MEDIUM, LARGE, XLARGE.");
  }
  return Object.fromEntries(Object.entries(body).filter(([key]) => SETTINGS.includes(key)));
}

const MESSAGES: Readonly<Record<Compute, string>> = {
  STARTING: "App compute is starting.",
  ACTIVE: "App compute is running.",
  STOPPING: "App compute is stopping.",
  STOPPED: "App compute is stopped.",
  DELETING: "App compute is being deleted.",
  ERROR: "App compute failed.",
};

const iso = (ms: number) => new Date(ms).toISOString();

export function deploymentView({ id, source, created, creator, state, message }: Deployment): Fields {
  return {
    deployment_id: id,
    ...source,
    status: { state, message },
    creator,
    create_time: iso(created),
    update_time: iso(created),
  };
}

export function appView(app: AppRecord): Fields {
  const active = app.deployments.find(({ state }) => state === "SUCCEEDED");
  const pending = app.deployments.find(({ state }) => state === "IN_PROGRESS");
  const running = app.compute === "ACTIVE" && active !== undefined;
  return {
    name: app.name,
    id: app.id,
    url: `https://${app.name}-${WORKSPACE_ID}.aws.databricksapps.com`,
    compute_size: "MEDIUM",
    ...app.settings,
    creator: app.creator,
    updater: app.updater,
    create_time: iso(app.created),
    update_time: iso(app.updated),
    compute_status: { state: app.compute, message: MESSAGES[app.compute] },
    app_status: running
      ? { state: "RUNNING", message: "App is running." }
      : { state: pending ? "DEPLOYING" : "UNAVAILABLE", message: "App has no running deployment." },
    service_principal_client_id: app.clientId,
    service_principal_name: `app-${app.id.slice(0, 6)} ${app.name}`,
    ...(active && { active_deployment: deploymentView(active) }),
    ...(pending && { pending_deployment: deploymentView(pending) }),
  };
}
