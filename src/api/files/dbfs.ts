import * as z from "zod";
import { oneLine } from "../../text.ts";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { nothing } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import { subPath, path as urlPath } from "../http/path.ts";
import { cleanPath, parentOf } from "../workspace/workspace.ts";

const fileInfo = z.looseObject({
  path: z.string(),
  is_dir: z.boolean().nullish(),
  file_size: int64.nullish(),
  modification_time: int64.nullish(),
});
/** `FileInfo` of a file or folder. Size in bytes, time in epoch milliseconds. */
export type DbfsInfo = z.output<typeof fileInfo>;

/** Maximum bytes of one read and of one written block. */
export const BLOCK = 2 ** 20;

/**
 * The path as the API takes it: absolute, without `dbfs:`.
 * @throws {ApiError} `invalid` if a segment could lead to another path
 */
export function dbfsPath(path: string): string {
  const plain = cleanPath(path.replace(/^dbfs:/, ""));
  // The path is sent as a parameter. Checking it like a URL path ensures that it names exactly this file.
  if (plain !== "/") urlPath`/${subPath(plain)}`;
  return plain;
}

/**
 * The files and folders directly in a folder, without paging; for a file, the file itself. `GET /api/2.0/dbfs/list`
 * @throws {ApiError} `not-found`
 */
export async function listFiles(client: Client, { path }: { path: string }): Promise<readonly DbfsInfo[]> {
  const query = { path: dbfsPath(path) };
  const page = z.looseObject({ files: z.array(fileInfo).nullish() });
  const { files } = await withNextStep(query.path, client.get("dbfs.list", "/api/2.0/dbfs/list", page, { query }));
  return files ?? [];
}

/**
 * The file or folder at `path`. `GET /api/2.0/dbfs/get-status`
 * @throws {ApiError} `not-found`
 */
export const getStatus = (client: Client, { path }: { path: string }): Promise<DbfsInfo> => {
  const query = { path: dbfsPath(path) };
  return withNextStep(query.path, client.get("dbfs.getStatus", "/api/2.0/dbfs/get-status", fileInfo, { query }));
};

/** The file or folder at `path`, or `undefined` if there is none. */
export const findFile = (client: Client, { path }: { path: string }): Promise<DbfsInfo | undefined> =>
  getStatus(client, { path }).catch((error: unknown) => {
    if (error instanceof ApiError && error.kind === "not-found") return undefined;
    throw error;
  });

/**
 * Up to `length` bytes (at most 1 MiB) from `offset`, fewer at the end of the file. `GET /api/2.0/dbfs/read`
 * @throws {ApiError} `not-found`, `invalid` if the path is a folder
 */
export async function readBlock(
  client: Client,
  { path, offset, length }: { path: string; offset: number; length: number },
): Promise<Uint8Array> {
  const query = { path: dbfsPath(path), offset, length };
  const block = z
    .looseObject({ data: z.string().nullish(), bytes_read: int64.nullish() })
    .refine(({ data, bytes_read }) => typeof data === "string" || bytes_read === 0, "data is missing");
  const { data } = await withNextStep(
    query.path,
    client.get("dbfs.read", "/api/2.0/dbfs/read", block, { query, lane: "bulk" }),
  );
  return Buffer.from(data ?? "", "base64");
}

/**
 * Creates a folder and its parents; an existing folder is unchanged. `POST /api/2.0/dbfs/mkdirs`
 * @throws {ApiError} `conflict` if a file has this path
 */
export const makeDirectory = (client: Client, { path }: { path: string }) => {
  const body = { path: dbfsPath(path) };
  const done = client.post("dbfs.mkdirs", "/api/2.0/dbfs/mkdirs", nothing, { body, replay: "safe" });
  return withNextStep(body.path, done, "A file has this path. Choose another one.");
};

/**
 * Moves a file, or a folder with everything in it. `POST /api/2.0/dbfs/move`
 * @throws {ApiError} `conflict` if the destination exists, `not-found`
 */
export const moveFile = (
  client: Client,
  { source_path, destination_path }: { source_path: string; destination_path: string },
) => {
  const body = { source_path: dbfsPath(source_path), destination_path: dbfsPath(destination_path) };
  const done = client.post("dbfs.move", "/api/2.0/dbfs/move", nothing, { body });
  return withNextStep(body.source_path, done, "destination_path exists. Choose another one.");
};

/**
 * Deletes a file or folder, a large folder in several calls: the platform stops after about 45 s with `PARTIAL_DELETE`,
 * which is `done: false`. `POST /api/2.0/dbfs/delete`
 * @throws {ApiError} `IO_ERROR` without `recursive` if the folder is not empty, `not-found`
 */
export async function deleteRound(
  client: Client,
  { path, recursive }: { path: string; recursive: boolean },
): Promise<{ done: boolean }> {
  const body = { path: dbfsPath(path), recursive };
  try {
    await withNextStep(body.path, client.post("dbfs.delete", "/api/2.0/dbfs/delete", nothing, { body }));
    return { done: true };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.errorCode === "PARTIAL_DELETE") return { done: false };
    if (error.errorCode !== "IO_ERROR") throw error;
    throw error.with({
      next: "The folder may not be empty. List its contents, or use recursive: true to delete them too.",
    });
  }
}

/** Adds the next step that the platform's errors lack: where to look for a missing path, how to resolve a conflict. */
export const withNextStep = <T>(path: string, result: Promise<T>, conflict?: string): Promise<T> =>
  result.catch((error: unknown) => {
    if (!(error instanceof ApiError)) throw error;
    if (error.kind === "conflict" && conflict !== undefined) throw error.with({ next: conflict });
    if (error.kind !== "not-found") throw error;
    throw error.with({
      next: `Nothing exists at ${oneLine(path)}. List ${oneLine(parentOf(path))} to see its contents.`,
    });
  });
