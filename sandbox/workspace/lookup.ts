import type { App } from "../http.ts";
import type { World } from "../world.ts";

/** The type of a workspace object, from the workspace's own API; `undefined` if there is none at this path. */
export async function objectTypeAt(app: App, world: World, path: string): Promise<string | undefined> {
  const answer = await app.request(`/api/2.0/workspace/get-status?path=${encodeURIComponent(path)}`, {
    headers: { authorization: `Bearer ${world.token}` },
  });
  if (!answer.ok) return undefined;
  const { object_type } = (await answer.json()) as { object_type?: string };
  return object_type;
}

/** The names of the objects directly in a folder of the workspace. */
export async function filesIn(app: App, world: World, path: string): Promise<readonly string[]> {
  const answer = await app.request(`/api/2.0/workspace/list?path=${encodeURIComponent(path)}`, {
    headers: { authorization: `Bearer ${world.token}` },
  });
  if (!answer.ok) return [];
  const { objects = [] } = (await answer.json()) as { objects?: readonly { readonly path: string }[] };
  return objects.map((object) => object.path.slice(object.path.lastIndexOf("/") + 1));
}
