import * as z from "zod";
import * as machines from "../api/node-types.ts";
import * as runtimes from "../api/runtimes.ts";
import * as params from "../core/params.ts";
import { table } from "../core/table.ts";
import { clusters } from "./clusters-toolset.ts";

/** A list that the platform does not page: `total` says how much a filter would have to narrow. */
const total = z.number().describe("how many match, listed or not");

const flag = (meaning: string) => z.boolean().optional().describe(meaning);

export const listSparkVersions = clusters.tool({
  name: "list_spark_versions",
  title: "List runtime versions",
  description:
    "Lists Databricks Runtime versions a cluster can use, newest first, each version string explained. " +
    "Narrow it with the flags. The spark_version goes into a cluster's configuration.",
  access: "read",
  input: z.strictObject({
    release: z
      .string()
      .regex(/^\d+(\.\d+)?$/, "must be like 15 or 15.4")
      .optional()
      .describe("E.g. 15 or 15.4"),
    lts: flag("Long-term support"),
    ml: flag("With ML libraries"),
    gpu: flag("For GPU machines"),
    photon: flag("With Photon built in"),
    aarch64: flag("For ARM machines"),
    limit: params.limit(30, 200),
  }),
  output: z.object({
    versions: z.array(z.object({ spark_version: z.string(), runtime: z.string() })),
    total,
  }),
  async run(ctx, { limit, ...filter }) {
    const { versions } = await runtimes.listSparkVersions(ctx.client);
    const chosen = runtimes.chooseRuntimes(versions, filter);
    return { versions: chosen.slice(0, limit), total: chosen.length };
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
  description:
    "Lists the machines a cluster can use, smallest first; deprecated and unavailable ones are left out. " +
    "There are hundreds: state the least memory, cores or GPU that will do. The node_type_id goes into a cluster's configuration.",
  access: "read",
  input: z.strictObject({
    min_memory_gb: z.number().min(0).optional().describe("Least memory"),
    min_cores: z.number().min(0).optional().describe("Least cores"),
    gpu: flag("true: only with GPUs; false: only without"),
    category: z.string().max(64).optional().describe("Part of the category, e.g. Memory Optimized"),
    limit: params.limit(20, 200),
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
  async run(ctx, { limit, ...filter }) {
    const chosen = machines.chooseNodeTypes(await machines.listNodeTypes(ctx.client), filter);
    return { node_types: chosen.slice(0, limit).map(machines.nodeTypeView), total: chosen.length };
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
