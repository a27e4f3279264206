import { compact } from "../../records.ts";

/** Workers as people say them: a fixed number, or a range to scale in. */
const WORKERS = /^(\d{1,5})(?:-(\d{1,5}))?$/;

/** What is wrong with a number of workers, if anything is. */
export function workersProblem(workers: string): string | undefined {
  const [, least, most] = WORKERS.exec(workers) ?? [];
  if (least === undefined) return "must be a number such as 4, or a range such as 1-8";
  return most !== undefined && Number(most) <= Number(least) ? "the range must end higher than it begins" : undefined;
}

/** `4` → `num_workers`, `1-8` → `autoscale`: a cluster has one of them. */
export function clusterSize(workers: string): ClusterSize {
  const [, least, most] = WORKERS.exec(workers) ?? [];
  if (most === undefined) return { num_workers: Number(least) };
  return { autoscale: { min_workers: Number(least), max_workers: Number(most) } };
}

export type ClusterSize =
  | { readonly num_workers: number }
  | { readonly autoscale: { readonly min_workers: number; readonly max_workers: number } };

export type Fields = Readonly<Record<string, unknown>>;

/** Minutes without use after which a cluster ends that nobody gave a time: the platform's own default is never. */
const AUTOTERMINATION_MINUTES = 60;

/** Without workers Spark must run in the driver; the platform believes only these two, and otherwise waits for workers. */
const SINGLE_NODE = {
  spark_conf: { "spark.databricks.cluster.profile": "singleNode", "spark.master": "local[*]" },
  custom_tags: { ResourceClass: "SingleNode" },
};

/** What somebody asks of a cluster: named fields of the REST body, the size in words, and the rest of the body. */
export interface ClusterWish {
  readonly workers?: string | undefined;
  readonly settings?: Fields | undefined;
  readonly [field: string]: unknown;
}

/**
 * The body of `clusters/create`: named fields win over `settings`. Where no policy decides, the cluster ends when idle
 * and one without workers is made a single-node cluster.
 */
export function newCluster(wish: ClusterWish): Fields {
  const asked = wished(wish);
  if (asked.policy_id) return asked;
  const single = asked.num_workers === 0 && asked.is_single_node === undefined;
  return { autotermination_minutes: AUTOTERMINATION_MINUTES, ...asked, ...(single ? singleNode(asked) : {}) };
}

/**
 * `cluster` and `update_mask` of `clusters/update`. A field that is null is named in the mask and left out of the
 * cluster: that unsets it. A new size unsets the other kind of size.
 */
export function clusterChange(wish: ClusterWish): { cluster: Fields; update_mask: string } {
  const asked = wished(wish);
  const resized = SIZES.some((name) => name in asked);
  const mask = new Set([...Object.keys(asked), ...(resized ? SIZES : [])]);
  const cluster = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== null));
  return { cluster, update_mask: [...mask].sort().join(",") };
}

const SIZES = ["num_workers", "autoscale"];

function wished({ workers, settings = {}, ...named }: ClusterWish): Fields {
  if (workers === undefined) return { ...settings, ...compact(named) };
  const { num_workers: _, autoscale: __, ...rest } = settings;
  return { ...rest, ...compact(named), ...clusterSize(workers) };
}

function singleNode({ spark_conf, custom_tags }: Fields): Fields {
  return {
    spark_conf: { ...SINGLE_NODE.spark_conf, ...object(spark_conf) },
    custom_tags: { ...object(custom_tags), ...SINGLE_NODE.custom_tags },
  };
}

const object = (value: unknown): object => (value !== null && typeof value === "object" ? value : {});
