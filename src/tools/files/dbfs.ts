import * as z from "zod";
import * as api from "../../api/files/dbfs.ts";
import { writeFile } from "../../api/files/dbfs-write.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";
import { compact } from "../../records.ts";
import { isoTime, oneLine } from "../../text.ts";
import { budgetOf, waitFor } from "../waiting.ts";
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

const dbfs = defineToolset({
  id: "dbfs",
  title: "DBFS",
  summary: "Files of the Databricks file system (dbfs:/): list, read, write, move and delete them.",
  default: false,
});

const dbfsPath = z
  .string()
  .max(4096)
  .refine((path) => /^(dbfs:)?\//.test(path), "must be absolute, e.g. /FileStore/a.csv")
  .refine((path) => !path.split("/").some((part) => part === ".." || part === "."), "must not contain . or .. segments")
  .refine((path) => !/^(dbfs:)?\/Volumes(\/|$)/.test(path), "is a volume's: use the *_volume_file tools")
  .describe("Absolute DBFS path");

const file = z.object({
  path: z.string(),
  is_dir: z.boolean(),
  file_size: z.number().optional().describe("bytes"),
  modification_time: text,
});

const fileView = ({ path, is_dir, file_size, modification_time }: api.DbfsInfo) => ({
  path,
  is_dir: is_dir === true,
  ...compact({ file_size: is_dir ? undefined : file_size, modification_time: isoTime(modification_time) }),
});

export const listDbfsFiles = dbfs.tool({
  name: "list_dbfs_files",
  title: "List a DBFS folder",
  description: "Lists what is directly in a DBFS folder, all at once. Volumes (/Volumes) have list_volume_files.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ path: dbfsPath }),
  output: z.object({ path: z.string(), files: z.array(file) }),
  async run(ctx, { path }) {
    const files = await api.listFiles(ctx.client, { path });
    return { path: api.dbfsPath(path), files: files.map(fileView) };
  },
  text: ({ path, files }) =>
    fileTable(
      path,
      files.map((one) => ({ ...one, modified: one.modification_time })),
    ),
});

export const getDbfsFile = dbfs.tool({
  name: "get_dbfs_file",
  title: "Get a DBFS file's status",
  description: "Returns whether a DBFS path is a folder, its size and when it changed.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ path: dbfsPath }),
  output: file,
  run: async (ctx, args) => fileView(await api.getStatus(ctx.client, args)),
});

export const readDbfsFile = dbfs.tool({
  name: "read_dbfs_file",
  title: "Read a DBFS file",
  description: "Returns a range of a DBFS file: text inline, binary as a link.",
  access: "read",
  untrusted: "code",
  input: z.strictObject({ path: dbfsPath, ...rangeInput(api.BLOCK) }),
  output: contentOutput,
  async run(ctx, { path, ...range }) {
    // The caller's own path: the answer's could hold anything, and errors tell it as the server's words.
    const file = api.dbfsPath(path);
    const found = await api.getStatus(ctx.client, { path });
    if (found.is_dir) {
      throw new ToolError(`${oneLine(file)} is a folder.`, { next: "Read it with list_dbfs_files." });
    }
    const read = (offset: number, length: number) => api.readBlock(ctx.client, { path, offset, length });
    return readContent(ctx, { path: file, size: found.file_size ?? 0, maxLength: api.BLOCK, read }, range);
  },
  text: contentText,
});

export const writeDbfsFile = dbfs.tool({
  name: "write_dbfs_file",
  title: "Write a DBFS file",
  description: "Writes a whole file to DBFS; one that fails half way is taken back.",
  access: writeAccess,
  input: writeInput(dbfsPath),
  output: z.object({ path: z.string(), file_size: z.number() }),
  async confirm({ path, overwrite }, ctx) {
    const found = overwrite ? await api.findFile(ctx.client, { path }) : undefined;
    // Nothing is there, so nothing is lost.
    if (!found) return null;
    return `Overwrite the DBFS file ${oneLine(found.path)} (${found.file_size ?? 0} bytes)? Its contents are lost.`;
  },
  async run(ctx, { path, overwrite, ...content }) {
    const contents = decoded(content);
    await writeFile(ctx.client, { path, contents, overwrite });
    return { path: api.dbfsPath(path), file_size: contents.byteLength };
  },
});

export const moveDbfsFile = dbfs.tool({
  name: "move_dbfs_file",
  title: "Move a DBFS file or folder",
  description: "Moves or renames a DBFS file or folder; it never replaces one.",
  access: "write",
  input: z.strictObject({ source_path: dbfsPath, destination_path: dbfsPath }),
  output: z.object({ source_path: z.string(), destination_path: z.string() }),
  async run(ctx, { source_path, destination_path }) {
    await api.moveFile(ctx.client, { source_path, destination_path });
    return { source_path: api.dbfsPath(source_path), destination_path: api.dbfsPath(destination_path) };
  },
});

export const deleteDbfsFile = dbfs.tool({
  name: "delete_dbfs_file",
  title: "Delete a DBFS file or folder",
  description: "Deletes a DBFS file or folder for good; a big folder in rounds, until deleted is true.",
  access: "destructive",
  idempotent: true,
  input: z.strictObject({
    path: dbfsPath,
    recursive: z.boolean().default(false).describe("Folder with its contents"),
    wait_seconds: params.waitSeconds,
  }),
  output: z.object({ path: z.string(), deleted: z.boolean(), next: text }),
  async confirm({ path, recursive }, ctx) {
    const found = await api.getStatus(ctx.client, { path });
    if (!found.is_dir) return `Delete the DBFS file ${oneLine(found.path)} (${found.file_size ?? 0} bytes) for good?`;
    if (!recursive) return `Delete the DBFS folder ${oneLine(found.path)}? It is deleted only if it is empty.`;
    const inside = await api.listFiles(ctx.client, { path });
    return `Delete the DBFS folder ${oneLine(found.path)} and everything in it (${inside.length} directly in it) for good?`;
  },
  async run(ctx, { path, recursive, wait_seconds }) {
    const key = `deletion of ${path}${recursive ? " with its contents" : ""}`;
    const { finished } = await waitFor(ctx, key, () => api.deleteRound(ctx.client, { path, recursive }), {
      done: ({ done }) => done,
      words: ({ done }) => (done ? "deleted" : "still deleting"),
      budgetMs: budgetOf(ctx, wait_seconds),
    });
    const next = finished ? undefined : "A part is deleted: call delete_dbfs_file again to go on.";
    return { path: api.dbfsPath(path), deleted: finished, ...compact({ next }) };
  },
});

export const createDbfsDirectory = dbfs.tool({
  name: "create_dbfs_directory",
  title: "Create a DBFS folder",
  description: "Creates a DBFS folder and the folders above it; one that exists is left alone.",
  access: "write",
  idempotent: true,
  input: z.strictObject({ path: dbfsPath }),
  output: z.object({ path: z.string() }),
  async run(ctx, { path }) {
    await api.makeDirectory(ctx.client, { path });
    return { path: api.dbfsPath(path) };
  },
});
