import * as z from "zod";
import type { WarehouseConfig } from "../../api/sql/warehouse-config.ts";
import { flag, text, texts } from "../../core/fields.ts";
import { view } from "../../core/view.ts";

/** The configuration with lists of pairs as objects. Data access values may be storage keys, so only their names show. */
export const warehouseConfigView = view(
  {
    security_policy: text,
    enabled_warehouse_types: texts,
    enable_serverless_compute: flag,
    channel: text,
    sql_configuration_parameters: z.record(z.string(), z.string()).optional(),
    data_access_config_keys: texts.describe("values are not shown"),
    instance_profile_arn: text,
    google_service_account: text,
  },
  (config: WarehouseConfig) => ({
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
  }),
);
