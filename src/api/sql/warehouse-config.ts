import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";

const pairs = z.array(z.looseObject({ key: z.string(), value: text })).nullish();

/** `GetWorkspaceWarehouseConfigResponse`: the settings shared by all SQL warehouses of the workspace. */
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
/** The configuration, with all other fields as the platform sent them. */
export type WarehouseConfig = z.output<typeof warehouseConfig>;

const PATH = "/api/2.0/sql/config/warehouses";

/** `GET /api/2.0/sql/config/warehouses`. */
export const getWarehouseConfig = (client: Client) =>
  client.get("warehouses.getWorkspaceWarehouseConfig", PATH, warehouseConfig);

/** `PUT /api/2.0/sql/config/warehouses`: replaces the whole configuration; running warehouses restart. Admins only. */
export const setWarehouseConfig = (client: Client, body: WarehouseConfig) =>
  client.put("warehouses.setWorkspaceWarehouseConfig", PATH, nothing, { body, replay: "safe" });
