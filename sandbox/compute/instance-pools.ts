import { randomInt } from "node:crypto";
import { fail, invalid } from "../failure.ts";
import { type App, type Fields, integer, readJson, required } from "../http.ts";
import type { World } from "../world.ts";
import { clusterId } from "./cluster-record.ts";
import type { Fleet } from "./fleet.ts";
import { nodeTypes } from "./runtimes.ts";

/** Refuses a pool that does not exist. Returns the settings that a cluster takes from its pool. */
export type PoolCheck = (settings: Fields) => Fields;

const DEFAULT_IDLE_MINUTES = 60;

/** Start time of an instance, in realistic milliseconds. */
const LAUNCHED = 3000;

interface Pool {
  readonly id: string;
  fields: Fields;
  /** Idle instances that have started. */
  launched: number;
}

const EDITABLE = [
  "instance_pool_name",
  "min_idle_instances",
  "max_capacity",
  "idle_instance_autotermination_minutes",
  "custom_tags",
  "remote_disk_throughput",
  "total_initial_remote_disk_size",
];

/** `0115-100000-pool42-pool-abcd1234`: as the ID of a cluster, with a number of the pool. */
function poolId(): string {
  const [date, time, random] = clusterId().split("-");
  return `${date}-${time}-pool${randomInt(100)}-pool-${random}`;
}

/** Instance pools. Their used instances are those of the running clusters that use them. */
export function instancePoolRoutes(app: App, world: World, fleet: Fleet): PoolCheck {
  const pools = world.kept("instance pools", () => new Map<string, Pool>());

  const get = (id: string): Pool =>
    pools.get(id) ?? fail(404, "RESOURCE_DOES_NOT_EXIST", `Can't find an instance pool with id: ${id}`);
  const launch = (pool: Pool) => {
    const wanted = integer(pool.fields, "min_idle_instances") ?? 0;
    world.after(LAUNCHED, () => {
      pool.launched = wanted;
    });
  };
  const add = (fields: Fields, id = poolId()) => {
    const pool: Pool = { id, fields, launched: 0 };
    pools.set(id, pool);
    return pool;
  };
  const view = (pool: Pool): Fields => {
    const clusters = fleet.all().filter(({ settings }) => settings.instance_pool_id === pool.id);
    const used = clusters.reduce((sum, { nodes }) => sum + nodes.length, 0);
    const wanted = integer(pool.fields, "min_idle_instances") ?? 0;
    return {
      instance_pool_id: pool.id,
      ...pool.fields,
      default_tags: { Vendor: "Databricks", DatabricksInstancePoolId: pool.id },
      state: "ACTIVE",
      stats: {
        used_count: used,
        idle_count: Math.min(pool.launched, wanted),
        pending_used_count: 0,
        pending_idle_count: Math.max(0, wanted - pool.launched),
      },
      status: {},
    };
  };
  const checked = (fields: Fields, self?: Pool): Fields => {
    const name = required(fields, "instance_pool_name");
    if (name.length > 100) invalid("The instance pool name must be between 1 and 100 characters.");
    for (const other of pools.values()) {
      if (other !== self && other.fields.instance_pool_name === name) {
        fail(400, "INVALID_PARAMETER_VALUE", `Instance pool with name ${name} already exists.`);
      }
    }
    const machine = required(fields, "node_type_id");
    if (!nodeTypes.some(({ node_type_id }) => node_type_id === machine))
      invalid(`Node type ${machine} is not supported.`);
    const least = integer(fields, "min_idle_instances") ?? 0;
    const most = integer(fields, "max_capacity");
    if (most !== undefined && least > most) invalid("min_idle_instances must not be greater than max_capacity.");
    return { min_idle_instances: 0, idle_instance_autotermination_minutes: DEFAULT_IDLE_MINUTES, ...fields };
  };

  const seed = {
    instance_pool_name: "small",
    node_type_id: "i3.xlarge",
    min_idle_instances: 1,
    max_capacity: 20,
    idle_instance_autotermination_minutes: 30,
    preloaded_spark_versions: ["15.4.x-scala2.12"],
    custom_tags: { team: "data-platform" },
  };
  if (world.isNew) add(seed, "0115-100000-pool42-pool-AbCdEf12").launched = 1;

  app.get("/api/2.0/instance-pools/list", (c) => {
    const found = [...pools.values()].map(view);
    return c.json(found.length > 0 ? { instance_pools: found } : {});
  });
  app.get("/api/2.0/instance-pools/get", (c) => c.json(view(get(required(c.req.query(), "instance_pool_id")))));
  app.post("/api/2.0/instance-pools/create", async (c) => {
    const pool = add(checked(await readJson(c)));
    launch(pool);
    return c.json({ instance_pool_id: pool.id });
  });
  app.post("/api/2.0/instance-pools/edit", async (c) => {
    const body = await readJson(c);
    const pool = get(required(body, "instance_pool_id"));
    const asked = checked(body, pool);
    if (asked.node_type_id !== pool.fields.node_type_id)
      invalid("The node type of an instance pool cannot be changed.");
    const pick = (fields: Fields, editable: boolean) =>
      Object.fromEntries(Object.entries(fields).filter(([name]) => EDITABLE.includes(name) === editable));
    pool.fields = { ...pick(pool.fields, false), ...pick(asked, true) };
    launch(pool);
    return c.json({});
  });
  app.post("/api/2.0/instance-pools/delete", async (c) => {
    pools.delete(get(required(await readJson(c), "instance_pool_id")).id);
    return c.json({});
  });

  return ({ instance_pool_id }) => {
    if (typeof instance_pool_id !== "string" || instance_pool_id === "") return {};
    return { node_type_id: get(instance_pool_id).fields.node_type_id };
  };
}
