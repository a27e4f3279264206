import * as z from "zod";
import * as api from "../../api/sql/warehouses.ts";
import type { Context } from "../../core/calls/context.ts";
import { say, unnamed } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { plainOr } from "../../text.ts";
import { waitWithinBudget } from "../waiting.ts";
import { warehouseWasStopped } from "./choice.ts";
import { sql } from "./toolset.ts";
import { warehouseObject } from "./warehouse-facts.ts";
import { warehouseStateView, warehouseSummaryView, warehouseView } from "./warehouse-view.ts";

export const listWarehouses = sql.tool({
  name: "list_warehouses",
  title: "List SQL warehouses",
  description:
    "Lists SQL warehouses with state and size. execute_sql chooses a warehouse itself, so call this only to use a specific one.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ limit: params.limit(50, 100), page_token: params.pageToken }),
  aliases: { page_size: "limit", max_results: "limit" },
  output: z.object({ warehouses: z.array(warehouseSummaryView.schema), next_page_token: text }),
  async run(ctx, { limit, page_token }) {
    const { items, next } = await api.listWarehouses(ctx.client, { page_size: limit, page_token });
    return { warehouses: items.map((warehouse) => warehouseSummaryView(warehouse)), next_page_token: next };
  },
});

export const getWarehouse = sql.tool({
  name: "get_warehouse",
  title: "Get a SQL warehouse",
  servedIn: ["admin"],
  description: "Returns one warehouse's state, size, scaling and, if it is unhealthy, the reason.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ warehouse_id: params.warehouseId }),
  aliases: { id: "warehouse_id" },
  output: warehouseView.schema,
  async run(ctx, { warehouse_id }) {
    return warehouseView(await api.getWarehouse(ctx.client, { id: warehouse_id }));
  },
});

/** Waits until the warehouse is in one of `states` or the wait ends, and reports its state as progress. */
function waitForState(
  ctx: Context,
  id: string,
  states: readonly string[],
  wait_seconds: number | undefined,
): Promise<api.Warehouse> {
  return waitWithinBudget(ctx, `SQL warehouse ${id}`, () => api.getWarehouse(ctx.client, { id }), {
    done: ({ state }) => states.includes(state ?? ""),
    words: ({ name, state }) => `Warehouse ${name ?? id} is ${state}`,
    wait_seconds,
  });
}

export const startWarehouse = sql.tool({
  name: "start_warehouse",
  title: "Start a SQL warehouse",
  servedIn: ["default", "analyst", "admin"],
  description: "Starts a warehouse and waits until it is RUNNING. execute_sql starts its warehouse itself.",
  access: "write",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ warehouse_id: params.warehouseId, wait_seconds: params.waitSeconds }),
  output: warehouseStateView.schema,
  covers: "warehouses.start",
  aliases: { id: "warehouse_id" },
  affects: async ({ warehouse_id }, ctx) =>
    unnamed("Start", warehouseObject(await api.getWarehouse(ctx.client, { id: warehouse_id }))),
  async run(ctx, { warehouse_id, wait_seconds }) {
    await api.startWarehouse(ctx.client, { id: warehouse_id });
    const ends = ["RUNNING", "STOPPED", "DELETING", "DELETED"];
    const warehouse = await waitForState(ctx, warehouse_id, ends, wait_seconds);
    if (warehouse.state === "RUNNING") return warehouseStateView(warehouse);
    if (ends.includes(warehouse.state ?? "")) {
      const { summary, details } = warehouse.health ?? {};
      throw new ToolError(
        `Warehouse ${warehouse_id} did not start: it is ${plainOr(warehouse.state, "in an unknown state")}.`,
        {
          next: "Read its health with get_warehouse, or use another warehouse of list_warehouses.",
          ...compact({ quoted: [summary, details].filter(Boolean).join("\n") }),
        },
      );
    }
    return warehouseStateView(warehouse, "Still starting. Call start_warehouse again to keep waiting.");
  },
});

// A stop fails all statements running on the warehouse, other users' included, and they cannot be resumed: it asks.
export const stopWarehouse = sql.tool({
  name: "stop_warehouse",
  title: "Stop a SQL warehouse",
  servedIn: ["default", "analyst", "admin"],
  description:
    "Stops a warehouse and waits until it is STOPPED. All statements running on it fail, including those of other users.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ warehouse_id: params.warehouseId, wait_seconds: params.waitSeconds }),
  output: warehouseStateView.schema,
  covers: "warehouses.stop",
  aliases: { id: "warehouse_id" },
  async affects({ warehouse_id }, ctx) {
    const warehouse = await api.getWarehouse(ctx.client, { id: warehouse_id });
    const { state, num_active_sessions: sessions } = warehouse;
    // Nothing is running that a stop could interrupt.
    const idle = state === "STOPPED" || state === "STOPPING";
    const active = sessions ? say` It has ${sessions} active sessions.` : say``;
    return {
      effect: "Stop",
      objects: [warehouseObject(warehouse)],
      consequences: idle
        ? []
        : [
            {
              reason: "others",
              text: say`All statements running on it fail, including those of other users.${active}`,
            },
          ],
    };
  },
  async run(ctx, { warehouse_id, wait_seconds }) {
    await api.stopWarehouse(ctx.client, { id: warehouse_id });
    warehouseWasStopped(ctx, warehouse_id);
    const warehouse = await waitForState(ctx, warehouse_id, ["STOPPED", "DELETED"], wait_seconds);
    return warehouse.state === "STOPPING" || warehouse.state === "RUNNING"
      ? warehouseStateView(warehouse, "Still stopping. Check its state with get_warehouse.")
      : warehouseStateView(warehouse);
  },
});
