import type { App } from "./http.ts";
import { statementRoutes } from "./statements.ts";
import { createWarehouses } from "./warehouses.ts";
import type { World } from "./world.ts";

/** Warehouses and the statements that run on them. */
export function sqlRoutes(app: App, world: World): void {
  statementRoutes(app, world, createWarehouses(app, world));
}
