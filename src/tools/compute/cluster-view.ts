import type { Cluster } from "../../api/compute/clusters.ts";
import { explainSparkVersion } from "../../api/compute/spark-version.ts";
import { explainTermination } from "../../api/compute/termination.ts";
import { compact } from "../../records.ts";
import { isoTime } from "../../text.ts";

/** A cluster in a list: what tells it from the others. */
export function clusterSummary(cluster: Cluster) {
  const { state, termination_reason: reason } = cluster;
  return {
    cluster_id: cluster.cluster_id,
    cluster_name: cluster.cluster_name ?? "",
    state,
    ...compact({
      cluster_source: cluster.cluster_source,
      creator_user_name: cluster.creator_user_name,
      spark_version: cluster.spark_version,
      node_type_id: cluster.node_type_id,
      workers: workers(cluster),
      termination_code: state === "TERMINATED" || state === "ERROR" ? reason?.code : undefined,
    }),
  };
}

/** One cluster in full, without what may hold credentials and without what only machines read. */
export function clusterDetails(cluster: Cluster) {
  const { termination_code: _, ...summary } = clusterSummary(cluster);
  const driver = cluster.driver_node_type_id;
  const ended = cluster.state === "TERMINATED" || cluster.state === "TERMINATING" || cluster.state === "ERROR";
  return {
    ...summary,
    ...compact({
      state_message: cluster.state_message,
      runtime: cluster.spark_version ? explainSparkVersion(cluster.spark_version) : undefined,
      runtime_engine: cluster.runtime_engine,
      driver_node_type_id: driver === cluster.node_type_id ? undefined : driver,
      cores: cluster.cluster_cores,
      memory_gb: cluster.cluster_memory_mb ? Math.round(cluster.cluster_memory_mb / 102.4) / 10 : undefined,
      autotermination_minutes: cluster.autotermination_minutes,
      data_security_mode: cluster.data_security_mode,
      single_user_name: cluster.single_user_name,
      policy_id: cluster.policy_id,
      instance_pool_id: cluster.instance_pool_id,
      pinned: cluster.pinned_by_user_name ? true : undefined,
      start_time: isoTime(cluster.start_time),
      last_restarted_time: isoTime(cluster.last_restarted_time),
      terminated_time: ended ? isoTime(cluster.terminated_time) : undefined,
      termination: ended && cluster.termination_reason ? explainTermination(cluster.termination_reason) : undefined,
      custom_tags: cluster.custom_tags,
      spark_conf: masked(cluster.spark_conf),
      // Values of environment variables are credentials too often to be shown (errors-and-limits: never return).
      spark_env_var_names: Object.keys(cluster.spark_env_vars ?? {}),
      init_scripts: cluster.init_scripts?.flatMap((script) =>
        Object.values(script).flatMap(({ destination }) => (destination ? [destination] : [])),
      ),
    }),
  };
}

function workers({ autoscale, num_workers }: Cluster): string | undefined {
  if (autoscale) return `${autoscale.min_workers ?? 0}-${autoscale.max_workers ?? "?"}`;
  return num_workers === undefined || num_workers === null ? undefined : String(num_workers);
}

const CREDENTIAL = /secret|password|passwd|token|credential|(?:account|access|private|api)[._-]?key/i;

/** Storage keys are written into `spark_conf` in the clear; a `{{secrets/…}}` reference is only a name. */
function masked(conf: Cluster["spark_conf"]) {
  if (!conf) return conf;
  return Object.fromEntries(
    Object.entries(conf).map(([key, value]) => [
      key,
      CREDENTIAL.test(key) && !/^\{\{secrets\/[^}]*\}\}$/.test(value) ? "[redacted]" : value,
    ]),
  );
}
