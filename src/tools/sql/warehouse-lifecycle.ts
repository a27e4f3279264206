import * as z from "zod";
import { maskGiven } from "../../api/reference/mask.ts";
import * as config from "../../api/sql/warehouse-config.ts";
import * as api from "../../api/sql/warehouses.ts";
import { say, unnamed } from "../../core/consent/facts.ts";
import { objectName } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";
import { settingOf } from "../admin/granting-fields.ts";
import { hasFields, restBody } from "../api/body.ts";
import { lostEntries } from "../api/replaced.ts";
import { waitWithinBudget } from "../waiting.ts";
import { warehouseConfigView } from "./warehouse-config-view.ts";
import { affectsOthers, powers, warehouseChanges, warehouseObject } from "./warehouse-facts.ts";
import { warehouseSettingsView } from "./warehouse-view.ts";

const warehouses = defineToolset({
  id: "warehouses",
  title: "SQL warehouse administration",
  summary: "Create, change and delete SQL warehouses; the configuration that all of them share.",
  default: false,
  presets: { admin: true },
  finders: "list_warehouses",
});

const name = z.string().min(1).max(99).describe("Unique name");
const size = z.string().max(20).describe("2X-Small, X-Small, Small … 5X-Large");
const MUST_CHANGE = "must have a field to change";
/** The fields of a warehouse that are not arguments of create_warehouse. */
const FIELDS = `min_num_clusters max_num_clusters warehouse_type enable_serverless_compute enable_photon
  spot_instance_policy channel tags instance_profile_arn creator_name`.split(/\s+/);

export const createWarehouse = warehouses.tool({
  name: "create_warehouse",
  title: "Create a SQL warehouse",
  description: "Creates a SQL warehouse and starts it; it is billed until it stops.",
  access: { least: "write", most: "destructive", of: ({ settings }) => powers.access(settings) },
  covers: "warehouses.create",
  aliases: { size: "cluster_size", ...params.fieldsOf("settings", FIELDS) },
  affects: ({ name, cluster_size, auto_stop_mins, settings }) => ({
    effect: "Create",
    objects: [{ kind: "SQL warehouse", name, details: { size: cluster_size } }],
    consequences: [
      ...(auto_stop_mins === 0
        ? [{ reason: "cost" as const, text: say`It never stops by itself and is billed until someone stops it.` }]
        : []),
      ...powers.consequences(settings),
    ],
  }),
  untrusted: true,
  input: z.strictObject({
    name,
    cluster_size: size,
    auto_stop_mins: z
      .number()
      .int()
      .min(0)
      .default(10)
      .describe("Idle minutes before it stops, from 10 (serverless: 1); 0: never"),
    settings: restBody("name", "cluster_size", "auto_stop_mins").optional().describe("Further fields of the REST API"),
    wait_seconds: params.waitSeconds,
  }),
  output: warehouseSettingsView.schema,
  async run(ctx, { settings, wait_seconds, ...fields }) {
    const { id } = await api.createWarehouse(ctx.client, { ...settings, ...fields });
    ctx.accepted({ what: "The SQL warehouse was created", ids: { warehouse_id: id }, followUp: "get_warehouse" });
    const made = await waitWithinBudget(ctx, `SQL warehouse ${id}`, () => api.getWarehouse(ctx.client, { id }), {
      done: ({ state }) => state !== "STARTING",
      words: ({ name, state }) => `Warehouse ${name ?? id} is ${state}`,
      wait_seconds,
      made: true,
    });
    return warehouseSettingsView(made);
  },
});

export const updateWarehouse = warehouses.tool({
  name: "update_warehouse",
  title: "Change a SQL warehouse",
  description: "Changes settings of a SQL warehouse. A running warehouse may restart.",
  access: { least: "write", most: "destructive", of: ({ settings }) => powers.access(settings) },
  covers: "warehouses.edit",
  flat: z.object({
    name,
    cluster_size: size,
    auto_stop_mins: z.number().int().min(0).describe("Idle minutes before it stops, from 10 (serverless: 1); 0: never"),
    max_num_clusters: z.number().int().min(1).describe("Maximum number of clusters"),
  }),
  aliases: {
    id: "warehouse_id",
    ...params.fieldsOf("settings", ["name", "cluster_size", "auto_stop_mins", ...FIELDS]),
  },
  async affects({ warehouse_id, settings }, ctx) {
    if (!affectsOthers(settings) && !ctx.settings.protect) {
      return unnamed("Change", { kind: "SQL warehouse", id: warehouse_id });
    }
    const warehouse = await api.getWarehouse(ctx.client, { id: warehouse_id });
    return {
      effect: "Change",
      objects: [warehouseObject(warehouse)],
      consequences: warehouseChanges(warehouse, settings),
    };
  },
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    warehouse_id: params.warehouseId,
    settings: restBody("id").refine(hasFields, MUST_CHANGE).describe("Other REST fields to change"),
  }),
  output: warehouseSettingsView.schema,
  async run(ctx, { warehouse_id, settings }) {
    await api.editWarehouse(ctx.client, { ...settings, id: warehouse_id });
    ctx.accepted({ what: "The SQL warehouse was changed", ids: { warehouse_id }, followUp: "get_warehouse" });
    return warehouseSettingsView(await api.getWarehouse(ctx.client, { id: warehouse_id }));
  },
});

export const deleteWarehouse = warehouses.tool({
  name: "delete_warehouse",
  title: "Delete a SQL warehouse",
  description: "Permanently deletes a SQL warehouse. To keep its settings, use stop_warehouse instead.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({ warehouse_id: params.warehouseId }),
  output: z.object({ id: z.string(), name: objectName, state: z.string() }),
  covers: "warehouses.delete",
  aliases: { id: "warehouse_id" },
  affects: async ({ warehouse_id }, ctx) => ({
    effect: "Permanently delete",
    objects: [warehouseObject(await api.getWarehouse(ctx.client, { id: warehouse_id }))],
    consequences: [
      {
        reason: "loss",
        text: say`Running statements fail, and dashboards, alerts, jobs and tools that use it stop working.`,
      },
    ],
  }),
  async run(ctx, { warehouse_id }) {
    await api.deleteWarehouse(ctx.client, { id: warehouse_id });
    return { id: warehouse_id, state: "DELETED" };
  },
});

export const getWarehouseConfig = warehouses.tool({
  name: "get_warehouse_config",
  title: "Get the SQL warehouse configuration",
  servedIn: [],
  description: "Returns the configuration that all SQL warehouses of the workspace share.",
  access: "read",
  untrusted: true,
  input: z.strictObject({}),
  output: warehouseConfigView.schema,
  run: async (ctx) => warehouseConfigView(await config.getWarehouseConfig(ctx.client)),
});

/** Entries of lists are shown whole, with storage keys among them. */
const masked = (settings: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(settings).map(([field, value]) => [field, maskGiven(value)]));

/** The fields of the configuration, as the platform's request has them. */
const CONFIG_FIELDS = `security_policy enabled_warehouse_types sql_configuration_parameters data_access_config
  instance_profile_arn google_service_account channel enable_serverless_compute`.split(/\s+/);

// Running warehouses restart and the statements of all users fail, so this asks.
export const setWarehouseConfig = warehouses.tool({
  name: "set_warehouse_config",
  title: "Set the SQL warehouse configuration",
  servedIn: [],
  description:
    "Changes the configuration that all SQL warehouses share. Running warehouses restart, and the statements on them fail.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    settings: restBody()
      .refine(hasFields, MUST_CHANGE)
      .describe("REST fields; each replaces the current value as a whole"),
  }),
  output: warehouseConfigView.schema,
  covers: "warehouses.setWorkspaceWarehouseConfig",
  aliases: params.fieldsOf("settings", CONFIG_FIELDS),
  async affects({ settings }, ctx) {
    const current = await config.getWarehouseConfig(ctx.client);
    return {
      effect: "Change the configuration of all SQL warehouses of the workspace",
      objects: [],
      consequences: [
        { reason: "others", text: say`Running warehouses restart, and the statements on them fail.` },
        ...Object.keys(settings).flatMap((field) => settingOf(settings, field, "others")),
        ...lostEntries(masked(current), masked(settings)),
      ],
      unresolved: "it changes every SQL warehouse",
    };
  },
  async run(ctx, { settings }) {
    const current = await config.getWarehouseConfig(ctx.client);
    await config.setWarehouseConfig(ctx.client, { ...current, ...settings });
    return warehouseConfigView(await config.getWarehouseConfig(ctx.client));
  },
});
