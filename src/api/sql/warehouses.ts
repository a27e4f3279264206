import * as z from "zod";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { nothing } from "../http/fields.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";

const warehouse = z.looseObject({
  id: z.string(),
  name: z.string().nullish(),
  state: z.string().nullish(),
  cluster_size: z.string().nullish(),
  min_num_clusters: z.number().nullish(),
  max_num_clusters: z.number().nullish(),
  num_clusters: z.number().nullish(),
  num_active_sessions: z.number().nullish(),
  auto_stop_mins: z.number().nullish(),
  warehouse_type: z.string().nullish(),
  enable_serverless_compute: z.boolean().nullish(),
  channel: z.looseObject({ name: z.string().nullish(), dbsql_version: z.string().nullish() }).nullish(),
  creator_name: z.string().nullish(),
  health: z
    .looseObject({ status: z.string().nullish(), summary: z.string().nullish(), details: z.string().nullish() })
    .nullish(),
});
/** `EndpointInfo`, a SQL warehouse: the fields we read. */
export type Warehouse = z.output<typeof warehouse>;

const listing = z.looseObject({ warehouses: z.array(warehouse).nullish(), next_page_token: z.string().nullish() });

/** `GET /api/2.0/sql/warehouses`: one page of the warehouses the caller can use or view. */
export async function listWarehouses(
  client: Client,
  query: { page_size?: number; page_token?: string | undefined } = {},
): Promise<Page<Warehouse>> {
  const { warehouses, next_page_token } = await client.get("warehouses.list", "/api/2.0/sql/warehouses", listing, {
    query,
  });
  return { items: warehouses ?? [], next: next_page_token ?? undefined };
}

/** `GET /api/2.0/sql/warehouses/{id}`. @throws {ApiError} `not-found` for an unknown id */
export const getWarehouse = (client: Client, { id }: { id: string }) =>
  client.get("warehouses.get", path`/api/2.0/sql/warehouses/${id}`, warehouse);

/** `POST /api/2.0/sql/warehouses/{id}/start`: returns at once; poll `getWarehouse` until RUNNING. Idempotent. */
export const startWarehouse = (client: Client, { id }: { id: string }) =>
  client.post("warehouses.start", path`/api/2.0/sql/warehouses/${id}/start`, nothing, {
    body: {},
    replay: "safe",
  });

/** `POST /api/2.0/sql/warehouses/{id}/stop`: returns at once; poll `getWarehouse` until STOPPED. Running statements fail. */
export const stopWarehouse = (client: Client, { id }: { id: string }) =>
  client.post("warehouses.stop", path`/api/2.0/sql/warehouses/${id}/stop`, nothing, {
    body: {},
    replay: "safe",
  });

/** `POST /api/2.0/sql/warehouses`: creates a warehouse, starts it and returns its id. `auto_stop_mins` 0: never. */
export const createWarehouse = (client: Client, body: { name: string; cluster_size: string }) =>
  client.post("warehouses.create", "/api/2.0/sql/warehouses", z.looseObject({ id: z.string() }), { body });

/** `POST /api/2.0/sql/warehouses/{id}/edit`: changes the fields given; a running warehouse may restart. */
export const editWarehouse = (client: Client, { id, ...body }: { id: string }) =>
  client.post("warehouses.edit", path`/api/2.0/sql/warehouses/${id}/edit`, nothing, { body });

/** `DELETE /api/2.0/sql/warehouses/{id}`: deletes it permanently. */
export const deleteWarehouse = (client: Client, { id }: { id: string }) =>
  client.delete("warehouses.delete", path`/api/2.0/sql/warehouses/${id}`, nothing);

const override = z.looseObject({ warehouse_id: z.string().nullish() });
/** Errors that mean "no default": the feature is missing, no default is set, or the caller may not read it. */
const NONE = new Set(["not-found", "not-available", "permission", "invalid"]);

/** `GET /api/warehouses/v1/default-warehouse-overrides/me`: the id of the caller's own default, if there is one. */
export async function findDefaultWarehouse(client: Client): Promise<string | undefined> {
  try {
    const { warehouse_id } = await client.get(
      "warehouses.getDefaultWarehouseOverride",
      "/api/warehouses/v1/default-warehouse-overrides/me",
      override,
    );
    return warehouse_id || undefined;
  } catch (error) {
    if (error instanceof ApiError && NONE.has(error.kind)) return undefined;
    throw error;
  }
}

/**
 * The warehouse that can run a statement soonest: a running one, else a starting one, else a stopped serverless one,
 * which a statement starts within seconds; serverless before classic. Never a stopped classic one, whose start takes
 * minutes and costs money.
 */
export function soonestWarehouse(warehouses: readonly Warehouse[]): Warehouse | undefined {
  const healthy = warehouses.filter(({ health }) => health?.status !== "FAILED");
  const sorted = healthy.toSorted(
    (a, b) => Number(isServerless(b)) - Number(isServerless(a)) || ((a.name ?? a.id) < (b.name ?? b.id) ? -1 : 1),
  );
  return (
    sorted.find(({ state }) => state === "RUNNING") ??
    sorted.find(({ state }) => state === "STARTING") ??
    sorted.find((warehouse) => warehouse.state === "STOPPED" && isServerless(warehouse))
  );
}

const isServerless = ({ enable_serverless_compute }: Warehouse): boolean => enable_serverless_compute === true;
