import type { App } from "../http.ts";
import type { World } from "../world.ts";

const apps = new WeakMap<World, App>();

/** Lets the processes on the clusters of a workspace call its REST API. */
export function connectProcesses(world: World, app: App): void {
  apps.set(world, app);
}

/** The REST API of the workspace, for a process that runs in it. */
export function apiOf(world: World): App {
  const app = apps.get(world);
  if (app === undefined) throw new Error("This workspace has no clusters.");
  return app;
}
