import * as z from "zod";
import { maskGiven } from "../../api/reference/mask.ts";
import * as config from "../../api/sql/warehouse-config.ts";
import * as api from "../../api/sql/warehouses.ts";
import type { Context } from "../../core/calls/context.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";
import { compact } from "../../records.ts";
import { settled } from "../waiting.ts";

const warehouses = defineToolset({
  id: "warehouses",
  title: "SQL warehouse administration",
  summary: "Create, change and delete SQL warehouses; the configuration all of them share.",
  default: false,
});

const number = z.number().optional();

const details = z.object({
  id: z.string(),
  name: text,
  state: text,
  cluster_size: text,
  min_num_clusters: number,
  max_num_clusters: number,
  auto_stop_mins: number.describe("0: never"),
  warehouse_type: text,
  serverless: z.boolean().optional(),
  next: text,
});

async function detail(ctx: Context, id: string): Promise<z.input<typeof details>> {
  return view(await api.getWarehouse(ctx.client, { id }));
}

function view(warehouse: api.Warehouse): z.input<typeof details> {
  const { name, state, cluster_size, min_num_clusters, max_num_clusters, auto_stop_mins, warehouse_type } = warehouse;
  return {
    id: warehouse.id,
    ...compact({ name, state, cluster_size, min_num_clusters, max_num_clusters, auto_stop_mins, warehouse_type }),
    ...compact({
      serverless: warehouse.enable_serverless_compute,
      next: state === "STARTING" ? "It is starting: start_warehouse waits until it is RUNNING." : undefined,
    }),
  };
}

const name = z.string().min(1).max(99).describe("Unique");
const size = z.string().max(20).describe("2X-Small, X-Small, Small … 5X-Large");
const fields = z.looseObject({});
const someFields = fields.refine((given) => Object.keys(given).length > 0, "must name a field");

export const createWarehouse = warehouses.tool({
  name: "create_warehouse",
  title: "Create a SQL warehouse",
  description: "Creates a SQL warehouse and starts it, which costs until it stops.",
  access: "write",
  untrusted: true,
  input: z.strictObject({
    name,
    cluster_size: size,
    auto_stop_mins: z.number().int().min(0).default(10).describe("0: never"),
    settings: fields.optional().describe("More REST fields"),
    wait_seconds: params.waitSeconds,
  }),
  output: details,
  async run(ctx, { settings, wait_seconds, ...fields }) {
    const { id } = await api.createWarehouse(ctx.client, { ...settings, ...fields });
    const made = await settled(ctx, `SQL warehouse ${id}`, () => api.getWarehouse(ctx.client, { id }), {
      done: ({ state }) => state !== "STARTING",
      words: ({ name, state }) => `Warehouse ${name ?? id} is ${state}`,
      wait_seconds,
      made: true,
    });
    return view(made);
  },
});

export const updateWarehouse = warehouses.tool({
  name: "update_warehouse",
  title: "Change a SQL warehouse",
  description: "Changes settings of a SQL warehouse; a running one may restart.",
  access: "write",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    warehouse_id: params.warehouseId,
    settings: someFields.describe("REST fields to change, e.g. cluster_size"),
  }),
  output: details,
  async run(ctx, { warehouse_id, settings }) {
    await api.editWarehouse(ctx.client, { ...settings, id: warehouse_id });
    return detail(ctx, warehouse_id);
  },
});

export const deleteWarehouse = warehouses.tool({
  name: "delete_warehouse",
  title: "Delete a SQL warehouse",
  description: "Deletes a SQL warehouse for good; stop_warehouse keeps it.",
  access: "destructive",
  input: z.strictObject({ warehouse_id: params.warehouseId }),
  output: z.object({ id: z.string(), state: z.string() }),
  async confirm({ warehouse_id }, ctx) {
    const { name, state } = await api.getWarehouse(ctx.client, { id: warehouse_id });
    return `Delete SQL warehouse "${name ?? ""}" (${warehouse_id}, ${state}) for good? Running statements fail; dashboards, alerts, jobs and tools that use it stop working.`;
  },
  async run(ctx, { warehouse_id }) {
    await api.deleteWarehouse(ctx.client, { id: warehouse_id });
    return { id: warehouse_id, state: "DELETED" };
  },
});

const configuration = z.object({
  security_policy: text,
  enabled_warehouse_types: z.array(z.string()).optional(),
  enable_serverless_compute: z.boolean().optional(),
  channel: text,
  sql_configuration_parameters: z.record(z.string(), z.string()).optional(),
  data_access_config_keys: z.array(z.string()).optional().describe("values are not shown"),
  instance_profile_arn: text,
  google_service_account: text,
});

export const getWarehouseConfig = warehouses.tool({
  name: "get_warehouse_config",
  title: "Get the SQL warehouse configuration",
  description: "Returns the configuration all SQL warehouses of the workspace share.",
  access: "read",
  untrusted: true,
  input: z.strictObject({}),
  output: configuration,
  run: async (ctx) => config.configView(await config.getWarehouseConfig(ctx.client)),
});

// It restarts warehouses under everybody's statements, so it asks.
export const setWarehouseConfig = warehouses.tool({
  name: "set_warehouse_config",
  title: "Set the SQL warehouse configuration",
  description: "Changes the configuration all SQL warehouses share; running ones restart.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    settings: someFields.describe("REST fields, each as a whole"),
  }),
  output: configuration,
  confirm: ({ settings }) =>
    `Change ${Object.keys(settings).join(", ")} for all SQL warehouses of the workspace? Running warehouses restart and their statements fail.\n${JSON.stringify(maskGiven(settings))}`,
  async run(ctx, { settings }) {
    const current = await config.getWarehouseConfig(ctx.client);
    await config.setWarehouseConfig(ctx.client, { ...current, ...settings });
    return config.configView(await config.getWarehouseConfig(ctx.client));
  },
});
