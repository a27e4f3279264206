import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import type { ClusterFields, ClusterSize } from "./cluster-settings.ts";

/** States of a cluster. The platform may return others. */
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

/** Origins of a cluster. The platform may return others. */
export const CLUSTER_SOURCES = ["UI", "API", "JOB", "MODELS", "PIPELINE", "PIPELINE_MAINTENANCE", "SQL"] as const;
/** Origins of interactive clusters, which users create themselves. */
export const INTERACTIVE_SOURCES: readonly string[] = ["UI", "API"];

const map = z.record(z.string(), z.string()).nullish();

const terminationReason = z.looseObject({ code: text, type: text, parameters: map });

/** The fields we read of `ClusterDetails`. Enums are open: the platform adds values. Times are epoch milliseconds. */
const cluster = z.looseObject({
  cluster_id: z.string(),
  cluster_name: text,
  /** A record without a state must not fail the whole list. */
  state: z
    .string()
    .nullish()
    .transform((state) => state ?? "UNKNOWN"),
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
/** A cluster, with all other fields as the platform sent them. */
export type Cluster = z.output<typeof cluster>;

/** Whether a cluster accepts commands. `RESIZING` is running with a changing number of workers. */
export const isUsable = ({ state }: Cluster): boolean => state === "RUNNING" || state === "RESIZING";

/** Whether the state of a cluster is final: it does not change without a request. */
export const isSettled = (cluster: Cluster): boolean =>
  isUsable(cluster) || cluster.state === "TERMINATED" || cluster.state === "ERROR";

/** Which clusters to list; all conditions must match. */
export type ClusterFilter = {
  readonly cluster_states?: readonly string[] | undefined;
  readonly cluster_sources?: readonly string[] | undefined;
  readonly policy_id?: string | undefined;
};

const clusterPage = z.looseObject({ clusters: z.array(cluster).nullish(), next_page_token: text });

/** `GET /api/2.1/clusters/list`: one page of active and pinned clusters and those terminated in the last 30 days. `page_size` ≤ 100. */
export async function listClusters(
  client: Client,
  query: { filter_by?: ClusterFilter; page_size?: number; page_token?: string | undefined },
): Promise<Page<Cluster>> {
  const page = await client.get("clusters.list", "/api/2.1/clusters/list", clusterPage, { query: { ...query } });
  return { items: page.clusters ?? [], next: page.next_page_token || undefined };
}

/** `GET /api/2.1/clusters/get`, up to 60 days after termination. @throws {ApiError} `not-found` */
export const getCluster = (client: Client, { cluster_id }: { cluster_id: string }) =>
  client.get("clusters.get", "/api/2.1/clusters/get", cluster, { query: { cluster_id } });

/**
 * `POST /api/2.1/clusters/start`: returns before the cluster is running.
 * @throws {ApiError} `not-found`; `conflict` with code `INVALID_STATE` unless the cluster is TERMINATED
 */
export const startCluster = (client: Client, body: { cluster_id: string }) =>
  client.post("clusters.start", "/api/2.1/clusters/start", nothing, { body });

/**
 * `POST /api/2.1/clusters/restart`: returns before the cluster is running again.
 * @throws {ApiError} `not-found`; `conflict` unless the cluster is RUNNING
 */
export const restartCluster = (client: Client, body: { cluster_id: string }) =>
  client.post("clusters.restart", "/api/2.1/clusters/restart", nothing, { body });

/** `POST /api/2.1/clusters/delete`: stops the nodes and keeps the configuration. Repeating it has no effect. @throws {ApiError} `not-found` */
export const terminateCluster = (client: Client, body: { cluster_id: string }) =>
  client.post("clusters.delete", "/api/2.1/clusters/delete", nothing, { body, replay: "safe" });

/**
 * `POST /api/2.1/clusters/create`: returns the `cluster_id` while the cluster is PENDING. For a repeated
 * `idempotency_token` the platform returns the cluster it created before.
 * @throws {ApiError} `invalid` for a configuration the platform rejects, `permission`
 */
export const createCluster = (client: Client, body: ClusterFields & { readonly idempotency_token: string }) =>
  client.post("clusters.create", "/api/2.1/clusters/create", z.looseObject({ cluster_id: z.string() }), {
    body,
    replay: "keyed",
  });

/**
 * `POST /api/2.1/clusters/update`: changes the fields in `update_mask`; a RUNNING cluster restarts.
 * @throws {ApiError} `not-found`, `invalid`; `conflict` unless the cluster is RUNNING or TERMINATED
 */
export const updateCluster = (
  client: Client,
  body: { cluster_id: string; cluster: ClusterFields; update_mask: string },
) => client.post("clusters.update", "/api/2.1/clusters/update", nothing, { body });

/**
 * `POST /api/2.1/clusters/resize`: returns before the cluster has its new size.
 * @throws {ApiError} `not-found`; `conflict` unless the cluster is RUNNING
 */
export const resizeCluster = (client: Client, body: { cluster_id: string } & ClusterSize) =>
  client.post("clusters.resize", "/api/2.1/clusters/resize", nothing, { body });

/** `POST /api/2.1/clusters/permanent-delete`: terminates the cluster and deletes its configuration. @throws {ApiError} `not-found` */
export const deleteCluster = (client: Client, body: { cluster_id: string }) =>
  client.post("clusters.permanentDelete", "/api/2.1/clusters/permanent-delete", nothing, { body });

/** `POST /api/2.1/clusters/pin`: keeps the cluster listed past 30 days, at most 100 per workspace. @throws {ApiError} `permission` unless the caller is an admin */
export const pinCluster = (client: Client, body: { cluster_id: string }) =>
  client.post("clusters.pin", "/api/2.1/clusters/pin", nothing, { body, replay: "safe" });

/** `POST /api/2.1/clusters/unpin`. @throws {ApiError} `permission` unless the caller is an admin */
export const unpinCluster = (client: Client, body: { cluster_id: string }) =>
  client.post("clusters.unpin", "/api/2.1/clusters/unpin", nothing, { body, replay: "safe" });

/**
 * `POST /api/2.1/clusters/change-owner`. `owner_username`: a user name or the application ID of a service principal.
 * @throws {ApiError} `permission` unless the caller is an admin; `conflict` unless the cluster is TERMINATED
 */
export const changeClusterOwner = (client: Client, body: { cluster_id: string; owner_username: string }) =>
  client.post("clusters.changeOwner", "/api/2.1/clusters/change-owner", nothing, { body, replay: "safe" });
