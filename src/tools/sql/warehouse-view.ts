import * as z from "zod";
import type { Warehouse } from "../../api/sql/warehouses.ts";
import { count, flag, text } from "../../core/fields.ts";
import { view } from "../../core/view.ts";

/** A warehouse in a list. */
export const warehouseSummaryView = view(
  {
    id: z.string(),
    name: text,
    state: text,
    cluster_size: text,
    warehouse_type: text,
    serverless: flag,
    num_clusters: count.describe("running now"),
    auto_stop_mins: count.describe("0: never"),
    creator_name: text,
  },
  (warehouse: Warehouse) => ({
    id: warehouse.id,
    name: warehouse.name,
    state: warehouse.state,
    cluster_size: warehouse.cluster_size,
    warehouse_type: warehouse.warehouse_type,
    serverless: warehouse.enable_serverless_compute,
    num_clusters: warehouse.num_clusters,
    auto_stop_mins: warehouse.auto_stop_mins,
    creator_name: warehouse.creator_name,
  }),
);

const healthView = view({ status: text, summary: text, details: text }, (health: Warehouse["health"]) => ({
  status: health?.status,
  summary: health?.summary,
  details: health?.details,
}));

/** One warehouse in full. Its health is shown only when it is not HEALTHY. */
export const warehouseView = view(
  {
    ...warehouseSummaryView.fields,
    min_num_clusters: count,
    max_num_clusters: count,
    channel: text,
    health: healthView.schema.optional(),
  },
  (warehouse: Warehouse) => ({
    ...warehouseSummaryView(warehouse),
    min_num_clusters: warehouse.min_num_clusters,
    max_num_clusters: warehouse.max_num_clusters,
    channel: warehouse.channel?.dbsql_version || warehouse.channel?.name,
    health: warehouse.health?.status === "HEALTHY" ? undefined : healthView(warehouse.health),
  }),
);

/** A warehouse's state after a start or stop; `next` where the change is still in progress. */
export const warehouseStateView = view(
  { id: z.string(), name: text, state: text, next: text },
  ({ id, name, state }: Warehouse, next?: string) => ({ id, name, state, next }),
);

/** The settings of a warehouse that was created or changed. */
export const warehouseSettingsView = view(
  {
    id: z.string(),
    name: text,
    state: text,
    cluster_size: text,
    min_num_clusters: count,
    max_num_clusters: count,
    auto_stop_mins: count.describe("0: never"),
    warehouse_type: text,
    serverless: flag,
    next: text,
  },
  (warehouse: Warehouse) => ({
    id: warehouse.id,
    name: warehouse.name,
    state: warehouse.state,
    cluster_size: warehouse.cluster_size,
    min_num_clusters: warehouse.min_num_clusters,
    max_num_clusters: warehouse.max_num_clusters,
    auto_stop_mins: warehouse.auto_stop_mins,
    warehouse_type: warehouse.warehouse_type,
    serverless: warehouse.enable_serverless_compute,
    next:
      warehouse.state === "STARTING" ? "Still starting. Call start_warehouse to wait until it is RUNNING." : undefined,
  }),
);
