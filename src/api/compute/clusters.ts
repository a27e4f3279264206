import { randomUUID } from "node:crypto";
import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import type { ClusterSize, Fields } from "./cluster-settings.ts";

export const CLUSTER_STATES = [
  "PENDING",
  "RUNNING",
  "RESTARTING",
  "RESIZING",
  "TERMINATING",
  "TERMINATED",
  "ERROR",
  "UNKNOWN",
] as const;

export const CLUSTER_SOURCES = ["UI", "API", "JOB", "MODELS", "PIPELINE", "PIPELINE_MAINTENANCE", "SQL"] as const;

const map = z.record(z.string(), z.string()).nullish();

const terminationReason = z.looseObject({ code: text, type: text, parameters: map });

/** `ClusterDetails`: the fields we read. Enums are open: the platform adds values. Times are epoch milliseconds. */
const cluster = z.looseObject({
  cluster_id: z.string(),
  cluster_name: text,
  state: z.string(),
  state_message: text,
  cluster_source: text,
  creator_user_name: text,
  spark_version: text,
  runtime_engine: text,
  node_type_id: text,
  driver_node_type_id: text,
  num_workers: z.number().nullish(),
  autoscale: z.looseObject({ min_workers: z.number().nullish(), max_workers: z.number().nullish() }).nullish(),
  autotermination_minutes: z.number().nullish(),
  cluster_cores: z.number().nullish(),
  cluster_memory_mb: int64.nullish(),
  data_security_mode: text,
  single_user_name: text,
  policy_id: text,
  instance_pool_id: text,
  driver_instance_pool_id: text,
  custom_tags: map,
  spark_conf: map,
  spark_env_vars: map,
  init_scripts: z.array(z.record(z.string(), z.looseObject({ destination: text }))).nullish(),
  start_time: int64.nullish(),
  last_restarted_time: int64.nullish(),
  terminated_time: int64.nullish(),
  termination_reason: terminationReason.nullish(),
  pinned_by_user_name: text,
});
export type Cluster = z.output<typeof cluster>;

/** Accepts commands; `RESIZING` is running with a changing number of workers. */
export const isUsable = ({ state }: Cluster): boolean => state === "RUNNING" || state === "RESIZING";

/** Came to rest: nothing more happens by itself. */
export const isAtRest = (cluster: Cluster): boolean =>
  isUsable(cluster) || cluster.state === "TERMINATED" || cluster.state === "ERROR";

export type ClusterFilter = {
  readonly cluster_states?: readonly string[] | undefined;
  readonly cluster_sources?: readonly string[] | undefined;
  readonly policy_id?: string | undefined;
};

const clusterPage = z.looseObject({ clusters: z.array(cluster).nullish(), next_page_token: text });

/** `GET /api/2.1/clusters/list`: active and pinned clusters, and those terminated in the last 30 days. `page_size` ≤ 100. */
export async function listClusters(
  client: Client,
  query: { filter_by?: ClusterFilter; page_size?: number; page_token?: string | undefined },
): Promise<Page<Cluster>> {
  const page = await client.get("clusters.list", "/api/2.1/clusters/list", clusterPage, { query: { ...query } });
  return { items: page.clusters ?? [], next: page.next_page_token || undefined };
}

/** `GET /api/2.1/clusters/get`: known up to 60 days after termination. */
export const getCluster = (client: Client, { cluster_id }: { cluster_id: string }) =>
  client.get("clusters.get", "/api/2.1/clusters/get", cluster, { query: { cluster_id } });

/** `POST /api/2.1/clusters/start`: returns at once; refused with `INVALID_STATE` unless TERMINATED. */
export const startCluster = (client: Client, body: { cluster_id: string }) =>
  client.post("clusters.start", "/api/2.1/clusters/start", nothing, { body });

/** `POST /api/2.1/clusters/restart`: returns at once; only from RUNNING. */
export const restartCluster = (client: Client, body: { cluster_id: string }) =>
  client.post("clusters.restart", "/api/2.1/clusters/restart", nothing, { body });

/** `POST /api/2.1/clusters/delete`: stops the compute, keeps the configuration. Does nothing the second time. */
export const terminateCluster = (client: Client, body: { cluster_id: string }) =>
  client.post("clusters.delete", "/api/2.1/clusters/delete", nothing, { body, replay: "safe" });

/**
 * `POST /api/2.1/clusters/create`: returns at once with the cluster PENDING. Our `idempotency_token` goes with every
 * retry: while that cluster lives the same id comes back.
 */
export const createCluster = (client: Client, settings: Fields) =>
  client.post("clusters.create", "/api/2.1/clusters/create", z.looseObject({ cluster_id: z.string() }), {
    body: { ...settings, idempotency_token: randomUUID() },
    replay: "keyed",
  });

/** `POST /api/2.1/clusters/update`: only while RUNNING, which restarts it, or TERMINATED. */
export const updateCluster = (client: Client, body: { cluster_id: string; cluster: Fields; update_mask: string }) =>
  client.post("clusters.update", "/api/2.1/clusters/update", nothing, { body });

/** `POST /api/2.1/clusters/resize`: returns at once; only while RUNNING. */
export const resizeCluster = (client: Client, body: { cluster_id: string } & ClusterSize) =>
  client.post("clusters.resize", "/api/2.1/clusters/resize", nothing, { body });

/** `POST /api/2.1/clusters/permanent-delete`: terminates and forgets; no call knows the id afterwards. */
export const deleteCluster = (client: Client, body: { cluster_id: string }) =>
  client.post("clusters.permanentDelete", "/api/2.1/clusters/permanent-delete", nothing, { body });

/** `POST /api/2.1/clusters/pin`: stays in the list past 30 days. Admins only; at most 100 in a workspace. */
export const pinCluster = (client: Client, body: { cluster_id: string }) =>
  client.post("clusters.pin", "/api/2.1/clusters/pin", nothing, { body, replay: "safe" });

/** `POST /api/2.1/clusters/unpin`. Admins only. */
export const unpinCluster = (client: Client, body: { cluster_id: string }) =>
  client.post("clusters.unpin", "/api/2.1/clusters/unpin", nothing, { body, replay: "safe" });

/** `POST /api/2.1/clusters/change-owner`: a user name or a service principal's application id. Only while TERMINATED; admins only. */
export const changeClusterOwner = (client: Client, body: { cluster_id: string; owner_username: string }) =>
  client.post("clusters.changeOwner", "/api/2.1/clusters/change-owner", nothing, { body, replay: "safe" });
