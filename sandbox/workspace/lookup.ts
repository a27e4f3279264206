import { type App, objectsIn, optional, readWorkspace } from "../http.ts";
import type { World } from "../world.ts";

/** The type of a workspace object, from the workspace's own API; `undefined` if there is none at this path. */
export async function objectTypeAt(app: App, world: World, path: string): Promise<string | undefined> {
  const found = await readWorkspace(app, world, `/api/2.0/workspace/get-status?path=${encodeURIComponent(path)}`);
  return optional(found ?? {}, "object_type");
}

/** The names of the objects directly in a folder of the workspace. */
export async function filesIn(app: App, world: World, path: string): Promise<readonly string[]> {
  const found = await readWorkspace(app, world, `/api/2.0/workspace/list?path=${encodeURIComponent(path)}`);
  return objectsIn(found, "objects").map((object) => String(object.path).split("/").at(-1) ?? "");
}
