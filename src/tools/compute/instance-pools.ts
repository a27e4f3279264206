import * as z from "zod";
import * as api from "../../api/compute/instance-pools.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import { defineToolset } from "../../core/tool.ts";
import { compact } from "../../records.ts";
import { someFields } from "../api/body.ts";

const pools = defineToolset({
  id: "instance-pools",
  title: "Instance pools",
  summary: "Idle machines kept ready so that clusters start quickly: find, create, change and delete pools.",
  default: false,
});

const number = z.number().optional();

const summary = {
  instance_pool_id: z.string(),
  instance_pool_name: z.string(),
  state: text,
  node_type_id: text,
  used_count: number,
  idle_count: number,
};

const summarise = (pool: api.InstancePool) => ({
  instance_pool_id: pool.instance_pool_id,
  instance_pool_name: pool.instance_pool_name ?? "",
  ...compact({
    state: pool.state,
    node_type_id: pool.node_type_id,
    used_count: pool.stats?.used_count,
    idle_count: pool.stats?.idle_count,
  }),
});

const poolId = z.string().min(1).max(128).describe("From list_instance_pools");
const whole = z.number().int().min(0).optional();

const named = ({ instance_pool_id, instance_pool_name }: api.InstancePool): string =>
  `instance pool "${instance_pool_name ?? ""}" (${instance_pool_id})`;

export const listInstancePools = pools.tool({
  name: "list_instance_pools",
  title: "List instance pools",
  description: "Lists instance pools with the machines in use and idle.",
  access: "read",
  untrusted: true,
  input: z.strictObject({}),
  output: z.object({ instance_pools: z.array(z.object(summary)) }),
  run: async (ctx) => ({ instance_pools: (await api.listInstancePools(ctx.client)).map(summarise) }),
});

export const getInstancePool = pools.tool({
  name: "get_instance_pool",
  title: "Get an instance pool",
  description: "Returns a pool's configuration, use and launch errors.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ instance_pool_id: poolId }),
  output: z.object({
    ...summary,
    pending_used_count: number,
    pending_idle_count: number,
    min_idle_instances: number,
    max_capacity: number,
    idle_instance_autotermination_minutes: number,
    enable_elastic_disk: z.boolean().optional(),
    preloaded_spark_versions: z.array(z.string()).optional(),
    custom_tags: z.record(z.string(), z.string()).optional(),
    launch_errors: z.array(z.string()).optional(),
  }),
  async run(ctx, args) {
    const pool = await api.getInstancePool(ctx.client, args);
    return {
      ...summarise(pool),
      ...compact({
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
    };
  },
});

export const createInstancePool = pools.tool({
  name: "create_instance_pool",
  title: "Create an instance pool",
  description: "Creates a pool; a cluster uses it through instance_pool_id.",
  access: "write",
  input: z.strictObject({
    instance_pool_name: z.string().min(1).max(100).describe("Unique"),
    node_type_id: z.string().min(1).max(128).describe("From list_node_types"),
    min_idle_instances: whole.describe("Kept ready, and paid for"),
    max_capacity: whole.describe("Idle and used"),
    settings: z.looseObject({}).optional().describe("More REST fields"),
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
  description: "Changes the given fields of a pool and keeps the others.",
  access: "write",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    instance_pool_id: poolId,
    settings: z.looseObject({}).refine(someFields, "must hold a field to change").describe("REST fields; null resets"),
  }),
  output: z.object({ instance_pool_id: z.string(), changed: z.array(z.string()) }),
  async run(ctx, { instance_pool_id, settings }) {
    const { body, refused } = api.changedPool(await api.getInstancePool(ctx.client, { instance_pool_id }), settings);
    if (refused.length > 0) {
      throw new ToolError(`A pool that exists cannot change ${refused.join(", ")}; nothing was sent.`, {
        next: "Create another pool with create_instance_pool.",
      });
    }
    await api.editInstancePool(ctx.client, { ...body, instance_pool_id });
    return { instance_pool_id, changed: Object.keys(settings).sort() };
  },
});

export const deleteInstancePool = pools.tool({
  name: "delete_instance_pool",
  title: "Delete an instance pool",
  description: "Deletes a pool for good; its clusters run on but cannot restart or resize.",
  access: "destructive",
  input: z.strictObject({ instance_pool_id: poolId }),
  output: z.object({ instance_pool_id: z.string(), deleted: z.boolean() }),
  async confirm(args, ctx) {
    const pool = await api.getInstancePool(ctx.client, args);
    const used = pool.stats?.used_count ?? 0;
    return `Delete ${named(pool)} for good? ${used} of its machines are in use; clusters on them can no longer restart or resize.`;
  },
  async run(ctx, args) {
    await api.deleteInstancePool(ctx.client, args);
    return { instance_pool_id: args.instance_pool_id, deleted: true };
  },
});
