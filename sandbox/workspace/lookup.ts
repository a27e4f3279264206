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
