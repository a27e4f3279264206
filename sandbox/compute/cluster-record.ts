import { randomBytes, randomUUID } from "node:crypto";
import { type Fields, isFields } from "../http.ts";
import { nodeTypes } from "./runtimes.ts";

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
export type ClusterState = (typeof CLUSTER_STATES)[number];

export interface TerminationReason {
  readonly code: string;
  readonly type: "SUCCESS" | "CLIENT_ERROR" | "CLOUD_FAILURE" | "SERVICE_FAULT";
  readonly parameters: Readonly<Record<string, string>>;
}

export const CLUSTER_SOURCES = ["UI", "API", "JOB", "MODELS", "PIPELINE", "PIPELINE_MAINTENANCE", "SQL"] as const;

export interface ClusterEvent {
  readonly cluster_id: string;
  readonly timestamp: number;
  readonly type: string;
  readonly details: Fields;
}

/** One cluster as the workspace stores it. Times are epoch milliseconds. */
export interface Cluster {
  readonly id: string;
  readonly source: "UI" | "API" | "JOB";
  creator: string;
  /** The settings it was created with: the fields of `clusters/create`. */
  settings: Fields;
  state: ClusterState;
  stateMessage: string;
  pinned: boolean;
  startTime: number;
  lastRestarted?: number | undefined;
  terminatedTime?: number | undefined;
  reason?: TerminationReason | undefined;
  /** ID of the Spark application, new after every start. Beyond 2^53, like real ones. */
  sparkContextId: bigint;
  nodes: readonly SparkNode[];
  readonly events: ClusterEvent[];
  readonly idempotencyToken?: string | undefined;
}

interface SparkNode {
  readonly node_id: string;
  readonly private_ip: string;
  readonly host_private_ip: string;
  readonly start_timestamp: number;
}

/** `0115-093012-abcd1234`: time of creation, and eight letters or digits. */
export function clusterId(at: Date = new Date()): string {
  const [date, time] = at.toISOString().split(/[T.]/);
  return `${date?.slice(5).replace("-", "")}-${time?.replaceAll(":", "")}-${randomBytes(4).toString("hex")}`;
}

export function newSparkContextId(): bigint {
  return (randomBytes(8).readBigUInt64BE() >> 2n) | (1n << 61n);
}

export function sparkNodes(count: number, at: number): SparkNode[] {
  return Array.from({ length: count }, (_, index) => ({
    node_id: randomUUID().replaceAll("-", ""),
    private_ip: `10.1.2.${10 + (index % 200)}`,
    host_private_ip: `10.1.3.${10 + (index % 200)}`,
    start_timestamp: at,
  }));
}

/** Initial number of workers. */
export function workersOf(settings: Fields): number {
  const { autoscale, num_workers } = settings;
  const count = isFields(autoscale) ? autoscale.min_workers : num_workers;
  return typeof count === "number" ? count : 0;
}

/** `ClusterDetails` of the REST API, without the `spec` that only `clusters/get` adds. */
export function clusterDetails(cluster: Cluster): Fields {
  const { settings } = cluster;
  const { idempotency_token: _, apply_policy_default_values: __, clone_from: ___, ...asked } = settings;
  const alive = cluster.nodes.length > 0;
  const machine = nodeTypes.find((type) => type.node_type_id === settings.node_type_id);
  const [driver, ...executors] = cluster.nodes;
  return {
    cluster_id: cluster.id,
    creator_user_name: cluster.creator,
    ...(alive && {
      driver,
      ...(executors.length > 0 && { executors }),
      spark_context_id: cluster.sparkContextId,
      jdbc_port: 10000,
    }),
    ...asked,
    driver_node_type_id: settings.driver_node_type_id ?? settings.node_type_id,
    autotermination_minutes: settings.autotermination_minutes ?? 0,
    enable_elastic_disk: settings.enable_elastic_disk ?? false,
    cluster_source: cluster.source,
    state: cluster.state,
    state_message: cluster.stateMessage,
    start_time: cluster.startTime,
    ...(cluster.lastRestarted !== undefined && { last_restarted_time: cluster.lastRestarted }),
    ...(cluster.terminatedTime !== undefined && { terminated_time: cluster.terminatedTime }),
    ...(cluster.reason !== undefined && { termination_reason: cluster.reason }),
    ...(alive && {
      cluster_cores: (machine?.num_cores ?? 0) * cluster.nodes.length,
      cluster_memory_mb: (machine?.memory_mb ?? 0) * cluster.nodes.length,
    }),
    default_tags: {
      Vendor: "Databricks",
      Creator: cluster.creator,
      ClusterName: String(settings.cluster_name ?? ""),
      ClusterId: cluster.id,
    },
    ...(cluster.pinned && { pinned_by_user_name: cluster.creator }),
  };
}

/** JSON with bigints as numbers, like the platform's. */
export function jsonText(value: unknown): string {
  const marked = JSON.stringify(value, (_, item) => (typeof item === "bigint" ? `\uE000${item}\uE000` : item));
  return marked.replace(/"\uE000(-?\d+)\uE000"/g, "$1");
}
