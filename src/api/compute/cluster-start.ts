import type { ClusterEvent } from "./cluster-events.ts";
import { type Cluster, isUsable } from "./clusters.ts";
import type { InstancePool } from "./instance-pools.ts";
import { explainTermination } from "./termination.ts";

/** The condition of a cluster in one sentence, and the next step if there is one. */
export function clusterVerdict(cluster: Cluster): { verdict: string; next?: string } {
  const { state, cluster_id } = cluster;
  if (isUsable(cluster)) return { verdict: `It is running (${state}) and accepts commands.` };
  if (state === "PENDING" || state === "RESTARTING") {
    return {
      verdict: `It is starting (${state}), which takes several minutes.`,
      next: `Call start_cluster with cluster_id ${cluster_id} to wait for it.`,
    };
  }
  const ended = explainTermination(cluster.termination_reason ?? {});
  if (ended.type === "SUCCESS") {
    return {
      verdict: `It terminated normally: ${ended.meaning} (${ended.code}).`,
      next:
        cluster.cluster_source === "JOB"
          ? "A job cluster cannot be started again. The job creates a new one for each run."
          : `Call start_cluster with cluster_id ${cluster_id} to start it.`,
    };
  }
  return {
    verdict: `It terminated because ${ended.meaning} (${ended.code}).`,
    ...(ended.next !== undefined && { next: `${ended.next.charAt(0).toUpperCase()}${ended.next.slice(1)}.` }),
  };
}

/** Event types with which a start begins. */
const START_EVENTS: ReadonlySet<string> = new Set(["CREATING", "STARTING", "RESTARTING"]);

/** Number of consecutive starts that ended before the cluster was running, up to the most recent one. `events`: newest first. */
export function countFailedStarts(events: readonly ClusterEvent[]): number {
  let failed = 0;
  let ended = false;
  for (const { type } of events) {
    if (type === "RUNNING") break;
    if (type === "TERMINATING") ended = true;
    if (START_EVENTS.has(type)) {
      if (ended) failed += 1;
      ended = false;
    }
  }
  return failed;
}

/** How full an instance pool is and why its launches fail, one sentence each. */
export function poolFindings(pool: InstancePool): string[] {
  const { stats, max_capacity: max, instance_pool_name: name, instance_pool_id: id, state } = pool;
  const used = (stats?.used_count ?? 0) + (stats?.pending_used_count ?? 0);
  const idle = stats?.idle_count ?? 0;
  const errors = (pool.status?.pending_instance_errors ?? []).flatMap(({ message }) => message || []);
  return [
    `pool ${name ?? id}: ${used} used, ${idle} idle${max ? ` of at most ${max}` : ""}`,
    ...(state && state !== "ACTIVE" ? [`pool ${name ?? id} is ${state}, so no cluster can start from it`] : []),
    ...(max && idle === 0 && used >= max ? [`pool ${name ?? id} is full`] : []),
    ...[...new Set(errors)].map((message) => `pool ${name ?? id} cannot launch nodes: ${message}`),
  ];
}

/** The runtime and node types of a cluster that the workspace no longer offers or supports, one sentence each. */
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
      ? [`runtime ${spark_version} is no longer available: choose one from list_spark_versions`]
      : []),
    ...types.flatMap((type) => {
      if (!nodes || !type) return [];
      const found = nodes.find((node) => node.node_type_id === type);
      if (!found) return [`node type ${type} is not available in this workspace`];
      return [
        ...(found.status.length > 0 ? [`node type ${type}: ${found.status.join(", ")}`] : []),
        ...(found.is_deprecated ? [`node type ${type} is deprecated`] : []),
      ];
    }),
  ];
}
