import * as z from "zod";
import * as api from "../../api/files/files.ts";
import { collect } from "../../api/http/paging.ts";
import { cleanPath } from "../../api/workspace/workspace.ts";
import type { Context } from "../../core/calls/context.ts";
import { say, unnamed } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { oneLine } from "../../text.ts";
import { entryView, fileTable, metadataView } from "./entry-view.ts";
import { nothingAt } from "./places.ts";
import { files } from "./toolset.ts";

const filePath = z
  .string()
  .max(4096)
  .refine(
    (path) => /^\/(Volumes\/[^/]+\/[^/]+\/[^/]+|Workspace\/[^/]+)/.test(path),
    "must be /Volumes/<catalog>/<schema>/<volume>/… or /Workspace/…",
  )
  .refine((path) => !path.split("/").some((part) => part === ".." || part === "."), "must not contain . or .. segments")
  .describe("Path, e.g. /Volumes/main/raw/landing/a.csv or /Workspace/…")
  .register(params.READINGS, { reading: "volume-path" });

const notEmpty = (path: string) =>
  new ToolError(`The directory ${oneLine(path)} is not empty, nothing was deleted.`, {
    next: "Delete its contents first, with delete_volume_file. The platform cannot delete a whole tree at once.",
  });

export const listVolumeFiles = files.tool({
  name: "list_volume_files",
  title: "List files in a volume",
  description:
    "Lists the files and directories directly in a directory of a volume, with size and time. Find volumes with list_volumes.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ path: filePath, limit: params.limit(200, 1000), page_token: params.pageToken }),
  aliases: { directory_path: "path", page_size: "limit", max_results: "limit" },
  output: z.object({
    path: z.string(),
    contents: z.array(entryView.schema),
    next_page_token: text,
  }),
  async run(ctx, { path, limit, page_token }) {
    const page = (token: string | undefined) =>
      api.listDirectory(ctx.client, { path, page_size: limit, page_token: token });
    const { items, next } = await collect(page, limit, { from: page_token });
    return { path: cleanPath(path), contents: items.map(entryView), next_page_token: next };
  },
  text: ({ path, contents, next_page_token }) =>
    [
      fileTable(
        path,
        contents.map((one) => ({ ...one, is_dir: one.is_directory, modified: one.last_modified })),
      ),
      ...(next_page_token ? [`More: page_token ${next_page_token}`] : []),
    ].join("\n"),
});

export const getVolumeFile = files.tool({
  name: "get_volume_file",
  title: "Get the metadata of a volume file",
  servedIn: ["engineer"],
  description:
    "Returns whether a path in a volume is a file or a directory, and the size, content type and time of a file.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ path: filePath }),
  aliases: { file_path: "path" },
  output: metadataView.schema,
  async run(ctx, { path }) {
    const found = await find(ctx, path);
    if (!found) throw nothingAt(path);
    return found;
  },
});

/** The metadata of the file or directory at a path, or `undefined` if there is neither. */
async function find(ctx: Context, path: string) {
  const file = await api.findFile(ctx.client, { path });
  if (file || (await api.isDirectory(ctx.client, { path }))) return metadataView(file?.path ?? cleanPath(path), file);
  return undefined;
}

export const deleteVolumeFile = files.tool({
  name: "delete_volume_file",
  title: "Delete a volume file",
  servedIn: ["engineer"],
  description: "Permanently deletes one file in a volume.",
  access: "destructive",
  idempotent: true,
  input: z.strictObject({ path: filePath }),
  output: z.object({ path: z.string(), deleted: z.literal(true) }),
  aliases: { file_path: "path" },
  covers: "files.delete",
  async affects({ path }, ctx) {
    const found = await api.findFile(ctx.client, { path });
    if (!found && (await api.isDirectory(ctx.client, { path }))) {
      throw new ToolError(`${oneLine(path)} is a directory.`, {
        next: "Delete an empty directory with delete_volume_directory.",
      });
    }
    if (!found) throw nothingAt(path);
    return {
      effect: "Permanently delete",
      objects: [{ kind: "file", name: found.path }],
      consequences: [{ reason: "loss", text: say`Its ${found.file_size} bytes cannot be restored.` }],
    };
  },
  async run(ctx, { path }) {
    await api.deleteFile(ctx.client, { path });
    return { path: cleanPath(path), deleted: true as const };
  },
});

export const createVolumeDirectory = files.tool({
  name: "create_volume_directory",
  title: "Create a directory in a volume",
  servedIn: ["engineer"],
  description: "Creates a directory in a volume, including missing parents. An existing directory is unchanged.",
  access: "write",
  idempotent: true,
  input: z.strictObject({ path: filePath }),
  aliases: { directory_path: "path" },
  output: z.object({ path: z.string() }),
  covers: "files.createDirectory",
  affects: ({ path }) => unnamed("Create", { kind: "directory", name: cleanPath(path) }),
  async run(ctx, { path }) {
    await api.makeDirectory(ctx.client, { path });
    return { path: cleanPath(path) };
  },
});

export const deleteVolumeDirectory = files.tool({
  name: "delete_volume_directory",
  title: "Delete a directory in a volume",
  servedIn: [],
  description: "Deletes an empty directory in a volume. Delete its files first, with delete_volume_file.",
  access: "destructive",
  idempotent: true,
  input: z.strictObject({ path: filePath }),
  output: z.object({ path: z.string(), deleted: z.literal(true) }),
  aliases: { directory_path: "path" },
  covers: "files.deleteDirectory",
  async affects({ path }, ctx) {
    const { items } = await api.listDirectory(ctx.client, { path, page_size: 1 });
    if (items.length > 0) throw notEmpty(path);
    return {
      effect: "Permanently delete",
      objects: [{ kind: "directory", name: cleanPath(path), contents: "/" }],
      consequences: [{ reason: "loss", text: say`It is empty. If it is no longer empty by then, nothing is deleted.` }],
    };
  },
  async run(ctx, { path }) {
    await api.deleteDirectory(ctx.client, { path });
    return { path: cleanPath(path), deleted: true as const };
  },
});
