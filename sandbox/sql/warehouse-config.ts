import { type App, type Fields, oneOf, readJson } from "../http.ts";

const PATH = "/api/2.0/sql/config/warehouses";

/** The configuration that all warehouses share. It is stored and replaced as a whole. */
export function warehouseConfig(app: App): void {
  let config: Fields = {
    security_policy: "DATA_ACCESS_CONTROL",
    enabled_warehouse_types: [
      { warehouse_type: "PRO", enabled: true },
      { warehouse_type: "CLASSIC", enabled: false },
    ],
    sql_configuration_parameters: { configuration_pairs: [{ key: "ANSI_MODE", value: "true" }] },
    enable_serverless_compute: true,
  };
  app.get(PATH, (c) => c.json(config));
  app.put(PATH, async (c) => {
    const fields = await readJson(c);
    oneOf(fields, "security_policy", ["NONE", "DATA_ACCESS_CONTROL", "PASSTHROUGH"]);
    config = fields;
    return c.json({});
  });
}
