import * as z from "zod";
import { listNodeTypes as listTypes, matchingNodeTypes, type NodeType } from "../../api/compute/node-types.ts";
import { listSparkVersions as listVersions, matchingRuntimes } from "../../api/compute/runtimes.ts";
import { count, flag, text } from "../../core/fields.ts";
import { table } from "../../core/output/table.ts";
import { view } from "../../core/view.ts";
import { clusters } from "./toolset.ts";

/** Rows returned of a list that the platform does not page. A filter narrows the rest. */
const MAX_ROWS = 40;

const total = z.number().describe("number of matches, including those not listed");

const isRelease = (value: string): boolean => /^\d+(\.\d+)?$/.test(value);

export const listSparkVersions = clusters.tool({
  name: "list_spark_versions",
  title: "List runtime versions",
  servedIn: ["default", "engineer"],
  description: "Lists Databricks Runtime versions of clusters, newest first.",
  access: "read",
  input: z.strictObject({
    release: z.string().refine(isRelease, "must be like 15 or 15.4").optional().describe("Release, e.g. 15 or 15.4"),
    lts: flag.describe("Long-term support"),
    ml: flag.describe("Machine learning runtime"),
    gpu: flag.describe("GPU runtime"),
    photon: flag.describe("Photon runtime"),
    aarch64: flag.describe("ARM runtime"),
  }),
  output: z.object({
    versions: z.array(z.object({ spark_version: z.string(), runtime: z.string() })),
    total,
  }),
  async run(ctx, filter) {
    const { versions } = await listVersions(ctx.client);
    const matches = matchingRuntimes(versions, filter);
    return { versions: matches.slice(0, MAX_ROWS), total: matches.length };
  },
  text: ({ versions, total }) =>
    [
      table(
        ["spark_version", "runtime"],
        versions.map(({ spark_version, runtime }) => [spark_version, runtime]),
      ),
      `${versions.length} of ${total}`,
    ].join("\n"),
});

/** A node type: the properties by which a cluster's machines are chosen. */
const nodeTypeView = view(
  {
    node_type_id: z.string(),
    memory_gb: z.number(),
    num_cores: z.number(),
    num_gpus: count,
    category: text,
    local_disk_gb: count,
    arm: flag,
    photon: flag,
  },
  (type: NodeType) => {
    const { local_disks, local_disk_size_gb } = type.node_instance_type ?? {};
    return {
      node_type_id: type.node_type_id,
      memory_gb: Math.round(type.memory_mb / 102.4) / 10,
      num_cores: type.num_cores,
      num_gpus: type.num_gpus || undefined,
      category: type.category,
      local_disk_gb: (local_disks ?? 0) * (local_disk_size_gb ?? 0) || undefined,
      arm: type.is_graviton || undefined,
      photon: type.photon_worker_capable || undefined,
    };
  },
);

const COLUMNS = [
  "node_type_id",
  "memory_gb",
  "num_cores",
  "num_gpus",
  "category",
  "local_disk_gb",
  "arm",
  "photon",
] as const;

export const listNodeTypes = clusters.tool({
  name: "list_node_types",
  title: "List node types",
  servedIn: ["default", "engineer"],
  description: "Lists node types (machines) for clusters, smallest first, GPUs last.",
  access: "read",
  input: z.strictObject({
    min_memory_gb: z.number().min(0).optional().describe("Minimum memory in GB"),
    min_cores: z.number().min(0).optional().describe("Minimum number of cores"),
    gpu: flag.describe("Only node types with (or without) GPUs"),
    category: z.string().max(64).optional().describe("Part of the category, e.g. Memory Optimized"),
  }),
  output: z.object({ node_types: z.array(nodeTypeView.schema), total, note: text }),
  async run(ctx, filter) {
    const matches = matchingNodeTypes(await listTypes(ctx.client), filter);
    const gpus = matches.slice(MAX_ROWS).filter(({ num_gpus }) => num_gpus).length;
    return {
      node_types: matches.slice(0, MAX_ROWS).map((type) => nodeTypeView(type)),
      total: matches.length,
      note: gpus > 0 ? `Not listed: ${gpus} with GPUs, see gpu true.` : undefined,
    };
  },
  text: ({ node_types, total, note }) =>
    [
      table(
        COLUMNS,
        node_types.map((type) => COLUMNS.map((column) => type[column] ?? "")),
      ),
      [`${node_types.length} of ${total}`, note].filter(Boolean).join(". "),
    ].join("\n"),
});
