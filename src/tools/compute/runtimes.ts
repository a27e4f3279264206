import * as z from "zod";
import * as machines from "../../api/compute/node-types.ts";
import * as runtimes from "../../api/compute/runtimes.ts";
import { table } from "../../core/output/table.ts";
import { clusters } from "./toolset.ts";

/** Rows shown of a list that the platform does not page: more are for a filter to narrow. */
const MOST = 40;

const total = z.number().describe("how many match, listed or not");

const isRelease = (value: string): boolean => /^\d+(\.\d+)?$/.test(value);

const flag = (meaning: string) => z.boolean().optional().describe(meaning);

export const listSparkVersions = clusters.tool({
  name: "list_spark_versions",
  title: "List runtime versions",
  description: "Lists Databricks Runtime versions, newest first.",
  access: "read",
  input: z.strictObject({
    release: z.string().refine(isRelease, "must be like 15 or 15.4").optional().describe("15 or 15.4"),
    lts: flag("LTS"),
    ml: flag("ML"),
    gpu: flag("GPU"),
    photon: flag("Photon"),
    aarch64: flag("ARM"),
  }),
  output: z.object({
    versions: z.array(z.object({ spark_version: z.string(), runtime: z.string() })),
    total,
  }),
  async run(ctx, filter) {
    const { versions } = await runtimes.listSparkVersions(ctx.client);
    const chosen = runtimes.chooseRuntimes(versions, filter);
    return { versions: chosen.slice(0, MOST), total: chosen.length };
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
  description: "Lists machines, smallest first; filter, there are hundreds.",
  access: "read",
  input: z.strictObject({
    min_memory_gb: z.number().min(0).optional().describe("Least memory"),
    min_cores: z.number().min(0).optional().describe("Least cores"),
    gpu: flag("With GPUs"),
    category: z.string().max(64).optional().describe("E.g. Memory Optimized"),
  }),
  output: z.object({
    node_types: z.array(
      z.object({
        node_type_id: z.string(),
        memory_gb: z.number(),
        num_cores: z.number(),
        num_gpus: z.number().optional(),
        category: z.string().optional(),
        local_disk_gb: z.number().optional(),
        arm: z.boolean().optional(),
        photon: z.boolean().optional(),
      }),
    ),
    total,
  }),
  async run(ctx, filter) {
    const chosen = machines.chooseNodeTypes(await machines.listNodeTypes(ctx.client), filter);
    return { node_types: chosen.slice(0, MOST).map(machines.nodeTypeView), total: chosen.length };
  },
  text: ({ node_types, total }) =>
    [
      table(
        COLUMNS,
        node_types.map((type) => COLUMNS.map((column) => type[column] ?? "")),
      ),
      `${node_types.length} of ${total}`,
    ].join("\n"),
});
