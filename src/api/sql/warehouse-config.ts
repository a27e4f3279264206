import * as z from "zod";
import { compact } from "../../records.ts";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";

const pairs = z.array(z.looseObject({ key: z.string(), value: text })).nullish();

/** What holds for every SQL warehouse of the workspace. */
const warehouseConfig = z.looseObject({
  security_policy: text,
  enabled_warehouse_types: z
    .array(z.looseObject({ warehouse_type: z.string(), enabled: z.boolean().nullish() }))
    .nullish(),
  sql_configuration_parameters: z.looseObject({ configuration_pairs: pairs }).nullish(),
  data_access_config: pairs,
  instance_profile_arn: text,
  google_service_account: text,
  channel: z.looseObject({ name: text, dbsql_version: text }).nullish(),
  enable_serverless_compute: z.boolean().nullish(),
});
export type WarehouseConfig = z.output<typeof warehouseConfig>;

const PATH = "/api/2.0/sql/config/warehouses";

/** `GET /api/2.0/sql/config/warehouses`. */
export const getWarehouseConfig = (client: Client) =>
  client.get("warehouses.getWorkspaceWarehouseConfig", PATH, warehouseConfig);

/** `PUT /api/2.0/sql/config/warehouses`: replaces all of it; running warehouses restart. Admins only. */
export const setWarehouseConfig = (client: Client, body: WarehouseConfig) =>
  client.put("warehouses.setWorkspaceWarehouseConfig", PATH, nothing, { body, replay: "safe" });

/** The configuration with pairs as maps. Values of the data access configuration may be storage keys: only names show. */
export const configView = (config: WarehouseConfig) =>
  compact({
    security_policy: config.security_policy,
    enabled_warehouse_types: (config.enabled_warehouse_types ?? [])
      .filter(({ enabled }) => enabled)
      .map(({ warehouse_type }) => warehouse_type),
    enable_serverless_compute: config.enable_serverless_compute,
    channel: config.channel?.dbsql_version || config.channel?.name,
    sql_configuration_parameters: Object.fromEntries(
      (config.sql_configuration_parameters?.configuration_pairs ?? []).map(({ key, value }) => [key, value ?? ""]),
    ),
    data_access_config_keys: (config.data_access_config ?? []).map(({ key }) => key),
    instance_profile_arn: config.instance_profile_arn,
    google_service_account: config.google_service_account,
  });
