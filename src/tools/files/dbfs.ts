import * as z from "zod";
import * as api from "../../api/files/dbfs.ts";
import { writeFile } from "../../api/files/dbfs-write.ts";
import { type AffectedObject, type Sentence, say, unnamed } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";
import { oneLine } from "../../text.ts";
import { waitBudgetMs, waitFor } from "../waiting.ts";
import {
  bytesOf,
  contentText,
  contentView,
  rangeInput,
  readContent,
  writeAccess,
  writeFacts,
  writeInput,
} from "./content.ts";
import { dbfsEntryView, fileTable } from "./entry-view.ts";

const dbfs = defineToolset({
  id: "dbfs",
  title: "DBFS",
  summary: "Files in the Databricks file system (dbfs:/): list, read, write, move and delete.",
  default: false,
  finders: "list_dbfs_files",
});

const dbfsPath = z
  .string()
  .max(4096)
  .refine((path) => /^(dbfs:)?\//.test(path), "must be absolute, e.g. /FileStore/a.csv")
  .refine((path) => !path.split("/").some((part) => part === ".." || part === "."), "must not contain . or .. segments")
  .refine((path) => !/^(dbfs:)?\/Volumes(\/|$)/.test(path), "is in a volume: use the *_volume_file tools")
  .describe("Absolute DBFS path, e.g. /FileStore/a.csv");

const dbfsObject = (path: string, is_dir: boolean | null | undefined): AffectedObject => ({
  kind: is_dir ? "DBFS folder" : "DBFS file",
  name: api.dbfsPath(path),
  contents: is_dir ? "/" : undefined,
});

/** The loss when a folder is deleted. @throws {ToolError} if the folder is not empty and the deletion is not recursive */
function lostInside(path: string, inside: readonly api.DbfsInfo[], recursive: boolean): Sentence {
  if (inside.length === 0) return say`It is empty.`;
  if (!recursive) {
    throw new ToolError(`The folder ${oneLine(path)} is not empty, nothing was deleted.`, {
      next: "List its contents with list_dbfs_files, or delete them too with recursive: true.",
    });
  }
  const folders = inside.filter(({ is_dir }) => is_dir).length;
  const count = `${counted(inside.length - folders, "file")} and ${counted(folders, "folder")}`;
  return say`It directly contains ${{ sentence: count }}. Nothing in it can be restored.`;
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

const pathTaken = (path: string): ToolError =>
  new ToolError(`${oneLine(path)} exists, nothing was moved.`, { next: "Choose another destination_path." });

export const listDbfsFiles = dbfs.tool({
  name: "list_dbfs_files",
  title: "List a DBFS folder",
  description:
    "Lists the files and folders directly in a DBFS folder, with size and time, without paging. For volumes (/Volumes), use list_volume_files.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ path: dbfsPath }),
  output: z.object({ path: z.string(), files: z.array(dbfsEntryView.schema) }),
  async run(ctx, { path }) {
    const files = await api.listFiles(ctx.client, { path });
    return { path: api.dbfsPath(path), files: files.map(dbfsEntryView) };
  },
  text: ({ path, files }) =>
    fileTable(
      path,
      files.map((one) => ({ ...one, modified: one.modification_time })),
    ),
});

export const getDbfsFile = dbfs.tool({
  name: "get_dbfs_file",
  title: "Get the metadata of a DBFS file",
  description: "Returns whether a DBFS path is a file or a folder, and the size and time of a file.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ path: dbfsPath }),
  output: dbfsEntryView.schema,
  run: async (ctx, args) => dbfsEntryView(await api.getStatus(ctx.client, args)),
});

export const readDbfsFile = dbfs.tool({
  name: "read_dbfs_file",
  title: "Read a DBFS file",
  description:
    "Reads a DBFS file, or a range of it of at most 1 MiB. Returns text inline and binary content as a link.",
  access: "read",
  untrusted: "code",
  input: z.strictObject({ path: dbfsPath, ...rangeInput(api.BLOCK) }),
  output: contentView.schema,
  async run(ctx, { path, ...range }) {
    // The caller's own path: the one in the response could hold any text, and errors show it as the server's words.
    const file = api.dbfsPath(path);
    const found = await api.getStatus(ctx.client, { path });
    if (found.is_dir) {
      throw new ToolError(`${oneLine(file)} is a folder.`, { next: "List its files with list_dbfs_files." });
    }
    const read = (offset: number, length: number) => api.readBlock(ctx.client, { path, offset, length });
    return readContent(ctx, { path: file, size: found.file_size ?? 0, maxLength: api.BLOCK, read }, range);
  },
  text: contentText,
});

export const writeDbfsFile = dbfs.tool({
  name: "write_dbfs_file",
  title: "Write a DBFS file",
  description: "Writes a whole file to DBFS.",
  access: writeAccess,
  input: writeInput(dbfsPath),
  output: z.object({ path: z.string(), file_size: z.number() }),
  aliases: { contents: (contents) => ({ content: contents, encoding: "base64" }) },
  covers: "dbfs.put",
  alsoCovers: [{ operation: "dbfs.create", args: ({ path, overwrite }) => [{ path, overwrite, content: "" }] }],
  async affects({ path, overwrite, ...write }, ctx) {
    const found = overwrite ? await api.findFile(ctx.client, { path }) : undefined;
    if (found?.is_dir) {
      throw new ToolError(`${oneLine(path)} is a folder, nothing was written.`, { next: "Choose another path." });
    }
    return writeFacts({ kind: "DBFS file", name: api.dbfsPath(path) }, found && (found.file_size ?? 0), write);
  },
  async run(ctx, { path, overwrite, ...content }) {
    const contents = bytesOf(content);
    await writeFile(ctx.client, { path, contents, overwrite });
    return { path: api.dbfsPath(path), file_size: contents.byteLength };
  },
});

export const moveDbfsFile = dbfs.tool({
  name: "move_dbfs_file",
  title: "Move a DBFS file or folder",
  description:
    "Moves or renames a file, or a folder with its contents, within DBFS. An existing destination is never replaced.",
  // An ordinary edit; moving a folder asks, because jobs and users find everything in it by its path.
  access: { least: "write", most: "destructive", of: () => "write" },
  input: z.strictObject({
    source_path: dbfsPath.describe("DBFS path to move"),
    destination_path: dbfsPath.describe("New DBFS path"),
  }),
  aliases: { source: "source_path", destination: "destination_path" },
  covers: "dbfs.move",
  async affects({ source_path, destination_path }, ctx) {
    const { is_dir } = await api.getStatus(ctx.client, { path: source_path });
    const destination = api.dbfsPath(destination_path);
    const objects = [{ ...dbfsObject(source_path, is_dir), matches: [destination] }];
    if (!is_dir) return { effect: "Move", objects, consequences: [] };
    if (await api.findFile(ctx.client, { path: destination })) throw pathTaken(destination);
    const text = say`Everything in it moves to ${destination}. Jobs and code that use its current path no longer find it.`;
    return { effect: "Move", objects, consequences: [{ reason: "others", text }] };
  },
  output: z.object({ source_path: z.string(), destination_path: z.string() }),
  async run(ctx, { source_path, destination_path }) {
    await api.moveFile(ctx.client, { source_path, destination_path });
    return { source_path: api.dbfsPath(source_path), destination_path: api.dbfsPath(destination_path) };
  },
});

export const deleteDbfsFile = dbfs.tool({
  name: "delete_dbfs_file",
  title: "Delete a DBFS file or folder",
  description:
    "Permanently deletes a DBFS file or folder. A large folder takes several calls: repeat the call until deleted is true.",
  access: "destructive",
  idempotent: true,
  input: z.strictObject({
    path: dbfsPath,
    recursive: z.boolean().default(false).describe("Delete a folder with its contents"),
    wait_seconds: params.waitSeconds,
  }),
  output: z.object({ path: z.string(), deleted: z.boolean(), next: text }),
  covers: "dbfs.delete",
  async affects({ path, recursive }, ctx) {
    const found = await api.getStatus(ctx.client, { path });
    const text = found.is_dir
      ? lostInside(path, await api.listFiles(ctx.client, { path }), recursive)
      : say`Its ${found.file_size ?? 0} bytes cannot be restored.`;
    return {
      effect: "Permanently delete",
      objects: [dbfsObject(path, found.is_dir)],
      consequences: [{ reason: "loss", text }],
    };
  },
  async run(ctx, { path, recursive, wait_seconds }) {
    const key = `deletion of ${path}${recursive ? " with its contents" : ""}`;
    const { finished } = await waitFor(ctx, key, () => api.deleteRound(ctx.client, { path, recursive }), {
      done: ({ done }) => done,
      words: ({ done }) => (done ? "deleted" : "still deleting"),
      budgetMs: waitBudgetMs(ctx, wait_seconds),
    });
    const next = finished ? undefined : "Only a part is deleted. Call delete_dbfs_file again to continue.";
    return { path: api.dbfsPath(path), deleted: finished, next };
  },
});

export const createDbfsDirectory = dbfs.tool({
  name: "create_dbfs_directory",
  title: "Create a DBFS folder",
  description: "Creates a DBFS folder, including missing parents. An existing folder is unchanged.",
  access: "write",
  idempotent: true,
  input: z.strictObject({ path: dbfsPath }),
  output: z.object({ path: z.string() }),
  covers: "dbfs.mkdirs",
  affects: ({ path }) => unnamed("Create", { kind: "DBFS folder", name: api.dbfsPath(path) }),
  async run(ctx, { path }) {
    await api.makeDirectory(ctx.client, { path });
    return { path: api.dbfsPath(path) };
  },
});
