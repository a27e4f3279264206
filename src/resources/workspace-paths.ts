import type { Context } from "../core/calls/context.ts";
import { getWorkspaceObject, listWorkspaceObjects } from "../tools/workspace/workspace.ts";
import { recently } from "./completion.ts";

const children = (ctx: Context, folder: string): Promise<readonly string[]> =>
  recently(ctx, `workspace children ${folder}`, async () => {
    const { objects } = await listWorkspaceObjects.run(ctx, { path: folder });
    return objects.map(({ path, object_type }) => (isFolder(object_type) ? `${path}/` : path)).sort();
  });

export const isFolder = (objectType: string): boolean => objectType === "DIRECTORY" || objectType === "REPO";

/**
 * Absolute paths that start with what was typed: the children of the deepest folder in it, folders with a slash at the
 * end. Nothing typed offers the caller's home folder first.
 */
export async function completeWorkspacePath(ctx: Context, typed: string): Promise<readonly string[]> {
  const wanted = typed.startsWith("/") ? typed : `/${typed}`;
  const folder = wanted.slice(0, wanted.lastIndexOf("/")) || "/";
  // A folder that is not there, or not ours to read, has nothing to offer: no reason to disturb somebody who types.
  const found = await children(ctx, folder).catch((): string[] => []);
  const home = wanted === "/" ? await homeOf(ctx) : [];
  return [...new Set([...home, ...found.filter((path) => path.startsWith(wanted))])];
}

const homeOf = async (ctx: Context): Promise<readonly string[]> => {
  const home = recently(ctx, "home folder", async () => (await listWorkspaceObjects.run(ctx, {})).path);
  const path = await home.catch(() => "/");
  return path === "/" ? [] : [`${path}/`];
};

/** The type of the object at a path. */
export const objectTypeOf = async (ctx: Context, path: string): Promise<string> =>
  (await getWorkspaceObject.run(ctx, { path })).object_type;
