import * as z from "zod";
import { oneLine } from "../../text.ts";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { nothing } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import { subPath, path as urlPath } from "../http/path.ts";
import { cleanPath, parentOf } from "../workspace/workspace.ts";

/** `FileInfo`. Size in bytes, time in epoch milliseconds. */
const fileInfo = z.looseObject({
  path: z.string(),
  is_dir: z.boolean().nullish(),
  file_size: int64.nullish(),
  modification_time: int64.nullish(),
});
export type DbfsInfo = z.output<typeof fileInfo>;

/** Most bytes one read answers with and one written block holds. */
export const BLOCK = 2 ** 20;

/** The path as the API takes it: absolute, without `dbfs:`, nothing in it that could lead elsewhere. @throws ApiError */
export function dbfsPath(path: string): string {
  const plain = cleanPath(path.replace(/^dbfs:/, ""));
  // It travels as a parameter, yet names a file: the rules of a URL's segments keep it to the one it says.
  if (plain !== "/") urlPath`/${subPath(plain)}`;
  return plain;
}

/** What is directly in a folder; a file lists itself. No paging. `GET /api/2.0/dbfs/list` */
export async function listFiles(client: Client, { path }: { path: string }): Promise<readonly DbfsInfo[]> {
  const query = { path: dbfsPath(path) };
  const answer = z.looseObject({ files: z.array(fileInfo).nullish() });
  const { files } = await named(query.path, client.get("dbfs.list", "/api/2.0/dbfs/list", answer, { query }));
  return files ?? [];
}

/** `GET /api/2.0/dbfs/get-status` */
export const getStatus = (client: Client, { path }: { path: string }): Promise<DbfsInfo> => {
  const query = { path: dbfsPath(path) };
  return named(query.path, client.get("dbfs.getStatus", "/api/2.0/dbfs/get-status", fileInfo, { query }));
};

/** What is at `path`, or `undefined` where there is nothing. */
export const findFile = (client: Client, { path }: { path: string }): Promise<DbfsInfo | undefined> =>
  getStatus(client, { path }).catch((error: unknown) => {
    if (error instanceof ApiError && error.kind === "not-found") return undefined;
    throw error;
  });

/** Up to `length` (≤ 1 MiB) bytes from `offset` on; less at the end of the file. `GET /api/2.0/dbfs/read` */
export async function readBlock(
  client: Client,
  { path, offset, length }: { path: string; offset: number; length: number },
): Promise<Uint8Array> {
  const query = { path: dbfsPath(path), offset, length };
  const answer = z.looseObject({ data: z.string().nullish() });
  const { data } = await named(
    query.path,
    client.get("dbfs.read", "/api/2.0/dbfs/read", answer, { query, lane: "bulk" }),
  );
  return Buffer.from(data ?? "", "base64");
}

/** Makes a folder and its parents; one that exists is left alone. `POST /api/2.0/dbfs/mkdirs` */
export const makeDirectory = (client: Client, { path }: { path: string }) => {
  const body = { path: dbfsPath(path) };
  const answer = client.post("dbfs.mkdirs", "/api/2.0/dbfs/mkdirs", nothing, { body, replay: "safe" });
  return named(body.path, answer, "A file is in the way: choose another path.");
};

/** Moves a file, or a folder with everything in it; a target that exists is a conflict. `POST /api/2.0/dbfs/move` */
export const moveFile = (
  client: Client,
  { source_path, destination_path }: { source_path: string; destination_path: string },
) => {
  const body = { source_path: dbfsPath(source_path), destination_path: dbfsPath(destination_path) };
  const answer = client.post("dbfs.move", "/api/2.0/dbfs/move", nothing, { body });
  return named(body.source_path, answer, "Something is at destination_path already: choose another.");
};

/**
 * One round of a deletion. The platform gives a big folder about 45 s and then answers `PARTIAL_DELETE`: `done: false`,
 * call again. `POST /api/2.0/dbfs/delete`
 */
export async function deleteRound(
  client: Client,
  { path, recursive }: { path: string; recursive: boolean },
): Promise<{ done: boolean }> {
  const body = { path: dbfsPath(path), recursive };
  try {
    await named(body.path, client.post("dbfs.delete", "/api/2.0/dbfs/delete", nothing, { body }));
    return { done: true };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.errorCode === "PARTIAL_DELETE") return { done: false };
    if (error.errorCode !== "IO_ERROR") throw error;
    throw error.with({ next: "List the folder first; recursive: true deletes it with everything in it." });
  }
}

/** Says what the platform's bare codes leave open: which path is missing and where to look, how to get past a conflict. */
export const named = <T>(path: string, answer: Promise<T>, conflict?: string): Promise<T> =>
  answer.catch((error: unknown) => {
    if (!(error instanceof ApiError)) throw error;
    if (error.kind === "conflict" && conflict !== undefined) throw error.with({ next: conflict });
    if (error.kind !== "not-found") throw error;
    throw error.with({ next: `Nothing is at ${oneLine(path)}: list ${oneLine(parentOf(path))} to see what is there.` });
  });
