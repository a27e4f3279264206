import * as z from "zod";
import { homeFolder } from "../../api/admin/scim.ts";
import { mapInSlices } from "../../api/http/slices/pace.ts";
import * as api from "../../api/workspace/workspace.ts";
import type { Context } from "../../core/calls/context.ts";
import { type Sentence, say, unnamed } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { count, text, texts } from "../../core/fields.ts";
import { table } from "../../core/output/table.ts";
import * as params from "../../core/params.ts";
import { oneLine } from "../../text.ts";
import { workspaceObject } from "./object-facts.ts";
import { objectView } from "./object-view.ts";
import { workspace } from "./toolset.ts";

type ObjectRow = z.output<typeof objectView.schema>;

export const listWorkspaceObjects = workspace.tool({
  name: "list_workspace_objects",
  title: "List a workspace folder",
  servedIn: ["default", "engineer", "analyst", "ml"],
  description:
    "Lists the objects directly in a workspace folder, by default the user's home folder. search_workspace searches the whole tree.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    path: params.workspacePath.optional().describe("Folder, e.g. /Users/me@x.com; defaults to the home folder"),
    object_type: z.enum(api.OBJECT_TYPES).optional().describe("Return only objects of this type"),
    notebooks_modified_after: z
      .string()
      .max(40)
      // The platform's own form: milliseconds since 1970.
      .overwrite((time) => (/^\d{11,15}$/.test(time) ? new Date(Number(time)).toISOString() : time))
      .refine((time) => Number.isFinite(Date.parse(time)), "must be an ISO 8601 time, e.g. 2026-01-31T00:00:00Z")
      .optional()
      .describe("Return only notebooks modified after this ISO 8601 time"),
    limit: params.limit(100, 1000),
    page_token: params.pageToken.refine((token) => /^\d*$/.test(token ?? ""), "must be a next_page_token of this tool"),
  }),
  output: z.object({
    path: z.string(),
    objects: z.array(objectView.schema),
    total_count: count,
    next_page_token: text,
  }),
  // The platform returns the whole folder at once, so a page is a part of it, and its token is where it begins.
  async run(ctx, { path, object_type, notebooks_modified_after, limit, page_token }) {
    const since = notebooks_modified_after === undefined ? undefined : Date.parse(notebooks_modified_after);
    const folder = path === undefined ? await home(ctx) : api.cleanPath(path);
    const found = await api.listObjects(ctx.client, { path: folder, notebooks_modified_after: since });
    const wanted = found.filter((one) => object_type === undefined || one.object_type === object_type);
    const start = Number(page_token ?? 0);
    const end = start + limit;
    const isPart = start > 0 || end < wanted.length;
    return {
      path: folder,
      objects: await mapInSlices(wanted.slice(start, end), objectView),
      total_count: isPart ? wanted.length : undefined,
      next_page_token: end < wanted.length ? String(end) : undefined,
    };
  },
  text({ path, objects, total_count, next_page_token }) {
    if (objects.length === 0) return `${path}: ${total_count === undefined ? "empty" : "no more objects"}.`;
    const rest = next_page_token && `${total_count} objects in all. More: page_token ${next_page_token}`;
    return [`${path}:`, objectTable(path, objects), ...(rest ? [rest] : [])].join("\n");
  },
});

/** One line for each object, without columns that are empty for all of them. */
function objectTable(folder: string, objects: readonly ObjectRow[]): string {
  const columns = [
    { name: "type", of: (one: ObjectRow) => one.object_type },
    { name: "name", of: (one: ObjectRow) => nameIn(folder, one) },
    { name: "language", of: (one: ObjectRow) => one.language ?? "" },
    { name: "size", of: (one: ObjectRow) => one.size ?? "" },
    { name: "modified", of: (one: ObjectRow) => one.modified_at ?? "" },
  ].filter(({ of }) => objects.some((one) => of(one) !== ""));
  return table(
    columns.map(({ name }) => name),
    objects.map((one) => columns.map(({ of }) => of(one))),
  );
}

/** The caller's home folder, or the root for identities without one (many service principals). */
const home = (ctx: Context): Promise<string> =>
  ctx.remember("home folder", async () => {
    const folder = await homeFolder(ctx.client);
    return (await api.findObject(ctx.client, { path: folder })) ? folder : "/";
  });

/** The name of an object in the listed folder, or the path if it is the listed object itself. */
const nameIn = (folder: string, one: { path: string; object_type: string }): string => {
  const name = one.path === folder ? one.path : api.baseName(one.path);
  return api.isFolder(one) ? `${name}/` : name;
};

export const getWorkspaceObject = workspace.tool({
  name: "get_workspace_object",
  title: "Get a workspace object",
  servedIn: [],
  description: "Returns the type, language and ids of one workspace object, and the size and times of a file.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ path: params.workspacePath }),
  output: objectView.schema,
  run: async (ctx, args) => objectView(await api.getStatus(ctx.client, args)),
});

export const createDirectory = workspace.tool({
  name: "create_directory",
  title: "Create a workspace folder",
  servedIn: ["default", "engineer", "ml"],
  description: "Creates a workspace folder, including missing parents. An existing folder is unchanged.",
  access: "write",
  idempotent: true,
  input: z.strictObject({ path: params.workspacePath }),
  output: z.object({ path: z.string() }),
  covers: "workspace.mkdirs",
  affects: ({ path }) => unnamed("Create", { kind: "folder", name: api.cleanPath(path) }),
  async run(ctx, args) {
    await api.makeDirectory(ctx.client, args);
    return { path: api.cleanPath(args.path) };
  },
});

/** Objects of one call: a question lists each of them. */
const MAX_DELETED = 50;
const LOST = say`It cannot be restored.`;

export const deleteWorkspaceObject = workspace.tool({
  name: "delete_workspace_object",
  title: "Delete workspace objects",
  description: "Permanently deletes notebooks, files or folders, after one confirmation.",
  access: "destructive",
  idempotent: true,
  input: z
    .strictObject({
      path: params.workspacePath.optional(),
      paths: z.array(params.workspacePath).min(1).max(MAX_DELETED).optional().describe("Paths"),
      recursive: z.boolean().default(false).describe("Delete a folder with everything in it"),
    })
    .refine((args) => params.eachOf(args.path, args.paths).length > 0, "give path or paths"),
  output: z.object({ path: text, paths: texts, deleted: z.literal(true) }),
  covers: "workspace.delete",
  async affects({ recursive, ...args }, ctx) {
    const paths = params.eachOf(args.path, args.paths);
    const found = await Promise.all(paths.map((path) => api.getStatus(ctx.client, { path })));
    const folders = found.filter(api.isFolder);
    const losses = await Promise.all(folders.map((folder) => lostInside(ctx, folder, recursive)));
    const named = paths.length > 1 ? losses.map((loss, at) => say`${folders[at]?.path ?? ""}: ${loss}`) : losses;
    const others = found.length > folders.length ? [paths.length > 1 ? say`They cannot be restored.` : LOST] : [];
    return {
      effect: "Permanently delete",
      objects: found.map((one, at) => workspaceObject(one, paths[at] ?? one.path)),
      consequences: [...named, ...others].map((loss) => ({ reason: "loss", text: loss })),
    };
  },
  async run(ctx, { recursive, ...args }) {
    const paths = params.eachOf(args.path, args.paths);
    for (const [done, path] of paths.entries()) {
      if (paths.length > 1) ctx.progress("Deleting", done, paths.length);
      await api.deleteObject(ctx.client, { path, recursive });
      if (paths.length > 1) {
        ctx.accepted({ what: "An object was deleted", ids: { path }, followUp: "list_workspace_objects" });
      }
    }
    const cleaned = paths.map(api.cleanPath);
    const [only] = cleaned.length === 1 ? cleaned : [];
    return { path: only, paths: only === undefined ? cleaned : undefined, deleted: true as const };
  },
});

/** The loss when a folder is deleted. @throws {ToolError} if the folder is not empty and the deletion is not recursive */
async function lostInside(ctx: Context, { path }: api.ObjectInfo, recursive: boolean): Promise<Sentence> {
  const { objects, complete } = await api.countBelow(ctx.client, path);
  if (objects === 0) return say`It is empty. Its permissions are lost.`;
  if (!recursive) {
    throw new ToolError(`The folder ${oneLine(path)} is not empty, nothing was deleted.`, {
      next: "List its contents, or use recursive: true to delete them too.",
    });
  }
  const count = `${complete ? "" : "At least "}${objects} ${objects === 1 ? "object" : "objects"}`;
  return say`${{ sentence: count }} in it cannot be restored.`;
}
