import type { Context } from "../core/calls/context.ts";
import { ALL } from "../tools/workspace/object-view.ts";
import { getWorkspaceObject, listWorkspaceObjects } from "../tools/workspace/workspace.ts";
import { reuseRecent } from "./completion.ts";

const children = (ctx: Context, folder: string): Promise<readonly string[]> =>
  reuseRecent(ctx, `workspace children ${folder}`, async () => {
    const { objects } = await listWorkspaceObjects.run(ctx, { path: folder, limit: ALL });
    return objects.map(({ path, object_type }) => (isFolder(object_type) ? `${path}/` : path)).sort();
  });

export const isFolder = (objectType: string): boolean => objectType === "DIRECTORY" || objectType === "REPO";

/**
 * Absolute paths that start with the typed text, from its deepest folder. Folders end with a slash. Without text, the
 * caller's home folder comes first.
 */
export async function completeWorkspacePath(ctx: Context, typed: string): Promise<readonly string[]> {
  const wanted = typed.startsWith("/") ? typed : `/${typed}`;
  const folder = wanted.slice(0, wanted.lastIndexOf("/")) || "/";
  // A folder that does not exist or cannot be read has no values: an error would interrupt typing.
  const found = await children(ctx, folder).catch((): string[] => []);
  const home = wanted === "/" ? await homeOf(ctx) : [];
  return [...new Set([...home, ...found.filter((path) => path.startsWith(wanted))])];
}

const homeOf = async (ctx: Context): Promise<readonly string[]> => {
  const home = reuseRecent(ctx, "home folder", async () => (await listWorkspaceObjects.run(ctx, { limit: 1 })).path);
  const path = await home.catch(() => "/");
  return path === "/" ? [] : [`${path}/`];
};

/** The type of the object at a path. */
export const objectTypeOf = async (ctx: Context, path: string): Promise<string> =>
  (await getWorkspaceObject.run(ctx, { path })).object_type;
