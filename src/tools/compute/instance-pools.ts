import * as z from "zod";
import * as api from "../../api/compute/instance-pools.ts";
import type { Context } from "../../core/calls/context.ts";
import { type AffectedObject, type Consequence, say, unnamed } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { count, flag, objectName, text, texts } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";
import { view } from "../../core/view.ts";
import { hasFields, restBody } from "../api/body.ts";
import { asChange, lostEntries, resetFields } from "../api/replaced.ts";
import { loadedCode } from "./loaded-code.ts";

const pools = defineToolset({
  id: "instance-pools",
  title: "Instance pools",
  summary: "Pools of idle instances that let clusters start faster: find, create, change and delete pools.",
  default: false,
  presets: { admin: true },
  finders: "list_instance_pools",
});

const poolView = view(
  {
    instance_pool_id: z.string(),
    instance_pool_name: z.string(),
    state: text,
    node_type_id: text,
    used_count: count,
    idle_count: count,
    min_idle_instances: count,
    max_capacity: count,
  },
  (pool: api.InstancePool) => ({
    instance_pool_id: pool.instance_pool_id,
    instance_pool_name: pool.instance_pool_name ?? "",
    state: pool.state,
    node_type_id: pool.node_type_id,
    used_count: pool.stats?.used_count,
    idle_count: pool.stats?.idle_count,
    min_idle_instances: pool.min_idle_instances,
    max_capacity: pool.max_capacity,
  }),
);

/** A pool with its configuration and launch errors. */
const poolDetailsView = view(
  {
    ...poolView.fields,
    pending_used_count: count,
    pending_idle_count: count,
    idle_instance_autotermination_minutes: count,
    enable_elastic_disk: flag,
    preloaded_spark_versions: texts,
    custom_tags: z.record(z.string(), z.string()).optional(),
    launch_errors: texts,
  },
  (pool: api.InstancePool) => ({
    ...poolView(pool),
    pending_used_count: pool.stats?.pending_used_count,
    pending_idle_count: pool.stats?.pending_idle_count,
    idle_instance_autotermination_minutes: pool.idle_instance_autotermination_minutes,
    enable_elastic_disk: pool.enable_elastic_disk,
    preloaded_spark_versions: pool.preloaded_spark_versions,
    custom_tags: pool.custom_tags,
    launch_errors: pool.status?.pending_instance_errors?.flatMap(({ message }) => message ?? []),
  }),
);

const poolId = z.string().min(1).max(255).describe("ID or name");
const instances = z.number().int().min(0).optional();

/** A pool as a question names it, and `--protect` knows it. */
const poolObject = ({ instance_pool_id, instance_pool_name, state }: api.InstancePool): AffectedObject => ({
  kind: "instance pool",
  name: instance_pool_name,
  id: instance_pool_id,
  details: { state },
});

/** Idle instances run, and are billed by the cloud provider, whether or not a cluster uses them. */
const idleCost = (after: unknown, before?: number | null): Consequence[] =>
  typeof after === "number" && after > (before ?? 0)
    ? [{ reason: "cost", text: say`It keeps at least ${idleInstances(after)} running${instead(before)}.` }]
    : [];
const idleInstances = (count: number) => (count === 1 ? say`1 idle instance` : say`${count} idle instances`);
const instead = (before: number | null | undefined) => (before == null ? say`` : say` instead of ${before}`);

export const listInstancePools = pools.tool({
  name: "list_instance_pools",
  title: "List instance pools",
  description: "Lists instance pools with their numbers of used and idle instances.",
  access: "read",
  untrusted: true,
  input: z.strictObject({}),
  output: z.object({ instance_pools: z.array(poolView.schema) }),
  run: async (ctx) => ({
    instance_pools: (await api.listInstancePools(ctx.client)).map((pool) => poolView(pool)),
  }),
});

export const getInstancePool = pools.tool({
  name: "get_instance_pool",
  title: "Get an instance pool",
  servedIn: [],
  description: "Returns the configuration, usage and launch errors of an instance pool.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ instance_pool_id: poolId }),
  aliases: { id: "instance_pool_id" },
  output: poolDetailsView.schema,
  run: async (ctx, args) => poolDetailsView(await api.getInstancePool(ctx.client, args)),
});

export const createInstancePool = pools.tool({
  name: "create_instance_pool",
  title: "Create an instance pool",
  description: "Creates an instance pool. A cluster uses it through instance_pool_id in its settings.",
  // Asks about idle instances because they cost money while unused. The call is still only a write.
  access: { least: "write", most: "destructive", of: () => "write" },
  input: z.strictObject({
    instance_pool_name: z.string().min(1).max(100).describe("Unique name"),
    node_type_id: z.string().min(1).max(128).describe("From list_node_types"),
    min_idle_instances: instances.describe("Minimum number of idle instances, billed by the cloud provider"),
    max_capacity: instances.describe("Maximum number of instances, idle and used"),
    settings: restBody("instance_pool_name", "node_type_id", "min_idle_instances", "max_capacity")
      .optional()
      .describe("Additional REST fields"),
  }),
  aliases: {
    name: "instance_pool_name",
    ...params.fieldsOf("settings", [
      "enable_elastic_disk",
      "node_type_flexibility",
      "remote_disk_throughput",
      "total_initial_remote_disk_size",
      "custom_tags",
      "idle_instance_autotermination_minutes",
      "preloaded_spark_versions",
      "preloaded_docker_images",
      "aws_attributes",
      "azure_attributes",
      "gcp_attributes",
      "disk_spec",
    ]),
  },
  output: z.object({ instance_pool_id: z.string() }),
  covers: "instancePools.create",
  affects({ instance_pool_name, min_idle_instances, settings }) {
    const code = loadedCode(settings);
    return {
      effect: "Create",
      objects: [{ kind: "instance pool", name: instance_pool_name }],
      consequences: [...idleCost(min_idle_instances), ...code.consequences],
      ...code.access,
    };
  },
  async run(ctx, { settings, ...named }) {
    const { instance_pool_id } = await api.createInstancePool(ctx.client, { ...settings, ...named });
    return { instance_pool_id };
  },
});

export const updateInstancePool = pools.tool({
  name: "update_instance_pool",
  title: "Change an instance pool",
  description: "Changes the given fields of an instance pool and keeps the others.",
  // Asks about more idle instances and values that are lost. It is no more than a write all the same.
  access: { least: "write", most: "destructive", of: () => "write" },
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    instance_pool_id: poolId,
    settings: restBody("instance_pool_id")
      .refine(hasFields, "must have a field to change")
      .describe("Other REST fields to change; null resets a field"),
  }),
  flat: z.object({
    instance_pool_name: z.string().min(1).max(100).describe("New name"),
    min_idle_instances: z.number().int().min(0).describe("Minimum number of idle instances"),
    max_capacity: z.number().int().min(0).describe("Maximum number of instances"),
  }),
  aliases: {
    id: "instance_pool_id",
    ...params.fieldsOf("settings", [
      "instance_pool_name",
      "min_idle_instances",
      "max_capacity",
      "idle_instance_autotermination_minutes",
      "custom_tags",
    ]),
  },
  output: z.object({ instance_pool_id: z.string(), changed: z.array(z.string()) }),
  alsoCovers: [
    {
      operation: "instancePools.edit",
      async args({ instance_pool_id, ...given }, ctx) {
        const pool = await api.getInstancePool(ctx.client, { instance_pool_id: String(instance_pool_id) });
        const fields = api.EDITABLE.filter((name) => name !== "instance_pool_id");
        return [{ instance_pool_id, settings: asChange(pool, given, fields) }];
      },
    },
  ],
  async affects({ instance_pool_id, settings }, ctx) {
    const costs = typeof settings.min_idle_instances === "number" && settings.min_idle_instances > 0;
    const replaces = Object.values(settings).some((value) => typeof value === "object");
    if (!costs && !replaces && !ctx.settings.protect) {
      return unnamed("Change", { kind: "instance pool", id: instance_pool_id });
    }
    const { pool } = await changedPool(ctx, instance_pool_id, settings);
    return {
      effect: "Change",
      objects: [poolObject(pool)],
      consequences: [
        ...idleCost(settings.min_idle_instances, pool.min_idle_instances ?? 0),
        ...resetFields(pool, settings),
        ...lostEntries(pool, settings),
      ],
    };
  },
  async run(ctx, { instance_pool_id, settings }) {
    const { body } = await changedPool(ctx, instance_pool_id, settings);
    await api.editInstancePool(ctx.client, { ...body, instance_pool_id });
    return { instance_pool_id, changed: Object.keys(settings).sort() };
  },
});

async function changedPool(ctx: Context, instance_pool_id: string, settings: api.PoolFields) {
  const pool = await api.getInstancePool(ctx.client, { instance_pool_id });
  const { body, refused } = api.changedPool(pool, settings);
  if (refused.length > 0) {
    throw new ToolError(`These fields of an existing pool cannot change: ${refused.join(", ")}. Nothing was sent.`, {
      next: "To use other values, create another pool with create_instance_pool.",
    });
  }
  return { pool, body };
}

export const deleteInstancePool = pools.tool({
  name: "delete_instance_pool",
  title: "Delete an instance pool",
  description: "Permanently deletes an instance pool. Its clusters keep running but can no longer restart or resize.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({ instance_pool_id: poolId }),
  aliases: { id: "instance_pool_id" },
  output: z.object({ instance_pool_id: z.string(), name: objectName, deleted: z.boolean() }),
  covers: "instancePools.delete",
  async affects(args, ctx) {
    const pool = await api.getInstancePool(ctx.client, args);
    const used = say`${pool.stats?.used_count ?? 0} of its instances are in use.`;
    return {
      effect: "Permanently delete",
      objects: [poolObject(pool)],
      consequences: [
        { reason: "loss", text: say`${used} Clusters that use the pool can no longer restart or resize.` },
      ],
    };
  },
  async run(ctx, args) {
    await api.deleteInstancePool(ctx.client, args);
    return { instance_pool_id: args.instance_pool_id, deleted: true };
  },
});
