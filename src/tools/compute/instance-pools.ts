import * as z from "zod";
import * as api from "../../api/compute/instance-pools.ts";
import { ToolError } from "../../core/errors.ts";
import { count, flag, text, texts } from "../../core/fields.ts";
import { defineToolset } from "../../core/tool.ts";
import { view } from "../../core/view.ts";
import { hasFields } from "../api/body.ts";

const pools = defineToolset({
  id: "instance-pools",
  title: "Instance pools",
  summary: "Pools of idle instances that let clusters start faster: find, create, change and delete pools.",
  default: false,
});

const poolView = view(
  {
    instance_pool_id: z.string(),
    instance_pool_name: z.string(),
    state: text,
    node_type_id: text,
    used_count: count,
    idle_count: count,
  },
  (pool: api.InstancePool) => ({
    instance_pool_id: pool.instance_pool_id,
    instance_pool_name: pool.instance_pool_name ?? "",
    state: pool.state,
    node_type_id: pool.node_type_id,
    used_count: pool.stats?.used_count,
    idle_count: pool.stats?.idle_count,
  }),
);

/** A pool with its configuration and launch errors. */
const poolDetailsView = view(
  {
    ...poolView.fields,
    pending_used_count: count,
    pending_idle_count: count,
    min_idle_instances: count,
    max_capacity: count,
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
    min_idle_instances: pool.min_idle_instances,
    max_capacity: pool.max_capacity,
    idle_instance_autotermination_minutes: pool.idle_instance_autotermination_minutes,
    enable_elastic_disk: pool.enable_elastic_disk,
    preloaded_spark_versions: pool.preloaded_spark_versions,
    custom_tags: pool.custom_tags,
    launch_errors: pool.status?.pending_instance_errors?.flatMap(({ message }) => message ?? []),
  }),
);

const poolId = z.string().min(1).max(128).describe("From list_instance_pools");
const instances = z.number().int().min(0).optional();

const poolLabel = ({ instance_pool_id, instance_pool_name }: api.InstancePool): string =>
  `instance pool "${instance_pool_name ?? ""}" (${instance_pool_id})`;

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
  description: "Returns the configuration, usage and launch errors of an instance pool.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ instance_pool_id: poolId }),
  output: poolDetailsView.schema,
  run: async (ctx, args) => poolDetailsView(await api.getInstancePool(ctx.client, args)),
});

export const createInstancePool = pools.tool({
  name: "create_instance_pool",
  title: "Create an instance pool",
  description: "Creates an instance pool. A cluster uses it through instance_pool_id in its settings.",
  access: "write",
  input: z.strictObject({
    instance_pool_name: z.string().min(1).max(100).describe("Unique name"),
    node_type_id: z.string().min(1).max(128).describe("From list_node_types"),
    min_idle_instances: instances.describe("Minimum number of idle instances, billed by the cloud provider"),
    max_capacity: instances.describe("Maximum number of instances, idle and used"),
    settings: z.looseObject({}).optional().describe("Additional REST fields"),
  }),
  output: z.object({ instance_pool_id: z.string() }),
  async run(ctx, { settings, ...named }) {
    const { instance_pool_id } = await api.createInstancePool(ctx.client, { ...settings, ...named });
    return { instance_pool_id };
  },
});

export const updateInstancePool = pools.tool({
  name: "update_instance_pool",
  title: "Change an instance pool",
  description: "Changes the given fields of an instance pool and keeps the others.",
  access: "write",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    instance_pool_id: poolId,
    settings: z
      .looseObject({})
      .refine(hasFields, "must have a field to change")
      .describe("REST fields to change; null resets a field"),
  }),
  output: z.object({ instance_pool_id: z.string(), changed: z.array(z.string()) }),
  async run(ctx, { instance_pool_id, settings }) {
    const { body, refused } = api.changedPool(await api.getInstancePool(ctx.client, { instance_pool_id }), settings);
    if (refused.length > 0) {
      throw new ToolError(`These fields of an existing pool cannot change: ${refused.join(", ")}. Nothing was sent.`, {
        next: "To use other values, create another pool with create_instance_pool.",
      });
    }
    await api.editInstancePool(ctx.client, { ...body, instance_pool_id });
    return { instance_pool_id, changed: Object.keys(settings).sort() };
  },
});

export const deleteInstancePool = pools.tool({
  name: "delete_instance_pool",
  title: "Delete an instance pool",
  description: "Permanently deletes an instance pool. Its clusters keep running but can no longer restart or resize.",
  access: "destructive",
  input: z.strictObject({ instance_pool_id: poolId }),
  output: z.object({ instance_pool_id: z.string(), deleted: z.boolean() }),
  async confirm(args, ctx) {
    const pool = await api.getInstancePool(ctx.client, args);
    const used = pool.stats?.used_count ?? 0;
    return `Permanently delete ${poolLabel(pool)}? ${used} of its instances are in use. Clusters that use the pool can no longer restart or resize.`;
  },
  async run(ctx, args) {
    await api.deleteInstancePool(ctx.client, args);
    return { instance_pool_id: args.instance_pool_id, deleted: true };
  },
});
