import * as z from "zod";
import * as api from "../../api/files/files.ts";
import { collect } from "../../api/http/paging.ts";
import { cleanPath } from "../../api/workspace/workspace.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";
import { compact } from "../../records.ts";
import { isoTime, oneLine } from "../../text.ts";
import {
  contentOutput,
  contentText,
  decoded,
  rangeInput,
  readContent,
  writeAccess,
  writeInput,
} from "../workspace/file-content.ts";
import { fileTable } from "./file-table.ts";

const files = defineToolset({
  id: "files",
  title: "Files",
  summary: "Files in Unity Catalog volumes (/Volumes) and workspace files: list, read, write and delete them.",
  default: false,
});

/** Bytes one answer carries at most. */
const MAX_RANGE = 16 * 2 ** 20;

const filePath = z
  .string()
  .max(4096)
  .refine(
    (path) => /^\/(Volumes\/[^/]+\/[^/]+\/[^/]+|Workspace\/[^/]+)/.test(path),
    "must be /Volumes/<catalog>/<schema>/<volume>/… or /Workspace/…",
  )
  .refine((path) => !path.split("/").some((part) => part === ".." || part === "."), "must not contain . or .. segments")
  .describe("/Volumes/… or /Workspace/…");

const metadata = z.object({
  path: z.string(),
  is_directory: z.boolean(),
  file_size: z.number().optional().describe("bytes"),
  content_type: text,
  last_modified: text,
});

const entryView = ({ path, is_directory, file_size, last_modified }: api.FileEntry) => ({
  path,
  is_directory: is_directory === true,
  ...compact({ file_size: is_directory ? undefined : file_size, last_modified: isoTime(last_modified) }),
});

const missing = (path: string) =>
  new ToolError("The workspace does not have this file.", { next: api.whereToLook(path) });

export const listVolumeFiles = files.tool({
  name: "list_volume_files",
  title: "List files of a volume",
  description: "Lists what is directly in a directory of a volume. list_volumes finds the volumes.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ path: filePath, limit: params.limit(200, 1000), page_token: params.pageToken }),
  output: z.object({
    path: z.string(),
    contents: z.array(metadata.omit({ content_type: true })),
    next_page_token: text,
  }),
  async run(ctx, { path, limit, page_token }) {
    const page = (token: string | undefined) =>
      api.listDirectory(ctx.client, { path, page_size: limit, page_token: token });
    const { items, next } = await collect(page, limit, { from: page_token });
    return { path: cleanPath(path), contents: items.map(entryView), ...compact({ next_page_token: next }) };
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
  title: "Get a volume file's metadata",
  description: "Returns whether a path is a file or a directory, and a file's size and time.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ path: filePath }),
  output: metadata,
  async run(ctx, { path }) {
    const found = await find(ctx, path);
    if (!found) throw missing(path);
    return found;
  },
});

/** The file, or the directory, at a path. */
async function find(ctx: Context, path: string): Promise<z.output<typeof metadata> | undefined> {
  const file = await api.findFile(ctx.client, { path });
  if (file) {
    const { content_type, last_modified } = file;
    return {
      path: file.path,
      is_directory: false,
      file_size: file.file_size,
      ...compact({ content_type, last_modified }),
    };
  }
  return (await api.isDirectory(ctx.client, { path })) ? { path: cleanPath(path), is_directory: true } : undefined;
}

export const readVolumeFile = files.tool({
  name: "read_volume_file",
  title: "Read a volume file",
  description: "Returns a range of a file in a volume: text inline, binary as a link.",
  access: "read",
  untrusted: "code",
  input: z.strictObject({ path: filePath, ...rangeInput(MAX_RANGE) }),
  output: contentOutput,
  async run(ctx, { path, ...range }) {
    const found = await find(ctx, path);
    if (!found) throw missing(path);
    if (found.is_directory) {
      throw new ToolError(`${oneLine(found.path)} is a directory.`, { next: "Read it with list_volume_files." });
    }
    const read = (offset: number, length: number) => api.readRange(ctx.client, { path, offset, length });
    return readContent(ctx, { path: found.path, size: found.file_size ?? 0, maxLength: MAX_RANGE, read }, range);
  },
  text: contentText,
});

export const writeVolumeFile = files.tool({
  name: "write_volume_file",
  title: "Write a volume file",
  description: "Uploads a whole file to a volume.",
  access: writeAccess,
  input: writeInput(filePath),
  output: z.object({ path: z.string(), file_size: z.number() }),
  async confirm({ path, overwrite }, ctx) {
    const found = overwrite ? await api.findFile(ctx.client, { path }) : undefined;
    // Nothing is there, so nothing is lost.
    if (!found) return null;
    return `Overwrite the file ${oneLine(found.path)} (${found.file_size} bytes)? Its present contents are lost.`;
  },
  async run(ctx, { path, overwrite, ...content }) {
    const contents = decoded(content);
    await api.uploadFile(ctx.client, { path, contents, overwrite });
    return { path: cleanPath(path), file_size: contents.byteLength };
  },
});

export const deleteVolumeFile = files.tool({
  name: "delete_volume_file",
  title: "Delete a volume file",
  description: "Deletes one file of a volume for good.",
  access: "destructive",
  idempotent: true,
  input: z.strictObject({ path: filePath }),
  output: z.object({ path: z.string(), deleted: z.literal(true) }),
  async confirm({ path }, ctx) {
    const found = await api.findFile(ctx.client, { path });
    if (!found && (await api.isDirectory(ctx.client, { path }))) {
      throw new ToolError(`${oneLine(path)} is a directory.`, {
        next: "delete_volume_directory deletes one that is empty.",
      });
    }
    if (!found) throw missing(path);
    return `Delete the file ${oneLine(found.path)} (${found.file_size} bytes)? It cannot be brought back.`;
  },
  async run(ctx, { path }) {
    await api.deleteFile(ctx.client, { path });
    return { path: cleanPath(path), deleted: true as const };
  },
});

export const createVolumeDirectory = files.tool({
  name: "create_volume_directory",
  title: "Create a directory in a volume",
  description: "Creates a directory and those above it; one that exists is left alone.",
  access: "write",
  idempotent: true,
  input: z.strictObject({ path: filePath }),
  output: z.object({ path: z.string() }),
  async run(ctx, { path }) {
    await api.makeDirectory(ctx.client, { path });
    return { path: cleanPath(path) };
  },
});

export const deleteVolumeDirectory = files.tool({
  name: "delete_volume_directory",
  title: "Delete a directory of a volume",
  description: "Deletes an empty directory; its files must be deleted first.",
  access: "destructive",
  idempotent: true,
  input: z.strictObject({ path: filePath }),
  output: z.object({ path: z.string(), deleted: z.literal(true) }),
  confirm: ({ path }) => `Delete the directory ${oneLine(path)}? It is deleted only if it is empty.`,
  async run(ctx, { path }) {
    await api.deleteDirectory(ctx.client, { path });
    return { path: cleanPath(path), deleted: true as const };
  },
});
