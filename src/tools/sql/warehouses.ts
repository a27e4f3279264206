import * as z from "zod";
import * as api from "../../api/sql/warehouses.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { settled } from "../waiting.ts";
import { sql } from "./toolset.ts";

const number = z.number().optional();

const summary = {
  id: z.string(),
  name: text,
  state: text,
  cluster_size: text,
  warehouse_type: text,
  serverless: z.boolean().optional(),
  creator_name: text,
};

const summarise = (warehouse: api.Warehouse) => ({
  id: warehouse.id,
  ...compact({
    name: warehouse.name,
    state: warehouse.state,
    cluster_size: warehouse.cluster_size,
    warehouse_type: warehouse.warehouse_type,
    serverless: warehouse.enable_serverless_compute,
    creator_name: warehouse.creator_name,
  }),
});

/** Healthy is not worth saying. */
const healthOf = ({ health }: api.Warehouse) =>
  health && health.status !== "HEALTHY"
    ? compact({ status: health.status, summary: health.summary, details: health.details })
    : undefined;

export const listWarehouses = sql.tool({
  name: "list_warehouses",
  title: "List SQL warehouses",
  description: "Lists SQL warehouses with state and size. Needed only to pick another than execute_sql chooses.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ limit: params.limit(50, 100), page_token: params.pageToken }),
  output: z.object({ warehouses: z.array(z.object(summary)), next_page_token: text }),
  async run(ctx, { limit, page_token }) {
    const { items, next } = await api.listWarehouses(ctx.client, { page_size: limit, page_token });
    return { warehouses: items.map(summarise), ...compact({ next_page_token: next }) };
  },
});

export const getWarehouse = sql.tool({
  name: "get_warehouse",
  title: "Get a SQL warehouse",
  description: "Returns one warehouse's state, size, scaling and, when something is wrong, its health.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ warehouse_id: params.warehouseId }),
  output: z.object({
    ...summary,
    num_clusters: number.describe("running now"),
    min_num_clusters: number,
    max_num_clusters: number,
    auto_stop_mins: number.describe("0: never"),
    channel: text,
    health: z.object({ status: text, summary: text, details: text }).optional(),
  }),
  async run(ctx, { warehouse_id }) {
    const warehouse = await api.getWarehouse(ctx.client, { id: warehouse_id });
    const { num_clusters, min_num_clusters, max_num_clusters, auto_stop_mins, channel } = warehouse;
    return {
      ...summarise(warehouse),
      ...compact({
        num_clusters,
        min_num_clusters,
        max_num_clusters,
        auto_stop_mins,
        channel: channel?.dbsql_version || channel?.name,
        health: healthOf(warehouse),
      }),
    };
  },
});

const lifecycle = z.object({ id: z.string(), name: text, state: text, next: text });

const lifecycleView = ({ id, name, state }: api.Warehouse, next?: string) => ({
  id,
  ...compact({ name, state, next }),
});

/** Waits for one of `states` or the budget's end, telling the person the state. */
function until(
  ctx: Context,
  id: string,
  states: readonly string[],
  wait_seconds: number | undefined,
): Promise<api.Warehouse> {
  return settled(ctx, `SQL warehouse ${id}`, () => api.getWarehouse(ctx.client, { id }), {
    done: ({ state }) => states.includes(state ?? ""),
    words: ({ name, state }) => `Warehouse ${name ?? id} is ${state}`,
    wait_seconds,
  });
}

export const startWarehouse = sql.tool({
  name: "start_warehouse",
  title: "Start a SQL warehouse",
  description: "Starts a warehouse and waits until it is RUNNING. execute_sql does it by itself.",
  access: "write",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ warehouse_id: params.warehouseId, wait_seconds: params.waitSeconds }),
  output: lifecycle,
  async run(ctx, { warehouse_id, wait_seconds }) {
    await api.startWarehouse(ctx.client, { id: warehouse_id });
    const ends = ["RUNNING", "STOPPED", "DELETING", "DELETED"];
    const warehouse = await until(ctx, warehouse_id, ends, wait_seconds);
    if (warehouse.state === "RUNNING") return lifecycleView(warehouse);
    if (ends.includes(warehouse.state ?? "")) {
      const { summary, details } = warehouse.health ?? {};
      throw new ToolError(`Warehouse ${warehouse_id} did not start: it is ${warehouse.state}.`, {
        next: "get_warehouse tells its health; another warehouse of list_warehouses may do.",
        ...compact({ quoted: [summary, details].filter(Boolean).join("\n") }),
      });
    }
    return lifecycleView(warehouse, "Still starting: call start_warehouse again to go on waiting.");
  },
});

// A stop fails the statements that run on the warehouse, other people's too, and nothing brings them back: it asks.
export const stopWarehouse = sql.tool({
  name: "stop_warehouse",
  title: "Stop a SQL warehouse",
  description: "Stops a warehouse and waits until it is STOPPED. Everybody's statements on it fail.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ warehouse_id: params.warehouseId, wait_seconds: params.waitSeconds }),
  output: lifecycle,
  async confirm({ warehouse_id }, ctx) {
    const { name, state, num_active_sessions } = await api.getWarehouse(ctx.client, { id: warehouse_id });
    // Nothing runs on it that a stop could fail.
    if (state === "STOPPED" || state === "STOPPING") return null;
    const sessions = num_active_sessions ? ` It has ${num_active_sessions} active sessions.` : "";
    return `Stop SQL warehouse "${name ?? ""}" (${warehouse_id}, ${state})? Statements running on it fail, whoever started them.${sessions}`;
  },
  async run(ctx, { warehouse_id, wait_seconds }) {
    await api.stopWarehouse(ctx.client, { id: warehouse_id });
    const warehouse = await until(ctx, warehouse_id, ["STOPPED", "DELETED"], wait_seconds);
    return warehouse.state === "STOPPING" || warehouse.state === "RUNNING"
      ? lifecycleView(warehouse, "Still stopping: get_warehouse tells when it is STOPPED.")
      : lifecycleView(warehouse);
  },
});
