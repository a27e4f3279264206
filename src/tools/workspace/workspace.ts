import * as z from "zod";
import { homeFolder } from "../../api/admin/scim.ts";
import * as api from "../../api/workspace/workspace.ts";
import type { Context } from "../../core/calls/context.ts";
import { text } from "../../core/fields.ts";
import { table } from "../../core/output/table.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { isoTime, oneLine } from "../../text.ts";
import { workspace } from "./toolset.ts";

const object = z.object({
  path: z.string(),
  object_type: z.string(),
  language: text,
  object_id: text,
  resource_id: text.describe("id in the API the object belongs to"),
  size: z.number().optional().describe("bytes"),
  created_at: text,
  modified_at: text,
});

/** What an agent needs of an object. For most objects the resource id repeats the object id. */
const objectView = ({ path, object_type, ...info }: api.ObjectInfo) => ({
  path,
  object_type,
  ...compact({
    language: info.language,
    object_id: info.object_id,
    resource_id: info.resource_id === info.object_id ? undefined : info.resource_id,
    size: info.size,
    created_at: isoTime(info.created_at),
    modified_at: isoTime(info.modified_at),
  }),
});

export const listWorkspaceObjects = workspace.tool({
  name: "list_workspace_objects",
  title: "List a workspace folder",
  description: "Lists what is directly in a folder, the home folder by default. export_notebook reads one.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    path: params.workspacePath.optional(),
    object_type: z.enum(api.OBJECT_TYPES).optional().describe("Only this type"),
    notebooks_modified_after: z
      .string()
      .max(40)
      .refine((time) => Number.isFinite(Date.parse(time)), "must be an ISO 8601 time, e.g. 2026-01-31T00:00:00Z")
      .optional()
      .describe("ISO 8601"),
  }),
  output: z.object({ path: z.string(), objects: z.array(object) }),
  async run(ctx, { path, object_type, notebooks_modified_after }) {
    const since = notebooks_modified_after === undefined ? undefined : Date.parse(notebooks_modified_after);
    const folder = path === undefined ? await home(ctx) : api.cleanPath(path);
    const found = await api.listObjects(ctx.client, { path: folder, notebooks_modified_after: since });
    const wanted = found.filter((one) => object_type === undefined || one.object_type === object_type);
    return { path: folder, objects: wanted.map(objectView) };
  },
  text: ({ path, objects }) =>
    objects.length === 0 ? `${path}: nothing to list.` : `${path}:\n${objectTable(path, objects)}`,
});

/** One line an object; a column nobody fills is left out. */
function objectTable(folder: string, objects: readonly z.output<typeof object>[]): string {
  const columns = [
    { name: "type", of: (one: z.output<typeof object>) => one.object_type },
    { name: "name", of: (one: z.output<typeof object>) => nameIn(folder, one) },
    { name: "language", of: (one: z.output<typeof object>) => one.language ?? "" },
    { name: "size", of: (one: z.output<typeof object>) => one.size ?? "" },
    { name: "modified", of: (one: z.output<typeof object>) => one.modified_at ?? "" },
  ].filter(({ of }) => objects.some((one) => of(one) !== ""));
  return table(
    columns.map(({ name }) => name),
    objects.map((one) => columns.map(({ of }) => of(one))),
  );
}

/** The caller's folder; identities without one (many service principals) begin at the root. */
const home = (ctx: Context): Promise<string> =>
  ctx.remember("home folder", async () => {
    const folder = await homeFolder(ctx.client);
    return (await api.findObject(ctx.client, { path: folder })) ? folder : "/";
  });

/** The name where the object is in the listed folder, the path where it is the listed object itself. */
const nameIn = (folder: string, one: { path: string; object_type: string }): string => {
  const name = one.path === folder ? one.path : api.baseName(one.path);
  return api.isFolder(one) ? `${name}/` : name;
};

export const getWorkspaceObject = workspace.tool({
  name: "get_workspace_object",
  title: "Get a workspace object",
  description: "Returns an object's type, language and ids; a file's size and times.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ path: params.workspacePath }),
  output: object,
  run: async (ctx, args) => objectView(await api.getStatus(ctx.client, args)),
});

export const createDirectory = workspace.tool({
  name: "create_directory",
  title: "Create a workspace folder",
  description: "Creates a folder and the folders above it.",
  access: "write",
  idempotent: true,
  input: z.strictObject({ path: params.workspacePath }),
  output: z.object({ path: z.string() }),
  async run(ctx, args) {
    await api.makeDirectory(ctx.client, args);
    return { path: api.cleanPath(args.path) };
  },
});

export const deleteWorkspaceObject = workspace.tool({
  name: "delete_workspace_object",
  title: "Delete a workspace object",
  description: "Deletes a notebook, file or folder for good.",
  access: "destructive",
  idempotent: true,
  input: z.strictObject({
    path: params.workspacePath,
    recursive: z.boolean().default(false).describe("With everything in it"),
  }),
  output: z.object({ path: z.string(), deleted: z.literal(true) }),
  async confirm({ path, recursive }, ctx) {
    const found = await api.getStatus(ctx.client, { path });
    const what = `${found.object_type.toLowerCase()} ${oneLine(found.path)}`;
    if (!api.isFolder(found)) return `Delete the ${what}? It cannot be brought back.`;
    if (!recursive) return `Delete the ${what}? It is deleted only if it is empty.`;
    const { objects, complete } = await api.countBelow(ctx.client, found.path);
    const count = `${complete ? "" : "at least "}${objects} ${objects === 1 ? "object" : "objects"}`;
    return `Delete the ${what} and everything in it (${count})? None of it can be brought back.`;
  },
  async run(ctx, args) {
    await api.deleteObject(ctx.client, args);
    return { path: api.cleanPath(args.path), deleted: true as const };
  },
});
