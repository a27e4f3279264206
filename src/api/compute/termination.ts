/** `termination_reason` of a cluster. The platform has about 200 codes and adds more. */
export interface TerminationReason {
  readonly code?: string | null | undefined;
  readonly type?: string | null | undefined;
  readonly parameters?: Readonly<Record<string, string>> | null | undefined;
}

type Entry = readonly [meaning: string, next?: string];

const CAPACITY: Entry = [
  "the cloud had no capacity for this node type",
  "start again later, or use another node type or availability zone",
];
const QUOTA: Entry = [
  "a quota of the cloud account is exhausted",
  "stop unused clusters, use fewer or smaller nodes, or have the quota raised",
];
const INIT_SCRIPT: Entry = ["an init script failed", "read the script's log in the cluster log destination and fix it"];
const DRIVER: Entry = [
  "the driver stopped responding",
  "look for code that overloads the driver (collect, toPandas), or use a larger driver node",
];
const NETWORK: Entry = [
  "the nodes could not reach the control plane",
  "have an admin check routes, firewall, DNS and private link of the workspace's network",
];
const POOL: Entry = ["the instance pool could not serve the cluster", "check the pool's existence and size"];
const CONFIGURATION: Entry = ["the cluster's configuration was rejected", "fix the field that the detail names"];
const SERVICE: Entry = ["Databricks failed internally", "start again; if it repeats, contact Databricks support"];

/** The common codes: what happened, and how to fix it. */
const CODES: Readonly<Record<string, Entry>> = {
  USER_REQUEST: ["a user terminated it"],
  INACTIVITY: ["it was idle for longer than its auto-termination time"],
  JOB_FINISHED: ["its job ended"],
  TRIAL_EXPIRED: ["the trial of this workspace has expired", "an account admin must subscribe"],
  INIT_SCRIPT_FAILURE: INIT_SCRIPT,
  GLOBAL_INIT_SCRIPT_FAILURE: ["a global init script failed", "a workspace admin must fix or disable it"],
  CLOUD_PROVIDER_LAUNCH_FAILURE: ["the cloud refused to launch the nodes", "read the cloud's message in the detail"],
  CLOUD_PROVIDER_RESOURCE_STOCKOUT: CAPACITY,
  AWS_INSUFFICIENT_INSTANCE_CAPACITY_FAILURE: CAPACITY,
  AWS_INSUFFICIENT_FREE_ADDRESSES_IN_SUBNET_FAILURE: [
    "the subnet has no free addresses",
    "stop unused clusters or have the subnet enlarged",
  ],
  AWS_REQUEST_LIMIT_EXCEEDED: ["the cloud limited the request rate", "start again in a few minutes"],
  AWS_AUTHORIZATION_FAILURE: ["the cloud account lacks a permission to launch nodes", "have an admin fix the role"],
  AZURE_QUOTA_EXCEEDED_EXCEPTION: QUOTA,
  AZURE_RESOURCE_PROVIDER_THROTTLING: ["the cloud limited the request rate", "start again in a few minutes"],
  GCP_QUOTA_EXCEEDED: QUOTA,
  GCP_INSUFFICIENT_CAPACITY: CAPACITY,
  SPOT_INSTANCE_TERMINATION: ["the cloud took back a spot node", "start again, or use on-demand nodes for the driver"],
  INSTANCE_UNREACHABLE: ["a node stopped responding", "start again"],
  DRIVER_OUT_OF_MEMORY: [
    "the driver ran out of memory",
    "use a larger driver node, or bring less data to the driver (collect, toPandas, broadcast)",
  ],
  DRIVER_UNREACHABLE: DRIVER,
  DRIVER_UNRESPONSIVE: DRIVER,
  DRIVER_NOT_RESPONDING: DRIVER,
  SPARK_STARTUP_FAILURE: ["Spark did not start", "check spark_conf and libraries against the runtime version"],
  SPARK_ERROR: ["the Spark driver went down", "read the driver log; check spark_conf and libraries"],
  METASTORE_COMPONENT_UNHEALTHY: ["the metastore could not be reached", "check the external metastore's settings"],
  BOOTSTRAP_TIMEOUT: NETWORK,
  NPIP_TUNNEL_SETUP_FAILURE: NETWORK,
  NETWORK_CONFIGURATION_FAILURE: NETWORK,
  CONTROL_PLANE_REQUEST_FAILURE: NETWORK,
  SUBNET_EXHAUSTED_FAILURE: ["the subnet has no free addresses", "stop unused clusters or have the subnet enlarged"],
  INSTANCE_POOL_MAX_CAPACITY_REACHED: ["the instance pool is full", "stop other clusters of the pool or enlarge it"],
  INSTANCE_POOL_NOT_FOUND: POOL,
  INSTANCE_POOL_CLUSTER_FAILURE: POOL,
  INVALID_ARGUMENT: CONFIGURATION,
  REQUEST_REJECTED: CONFIGURATION,
  INVALID_SPARK_IMAGE: [
    "its runtime version is not available",
    "edit the cluster to a spark_version the workspace still lists",
  ],
  EOS_SPARK_IMAGE: [
    "its runtime version is out of support",
    "edit the cluster to a spark_version the workspace still lists",
  ],
  SECRET_RESOLUTION_ERROR: [
    "a secret named in its configuration could not be read",
    "check scope, key and permission of the {{secrets/…}} references",
  ],
  DOCKER_IMAGE_PULL_FAILURE: ["the container image could not be pulled", "check its URL and credentials"],
  REQUEST_THROTTLED: ["too many cluster requests at once", "start again in a few minutes"],
  BUDGET_POLICY_LIMIT_ENFORCEMENT_ACTIVATED: ["its budget is used up", "ask the owner of the budget policy"],
  INTERNAL_ERROR: SERVICE,
  UNEXPECTED_LAUNCH_FAILURE: SERVICE,
  UNKNOWN: SERVICE,
};

/** Explanations by type, for codes that are not listed above. */
const TYPES: Readonly<Record<string, Entry>> = {
  SUCCESS: ["it ended normally"],
  CLIENT_ERROR: [
    "its configuration or a request was invalid",
    "fix the error that the detail names, then start it again",
  ],
  CLOUD_FAILURE: ["the cloud provider failed", "start again later"],
  SERVICE_FAULT: SERVICE,
};

const UNKNOWN_REASON: Entry = ["the platform gave no reason", "read the cluster's events"];

const entryOf = (table: Readonly<Record<string, Entry>>, key: string): Entry | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

const MAX_DETAIL = 1000;

/** Why a cluster terminated. `detail` holds the platform's parameters, which can be text that users wrote. */
export interface TerminationExplanation {
  readonly code: string;
  readonly type: string | undefined;
  readonly meaning: string;
  /** How to fix it, if that is known. */
  readonly next: string | undefined;
  readonly detail: string | undefined;
}

/** Explains why a cluster terminated: by its code, or for an unknown code by its type. */
export function explainTermination({ code, type, parameters }: TerminationReason): TerminationExplanation {
  const [meaning, next] = entryOf(CODES, code ?? "") ?? entryOf(TYPES, type ?? "") ?? UNKNOWN_REASON;
  const detail = Object.entries(parameters ?? {})
    .map(([name, value]) => `${name}: ${value}`)
    .join("; ")
    .slice(0, MAX_DETAIL);
  return { code: code || "UNKNOWN", type: type || undefined, meaning, next, detail: detail || undefined };
}

/** The explanation in one line, without the fix: `INACTIVITY: it was idle … (inactivity_duration_min: 60)`. */
export function terminationWords(reason: TerminationReason): string {
  const { code, meaning, detail } = explainTermination(reason);
  return `${code}: ${meaning}${detail ? ` (${detail})` : ""}`;
}
