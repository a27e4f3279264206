/** Runtimes, node types and zones of the workspace, as on AWS. */

const RELEASES = [
  { version: "17.3", spark: "4.0.0", scala: "2.13", lts: true },
  { version: "16.4", spark: "3.5.2", scala: "2.12", lts: true },
  { version: "16.4", spark: "3.5.2", scala: "2.13", lts: true },
  { version: "15.4", spark: "3.5.0", scala: "2.12", lts: true },
  { version: "14.3", spark: "3.5.0", scala: "2.12", lts: true },
  { version: "13.3", spark: "3.4.1", scala: "2.12", lts: true },
  { version: "12.2", spark: "3.3.2", scala: "2.12", lts: true },
  { version: "17.1", spark: "4.0.0", scala: "2.13", lts: false },
] as const;

interface SparkVersion {
  readonly key: string;
  readonly name: string;
}

export const sparkVersions: readonly SparkVersion[] = RELEASES.flatMap(({ version, spark, scala, lts }) => {
  const label = lts ? `${version} LTS` : version;
  const apache = `includes Apache Spark ${spark}`;
  return [
    { key: `${version}.x-scala${scala}`, name: `${label} (${apache}, Scala ${scala})` },
    { key: `${version}.x-photon-scala${scala}`, name: `${label} Photon (${apache}, Scala ${scala})` },
    { key: `${version}.x-aarch64-scala${scala}`, name: `${label} aarch64 (${apache}, Scala ${scala})` },
    { key: `${version}.x-cpu-ml-scala${scala}`, name: `${label} ML (${apache}, Scala ${scala})` },
    { key: `${version}.x-gpu-ml-scala${scala}`, name: `${label} ML (${apache}, GPU, Scala ${scala})` },
  ];
});

export interface NodeType {
  readonly node_type_id: string;
  readonly memory_mb: number;
  readonly num_cores: number;
  readonly num_gpus: number;
  readonly [field: string]: unknown;
}

interface Family {
  readonly name: string;
  readonly category: string;
  readonly gibPerCore: number;
  /** Cores by size name, and GPUs if there are any. */
  readonly sizes: Readonly<Record<string, readonly [cores: number, gpus?: number]>>;
  readonly graviton?: boolean;
  readonly deprecated?: boolean;
}

const SIZES = { large: [2], xlarge: [4], "2xlarge": [8], "4xlarge": [16], "8xlarge": [32] } as const;
const GPU_SIZES = { xlarge: [4, 1], "2xlarge": [8, 1], "4xlarge": [16, 1], "12xlarge": [48, 4] } as const;

const FAMILIES: readonly Family[] = [
  { name: "m5d", category: "General Purpose", gibPerCore: 4, sizes: SIZES },
  { name: "m6gd", category: "General Purpose", gibPerCore: 4, sizes: SIZES, graviton: true },
  { name: "m4", category: "General Purpose", gibPerCore: 4, sizes: { large: [2], xlarge: [4] }, deprecated: true },
  { name: "r5d", category: "Memory Optimized", gibPerCore: 8, sizes: SIZES },
  { name: "r6id", category: "Memory Optimized", gibPerCore: 8, sizes: SIZES },
  {
    name: "c5d",
    category: "Compute Optimized",
    gibPerCore: 2,
    sizes: { xlarge: [4], "2xlarge": [8], "4xlarge": [16] },
  },
  { name: "i3", category: "Storage Optimized", gibPerCore: 7.625, sizes: SIZES },
  { name: "i4i", category: "Storage Optimized", gibPerCore: 8, sizes: SIZES },
  { name: "g4dn", category: "GPU Accelerated", gibPerCore: 4, sizes: GPU_SIZES },
  { name: "g5", category: "GPU Accelerated", gibPerCore: 4, sizes: GPU_SIZES },
  { name: "p4d", category: "GPU Accelerated", gibPerCore: 12, sizes: { "24xlarge": [96, 8] } },
];

export const nodeTypes: readonly NodeType[] = FAMILIES.flatMap((family) =>
  Object.entries(family.sizes).map(([size, [cores, gpus = 0]]) =>
    nodeType(family, `${family.name}.${size}`, cores, gpus),
  ),
);

function nodeType(family: Family, id: string, cores: number, gpus: number): NodeType {
  return {
    node_type_id: id,
    memory_mb: Math.round(cores * family.gibPerCore * 1024),
    num_cores: cores,
    description: id,
    instance_type_id: id,
    category: family.category,
    num_gpus: gpus,
    is_deprecated: family.deprecated ?? false,
    is_hidden: false,
    is_graviton: family.graviton ?? false,
    is_io_cache_enabled: gpus === 0,
    photon_driver_capable: gpus === 0 && !family.deprecated,
    photon_worker_capable: gpus === 0 && !family.deprecated,
    support_cluster_tags: true,
    support_port_forwarding: true,
    support_ebs_volumes: !family.name.startsWith("i"),
    display_order: family.deprecated ? 1 : 0,
    node_info: { status: family.deprecated ? ["NotEnabledOnSubscription"] : [], available_core_quota: 0 },
    node_instance_type: { instance_type_id: id, local_disks: 1, local_disk_size_gb: cores * 37, local_nvme_disks: 1 },
  };
}

export const zones = { zones: ["us-west-2a", "us-west-2b", "us-west-2c"], default_zone: "us-west-2a" };

/** Node types without capacity: starting a cluster on one fails. */
export const SOLD_OUT: ReadonlySet<string> = new Set(["p4d.24xlarge"]);
