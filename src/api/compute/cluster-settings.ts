import { compact, isRecord, recordOf } from "../../records.ts";

/** A fixed number of workers (`4`) or an autoscaling range (`1-8`). */
const WORKERS = /^(\d{1,5})(?:-(\d{1,5}))?$/;

/** Why `workers` is not a number or range of workers; `undefined` if it is one. */
export function workersProblem(workers: string): string | undefined {
  const [, min, max] = WORKERS.exec(workers) ?? [];
  if (min === undefined) return "must be a number such as 4, or a range such as 1-8";
  return max !== undefined && Number(max) <= Number(min) ? "the maximum must be greater than the minimum" : undefined;
}

/** The size as the REST API takes it: `4` becomes `num_workers`, `1-8` becomes `autoscale`. A cluster has one or the other. */
export function clusterSize(workers: string): ClusterSize {
  const [, min, max] = WORKERS.exec(workers) ?? [];
  if (max === undefined) return { num_workers: Number(min) };
  return { autoscale: { min_workers: Number(min), max_workers: Number(max) } };
}

/** A fixed or an autoscaling number of workers. */
export type ClusterSize =
  | { readonly num_workers: number }
  | { readonly autoscale: { readonly min_workers: number; readonly max_workers: number } };

/** The largest number of workers that a cluster with these fields can have; `undefined` if they do not give a size. */
export function mostWorkers({ num_workers, autoscale }: Readonly<Record<string, unknown>>): number | undefined {
  const most = isRecord(autoscale) ? autoscale.max_workers : num_workers;
  return typeof most === "number" ? most : undefined;
}

/** A size of the REST API as text, for `workers`: `4`, `1-8`; `undefined` if it is not one. */
export function sizeText(size: unknown): string | undefined {
  if (!isRecord(size)) return undefined;
  const { min_workers, max_workers } = size;
  return typeof min_workers === "number" && typeof max_workers === "number"
    ? `${min_workers}-${max_workers}`
    : undefined;
}

/** The fields of `clusters/create`, which `clusters/update` changes. The platform ignores other fields silently. */
export const CLUSTER_FIELDS = `apply_policy_default_values autoscale autotermination_minutes aws_attributes
  azure_attributes cluster_log_conf cluster_name custom_tags data_security_mode dependency_mode docker_image
  driver_instance_pool_id driver_node_type_flexibility driver_node_type_id enable_elastic_disk
  enable_local_disk_encryption gcp_attributes init_scripts instance_pool_id is_single_node kind node_type_id num_workers
  policy_id remote_disk_throughput runtime_engine single_user_name spark_conf spark_env_vars spark_version
  ssh_public_keys total_initial_remote_disk_size use_ml_runtime worker_node_type_flexibility workload_type`.split(
  /\s+/,
);

/** Fields of a cluster as the REST API names them. */
export type ClusterFields = Readonly<Record<string, unknown>>;

/** Default idle minutes before a cluster terminates. The platform's own default is never. */
const AUTOTERMINATION_MINUTES = 60;

/** Settings that make Spark run on the driver. Without both, a cluster without workers waits for workers forever. */
const SINGLE_NODE = {
  spark_conf: { "spark.databricks.cluster.profile": "singleNode", "spark.master": "local[*]" },
  custom_tags: { ResourceClass: "SingleNode" },
};

/** The requested configuration of a cluster: named REST fields, the size as text (`4`, `1-8`), and other REST fields. */
export interface ClusterRequest {
  readonly workers?: string | undefined;
  readonly settings?: ClusterFields | undefined;
  readonly [field: string]: unknown;
}

/**
 * Idle minutes for a new cluster under a policy, by the policy's rule for them: its default, otherwise the nearest to an
 * hour that it allows. `undefined` if the policy sets or forbids the value itself, or allows none that is known.
 */
export function idleMinutesUnder(rule: unknown): number | undefined {
  if (!isRecord(rule)) return AUTOTERMINATION_MINUTES;
  const { type, values, minValue, maxValue, pattern, defaultValue } = rule;
  if (type === "fixed" || type === "forbidden") return undefined;
  if (typeof defaultValue === "number" && defaultValue > 0) return defaultValue;
  const listed = Array.isArray(values) ? values.filter((value) => typeof value === "number") : [];
  if (type === "allowlist") {
    return listed.includes(AUTOTERMINATION_MINUTES) ? AUTOTERMINATION_MINUTES : listed.find((value) => value > 0);
  }
  if (type === "blocklist" && listed.includes(AUTOTERMINATION_MINUTES)) return undefined;
  if (type === "regex" && pattern !== undefined) return undefined;
  const atMost = Math.min(AUTOTERMINATION_MINUTES, typeof maxValue === "number" ? maxValue : AUTOTERMINATION_MINUTES);
  return Math.max(atMost, typeof minValue === "number" ? minValue : atMost);
}

/**
 * The body of `clusters/create`. Named fields take precedence over `settings`. The cluster terminates when idle: after an
 * hour, or after `idleMinutes` under a policy. Without a policy, a cluster without workers becomes a single-node cluster.
 */
export function newCluster(request: ClusterRequest, idleMinutes?: number): ClusterFields {
  // A new cluster has no field that null could unset.
  const given = Object.entries(requestedFields(request)).filter(([, value]) => value !== null);
  const fields: ClusterFields = Object.fromEntries(given);
  if (fields.policy_id) return { ...compact({ autotermination_minutes: idleMinutes }), ...fields };
  const single = fields.num_workers === 0 && fields.is_single_node === undefined;
  return { autotermination_minutes: AUTOTERMINATION_MINUTES, ...fields, ...(single ? singleNode(fields) : {}) };
}

/**
 * `cluster` and `update_mask` of `clusters/update`; the mask is empty if nothing changes. A field that is null appears
 * only in the mask, which unsets it. A new size unsets the other kind of size.
 */
export function clusterChange(request: ClusterRequest): { cluster: ClusterFields; update_mask: string } {
  const fields = requestedFields(request);
  const resized = SIZES.some((name) => name in fields);
  const mask = new Set([...Object.keys(fields), ...(resized ? SIZES : [])]);
  const cluster = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
  return { cluster, update_mask: [...mask].sort().join(",") };
}

const SIZES = ["num_workers", "autoscale"];

function requestedFields({ workers, settings = {}, ...named }: ClusterRequest): ClusterFields {
  if (workers === undefined) return { ...settings, ...compact(named) };
  const { num_workers: _, autoscale: __, ...rest } = settings;
  return { ...rest, ...compact(named), ...clusterSize(workers) };
}

function singleNode({ spark_conf, custom_tags }: ClusterFields): ClusterFields {
  return {
    spark_conf: { ...SINGLE_NODE.spark_conf, ...recordOf(spark_conf) },
    custom_tags: { ...recordOf(custom_tags), ...SINGLE_NODE.custom_tags },
  };
}
