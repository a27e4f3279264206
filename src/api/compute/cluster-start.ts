import type { ClusterEvent } from "./cluster-events.ts";
import { type Cluster, isUsable } from "./clusters.ts";
import type { InstancePool } from "./instance-pools.ts";
import { explainTermination } from "./termination.ts";

/** What is the matter with a cluster, in a sentence, and what to do. */
export function clusterVerdict(cluster: Cluster): { verdict: string; next?: string } {
  const { state, cluster_id } = cluster;
  if (isUsable(cluster)) return { verdict: `It runs (${state}): nothing keeps it from working.` };
  if (state === "PENDING" || state === "RESTARTING") {
    return {
      verdict: `It is starting (${state}); this takes minutes.`,
      next: `start_cluster with cluster_id ${cluster_id} waits for it.`,
    };
  }
  const ended = explainTermination(cluster.termination_reason ?? {});
  if (ended.type === "SUCCESS") {
    return {
      verdict: `Nothing is wrong with it: ${ended.meaning} (${ended.code}).`,
      next:
        cluster.cluster_source === "JOB"
          ? "A job's cluster is not started again: the job makes a new one."
          : `start_cluster with cluster_id ${cluster_id} starts it.`,
    };
  }
  return {
    verdict: `It ended because ${ended.meaning} (${ended.code}).`,
    ...(ended.next !== undefined && { next: `${ended.next.charAt(0).toUpperCase()}${ended.next.slice(1)}.` }),
  };
}

const BEGINS: ReadonlySet<string> = new Set(["CREATING", "STARTING", "RESTARTING"]);

/** How many starts in a row ended before the cluster ran; `events` newest first. */
export function failedStarts(events: readonly ClusterEvent[]): number {
  let failed = 0;
  let ended = false;
  for (const { type } of events) {
    if (type === "RUNNING") break;
    if (type === "TERMINATING") ended = true;
    if (BEGINS.has(type)) {
      if (ended) failed += 1;
      ended = false;
    }
  }
  return failed;
}

/** Whether a pool has room, in words, and what its own launches fail with. */
export function poolFindings(pool: InstancePool): string[] {
  const { stats, max_capacity: most, instance_pool_name: name, instance_pool_id: id, state } = pool;
  const used = (stats?.used_count ?? 0) + (stats?.pending_used_count ?? 0);
  const idle = stats?.idle_count ?? 0;
  const errors = (pool.status?.pending_instance_errors ?? []).flatMap(({ message }) => message || []);
  return [
    `pool ${name ?? id}: ${used} used, ${idle} idle${most ? ` of at most ${most}` : ""}`,
    ...(state && state !== "ACTIVE" ? [`pool ${name ?? id} is ${state}: no cluster can start from it`] : []),
    ...(most && idle === 0 && used >= most ? [`pool ${name ?? id} is full`] : []),
    ...[...new Set(errors)].map((message) => `pool ${name ?? id} cannot launch nodes: ${message}`),
  ];
}

/** Nodes and runtime the workspace no longer offers. */
export function offerFindings(
  { spark_version, node_type_id, driver_node_type_id, instance_pool_id }: Cluster,
  offered: {
    readonly runtimes?: readonly string[] | undefined;
    readonly nodes?:
      | readonly { node_type_id: string; is_deprecated?: boolean | null | undefined; status: readonly string[] }[]
      | undefined;
  },
): string[] {
  const { runtimes, nodes } = offered;
  const types = instance_pool_id ? [] : [...new Set([node_type_id, driver_node_type_id])];
  return [
    ...(runtimes && spark_version && !spark_version.startsWith("custom:") && !runtimes.includes(spark_version)
      ? [`runtime ${spark_version} is no longer offered: list_spark_versions has those that are`]
      : []),
    ...types.flatMap((type) => {
      if (!nodes || !type) return [];
      const found = nodes.find((node) => node.node_type_id === type);
      if (!found) return [`node type ${type} is not offered here`];
      return [
        ...(found.status.length > 0 ? [`node type ${type}: ${found.status.join(", ")}`] : []),
        ...(found.is_deprecated ? [`node type ${type} is deprecated`] : []),
      ];
    }),
  ];
}
