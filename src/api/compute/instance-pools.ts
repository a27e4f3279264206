import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";

const count = int64.nullish();

/** The fields we read of an instance pool. Durations are minutes. */
const pool = z.looseObject({
  instance_pool_id: z.string(),
  instance_pool_name: text,
  node_type_id: text,
  state: text,
  min_idle_instances: z.number().nullish(),
  max_capacity: z.number().nullish(),
  idle_instance_autotermination_minutes: z.number().nullish(),
  enable_elastic_disk: z.boolean().nullish(),
  preloaded_spark_versions: z.array(z.string()).nullish(),
  custom_tags: z.record(z.string(), z.string()).nullish(),
  stats: z
    .looseObject({ used_count: count, idle_count: count, pending_used_count: count, pending_idle_count: count })
    .nullish(),
  status: z.looseObject({ pending_instance_errors: z.array(z.looseObject({ message: text })).nullish() }).nullish(),
});
/** An instance pool, with all other fields as the platform sent them. */
export type InstancePool = z.output<typeof pool>;

/** Fields of an instance pool as the REST API names them. */
export type PoolFields = Readonly<Record<string, unknown>>;

/** `GET /api/2.0/instance-pools/list`: all pools; the platform does not page them. */
export const listInstancePools = async (client: Client): Promise<InstancePool[]> =>
  (
    await client.get(
      "instancePools.list",
      "/api/2.0/instance-pools/list",
      z.looseObject({ instance_pools: z.array(pool).nullish() }),
    )
  ).instance_pools ?? [];

/** `GET /api/2.0/instance-pools/get`. @throws {ApiError} `not-found` */
export const getInstancePool = (client: Client, query: { instance_pool_id: string }) =>
  client.get("instancePools.get", "/api/2.0/instance-pools/get", pool, { query });

/** `POST /api/2.0/instance-pools/create`: returns the `instance_pool_id`. @throws {ApiError} `permission`, `invalid` */
export const createInstancePool = (client: Client, body: PoolFields) =>
  client.post(
    "instancePools.create",
    "/api/2.0/instance-pools/create",
    z.looseObject({ instance_pool_id: z.string() }),
    { body },
  );

/** The fields that can change once a pool exists. */
export const EDITABLE = [
  "instance_pool_id",
  "instance_pool_name",
  "node_type_id",
  "min_idle_instances",
  "max_capacity",
  "idle_instance_autotermination_minutes",
  "custom_tags",
  "remote_disk_throughput",
  "total_initial_remote_disk_size",
];

/**
 * The complete editable fields of a pool after `changes`: `editInstancePool` resets every field that it is not given. A
 * change to null leaves the field out. `refused` lists fields that cannot change once the pool exists.
 */
export function changedPool(pool: InstancePool, changes: PoolFields): { body: PoolFields; refused: readonly string[] } {
  const entries = Object.entries({ ...pool, ...changes });
  return {
    body: Object.fromEntries(entries.filter(([name, value]) => EDITABLE.includes(name) && value != null)),
    refused: Object.keys(changes).filter((name) => !EDITABLE.includes(name)),
  };
}

/**
 * `POST /api/2.0/instance-pools/edit`: replaces all editable fields (see `changedPool`).
 * @throws {ApiError} `not-found`, `permission`; `invalid` if `node_type_id` changes
 */
export const editInstancePool = (client: Client, body: PoolFields) =>
  client.post("instancePools.edit", "/api/2.0/instance-pools/edit", nothing, { body, replay: "safe" });

/** `POST /api/2.0/instance-pools/delete`: permanent. Idle instances are terminated afterwards. @throws {ApiError} `not-found`, `permission` */
export const deleteInstancePool = (client: Client, body: { instance_pool_id: string }) =>
  client.post("instancePools.delete", "/api/2.0/instance-pools/delete", nothing, { body });
