import type { App } from "../http.ts";
import type { World } from "../world.ts";
import { alerts } from "./alerts.ts";
import { genie } from "./genie.ts";
import { queryHistory } from "./query-history.ts";
import { statementRoutes } from "./statements.ts";
import { warehouseConfig } from "./warehouse-config.ts";
import { createWarehouses } from "./warehouses.ts";

/** Warehouses, the statements that run on them, and the services that run statements. */
export function sqlRoutes(app: App, world: World): void {
  warehouseConfig(app);
  const statements = statementRoutes(app, world, createWarehouses(app, world), queryHistory(app, world));
  alerts(app, world, statements);
  genie(app, world, statements);
}
