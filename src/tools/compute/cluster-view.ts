import * as z from "zod";
import { type ClusterEvent, eventDetailWords } from "../../api/compute/cluster-events.ts";
import type { Cluster } from "../../api/compute/clusters.ts";
import { explainSparkVersion } from "../../api/compute/spark-version.ts";
import { explainTermination, type TerminationReason } from "../../api/compute/termination.ts";
import { hidden, isCredentialName, maskSettings } from "../../api/reference/mask.ts";
import { count, flag, text, texts } from "../../core/fields.ts";
import { view } from "../../core/view.ts";
import { isEmpty, isRecord } from "../../records.ts";
import { isoTime } from "../../text.ts";

/** The facts that every view of a cluster begins with. */
const clusterView = view(
  {
    cluster_id: z.string(),
    cluster_name: z.string(),
    state: z.string(),
    cluster_source: text,
    creator_user_name: text,
    spark_version: text,
    node_type_id: text,
    workers: text.describe("number of workers, or min-max if autoscaling"),
  },
  (cluster: Cluster) => ({
    cluster_id: cluster.cluster_id,
    cluster_name: cluster.cluster_name ?? "",
    state: cluster.state,
    cluster_source: cluster.cluster_source,
    creator_user_name: cluster.creator_user_name,
    spark_version: cluster.spark_version,
    node_type_id: cluster.node_type_id,
    workers: workers(cluster),
  }),
);

/** A cluster in a list. */
export const clusterSummaryView = view(
  {
    ...clusterView.fields,
    autotermination_minutes: count.describe("0: never"),
    start_time: text,
    policy_id: text,
    instance_pool_id: text,
    pinned: flag,
    termination_code: text,
  },
  (cluster: Cluster) => {
    const ended = cluster.state === "TERMINATED" || cluster.state === "ERROR";
    return {
      ...clusterView(cluster),
      autotermination_minutes: cluster.autotermination_minutes,
      start_time: ended ? undefined : isoTime(cluster.last_restarted_time ?? cluster.start_time),
      policy_id: cluster.policy_id,
      instance_pool_id: cluster.instance_pool_id,
      pinned: cluster.pinned_by_user_name ? true : undefined,
      termination_code: ended ? cluster.termination_reason?.code : undefined,
    };
  },
);

/** Why a cluster terminated. */
export const terminationView = view(
  { code: z.string(), type: text, meaning: z.string(), next: text, detail: text },
  (reason: TerminationReason) => ({ ...explainTermination(reason) }),
);

/** One cluster in full, without values that can be credentials and without fields that only programs read. */
export const clusterDetailsView = view(
  {
    ...clusterView.fields,
    state_message: text,
    runtime: text.describe("spark_version in words"),
    runtime_engine: text,
    driver_node_type_id: text,
    cores: count,
    memory_gb: count,
    autotermination_minutes: count.describe("0: never"),
    data_security_mode: text,
    single_user_name: text,
    policy_id: text,
    instance_pool_id: text,
    pinned: flag,
    start_time: text,
    last_restarted_time: text,
    terminated_time: text,
    termination: terminationView.schema.optional(),
    custom_tags: z.record(z.string(), z.string()).optional(),
    spark_conf: z.record(z.string(), z.string()).optional(),
    spark_env_var_names: texts,
    init_scripts: texts,
    rare_settings: z.record(z.string(), z.unknown()).optional().describe("other settings, by REST field"),
    machines: z.record(z.string(), z.unknown()).optional().describe("nodes, ports and activity, by REST field"),
  },
  (cluster: Cluster) => {
    const ended = cluster.state === "TERMINATED" || cluster.state === "TERMINATING" || cluster.state === "ERROR";
    return {
      ...clusterView(cluster),
      state_message: cluster.state_message,
      runtime: cluster.spark_version ? explainSparkVersion(cluster.spark_version) : undefined,
      runtime_engine: cluster.runtime_engine,
      // Without its own type, the driver has that of the workers.
      driver_node_type_id: cluster.driver_node_type_id ?? cluster.node_type_id,
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
      termination: ended && cluster.termination_reason ? terminationView(cluster.termination_reason) : undefined,
      custom_tags: cluster.custom_tags,
      spark_conf: maskedConf(cluster.spark_conf),
      // Values of environment variables are often credentials, so only the names are shown.
      spark_env_var_names: Object.keys(cluster.spark_env_vars ?? {}),
      init_scripts: cluster.init_scripts?.flatMap((script) =>
        Object.values(script).flatMap(({ destination }) => (destination ? [destination] : [])),
      ),
      rare_settings: rareSettings(cluster),
      machines: machinesOf(cluster),
    };
  },
);

/** A cluster after a call that changes it, with the settings that calls change most. */
export const clusterStateView = view(
  {
    cluster_id: z.string(),
    cluster_name: z.string(),
    state: z.string(),
    state_message: text,
    spark_version: text,
    node_type_id: text,
    workers: text,
    autotermination_minutes: count,
    note: text,
    next: text,
  },
  (cluster: Cluster, { note, next }: { note?: string | undefined; next?: string | undefined }) => ({
    cluster_id: cluster.cluster_id,
    cluster_name: cluster.cluster_name ?? "",
    state: cluster.state,
    state_message: cluster.state_message,
    spark_version: cluster.spark_version,
    node_type_id: cluster.node_type_id,
    workers: workers(cluster),
    autotermination_minutes: cluster.autotermination_minutes,
    note,
    next,
  }),
);

/** An event of a cluster; `detail` holds its details in words. */
export const clusterEventView = view(
  { timestamp: z.string(), type: z.string(), detail: text },
  (event: ClusterEvent) => ({
    timestamp: isoTime(event.timestamp) ?? "",
    type: event.type,
    detail: eventDetailWords(event),
  }),
);

/** Settings that few clusters have. */
const RARE = [
  ..."kind is_single_node use_ml_runtime enable_elastic_disk enable_local_disk_encryption docker_image cluster_log_conf".split(
    " ",
  ),
  ..."cluster_log_status ssh_public_keys driver_instance_pool_id workload_type remote_disk_throughput".split(" "),
  ..."total_initial_remote_disk_size aws_attributes azure_attributes gcp_attributes disk_spec dependency_mode".split(
    " ",
  ),
  ..."driver_node_type_flexibility worker_node_type_flexibility default_tags".split(" "),
];

/** Worker nodes that are shown. */
const MAX_EXECUTORS = 10;

/** The nodes of a cluster, how to reach it, and when it was last used. */
function machinesOf(cluster: Cluster): Readonly<Record<string, unknown>> {
  const { driver, executors, jdbc_port, spark_context_id } = cluster;
  const workers = Array.isArray(executors) ? executors : [];
  const shown = {
    driver,
    executors: workers.slice(0, MAX_EXECUTORS),
    executors_total: workers.length > MAX_EXECUTORS ? workers.length : undefined,
    jdbc_port,
    spark_context_id,
    last_activity_time: timeIn(cluster.last_activity_time),
    last_state_loss_time: timeIn(cluster.last_state_loss_time),
  };
  return Object.fromEntries(Object.entries(shown).filter(([, value]) => !isEmpty(value)));
}

const timeIn = (value: unknown): string | undefined =>
  typeof value === "number" && value > 0 ? isoTime(value) : undefined;

/** The rare settings that a cluster has, with credentials masked. */
function rareSettings(cluster: Cluster): Readonly<Record<string, unknown>> {
  const given = RARE.filter((field) => !isEmpty(cluster[field]) && cluster[field] !== false);
  const masked = maskSettings(Object.fromEntries(given.map((field) => [field, cluster[field]])));
  return isRecord(masked) ? masked : {};
}

function workers({ autoscale, num_workers }: Cluster): string | undefined {
  if (autoscale) return `${autoscale.min_workers ?? 0}-${autoscale.max_workers ?? "?"}`;
  return num_workers === undefined || num_workers === null ? undefined : String(num_workers);
}

/** Storage keys are plain text in `spark_conf` and are masked. A `{{secrets/…}}` reference is only a name. */
function maskedConf(conf: Cluster["spark_conf"]) {
  if (!conf) return conf;
  return Object.fromEntries(
    Object.entries(conf).map(([key, value]) => [key, isCredentialName(key) ? String(hidden(value)) : value]),
  );
}
