import * as z from "zod";
import { isoTime, oneLine } from "../../text.ts";
import type { Client } from "../http/client.ts";
import { ApiError, absentAsUndefined } from "../http/errors.ts";
import { nothing } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path, subPath } from "../http/path.ts";
import { cleanPath, parentOf } from "../workspace/workspace.ts";

const entry = z.looseObject({
  path: z.string(),
  name: z.string().nullish(),
  is_directory: z.boolean().nullish(),
  file_size: int64.nullish(),
  last_modified: int64.nullish(),
});
/** An entry of a directory. Size in bytes, time in epoch milliseconds. */
export type FileEntry = z.output<typeof entry>;

const listing = z.looseObject({ contents: z.array(entry).nullish(), next_page_token: z.string().nullish() });

/** The metadata of a file from a `HEAD` request: size in bytes, time as ISO 8601. */
export interface FileMetadata {
  readonly path: string;
  readonly file_size: number;
  readonly content_type: string | undefined;
  readonly last_modified: string | undefined;
}

const fileUrl = (file: string): string => path`/api/2.0/fs/files/${subPath(cleanPath(file))}`;
const directoryUrl = (directory: string): string => path`/api/2.0/fs/directories/${subPath(cleanPath(directory))}`;

/**
 * One page of a directory; `page_size` is at most 1000. `GET /api/2.0/fs/directories{directory_path}`
 * @throws {ApiError} `not-found`
 */
export async function listDirectory(
  client: Client,
  { path: directory, ...query }: { path: string; page_size: number; page_token?: string | undefined },
): Promise<Page<FileEntry>> {
  const page = await withLocation(
    directory,
    client.get("files.listDirectoryContents", directoryUrl(directory), listing, { query }),
  );
  return { items: page.contents ?? [], next: page.next_page_token || undefined };
}

/**
 * The metadata of a file, or `undefined` if there is none. `HEAD /api/2.0/fs/files{file_path}`
 * @throws {ApiError} `bad-response` if no response reports the size
 */
export async function findFile(client: Client, { path: file }: { path: string }): Promise<FileMetadata | undefined> {
  const found = await absentAsUndefined(client.bytes("files.getMetadata", "HEAD", fileUrl(file)));
  if (found === undefined) return undefined;
  const size = found.headers.get("content-length");
  return {
    path: cleanPath(file),
    file_size: size === null ? await sizeByRange(client, file) : Number(size),
    content_type: found.headers.get("content-type") ?? undefined,
    last_modified: isoTime(Date.parse(found.headers.get("last-modified") ?? "")),
  };
}

/** Some proxies drop the length of a response to `HEAD`. The response for the first byte has the size of the file, too. */
async function sizeByRange(client: Client, file: string): Promise<number> {
  const range = { offset: 0, length: 1 };
  const { status, headers, body } = await client
    .bytes("files.download", "GET", fileUrl(file), { range, lane: "bulk" })
    .catch((error: unknown) => {
      // An empty file has no first byte.
      if (error instanceof ApiError && error.status === 416) return EMPTY;
      throw error;
    });
  // 200 is the whole file: the range was ignored.
  const size = status === 200 ? body.length : /\/(\d+)$/.exec(headers.get("content-range") ?? "")?.[1];
  if (size !== undefined) return Number(size);
  throw new ApiError({
    kind: "bad-response",
    outcome: "failed",
    message: "The responses do not contain the size of the file.",
    next: "A proxy may have removed the headers Content-Length and Content-Range. list_volume_files shows the size.",
  });
}

const EMPTY = { status: 200, headers: new Headers(), body: new Uint8Array() };

/** Whether a directory exists at this path. `HEAD /api/2.0/fs/directories{directory_path}` */
export const isDirectory = async (client: Client, { path: directory }: { path: string }): Promise<boolean> =>
  (await absentAsUndefined(client.bytes("files.getDirectoryMetadata", "HEAD", directoryUrl(directory)))) !== undefined;

/**
 * Up to `length` bytes from `offset`, which must be inside the file. `GET /api/2.0/fs/files{file_path}`
 * @throws {ApiError} `not-found`, `invalid` if `offset` is past the end
 */
export async function readRange(
  client: Client,
  { path: file, offset, length }: { path: string; offset: number; length: number },
): Promise<Uint8Array> {
  const range = { offset, length };
  const { status, body } = await withLocation(
    file,
    client.bytes("files.download", "GET", fileUrl(file), { range, lane: "bulk" }),
  );
  // 200 is the whole file: the platform ignored the range.
  return status === 206 ? body.subarray(0, length) : body.subarray(offset, offset + length);
}

/**
 * Writes a whole file of at most 5 GiB in one atomic request. `PUT /api/2.0/fs/files{file_path}`
 * @throws {ApiError} `conflict` without `overwrite` if the file exists, `not-found` if volume or directory is missing
 */
export const uploadFile = (
  client: Client,
  { path: file, contents, overwrite }: { path: string; contents: Uint8Array<ArrayBuffer>; overwrite: boolean },
) => {
  const done = client.put("files.upload", fileUrl(file), nothing, {
    query: { overwrite },
    bytes: contents,
    lane: "bulk",
  });
  return withPlace(done, "A file exists at this path. Choose another path, or replace the file with overwrite: true.");
};

/**
 * Permanently deletes a file. `DELETE /api/2.0/fs/files{file_path}`
 * @throws {ApiError} `not-found`
 */
export const deleteFile = (client: Client, { path: file }: { path: string }) =>
  withLocation(file, client.delete("files.delete", fileUrl(file), nothing));

/**
 * Creates a directory and its parents; an existing one is unchanged. `PUT /api/2.0/fs/directories{directory_path}`
 * @throws {ApiError} `conflict` if a file has this path, `not-found` if the volume is missing
 */
export const makeDirectory = (client: Client, { path: directory }: { path: string }) => {
  const done = client.put("files.createDirectory", directoryUrl(directory), nothing, { replay: "safe" });
  return withPlace(done, "A file has this path. Choose another one.");
};

/**
 * Deletes an empty directory. `DELETE /api/2.0/fs/directories{directory_path}`
 * @throws {ApiError} `conflict` (`DIRECTORY_NOT_EMPTY`), `not-found`
 */
export const deleteDirectory = (client: Client, { path: directory }: { path: string }) =>
  client.delete("files.deleteDirectory", directoryUrl(directory), nothing).catch((error: unknown) => {
    if (!(error instanceof ApiError) || !/NOT_EMPTY/.test(error.errorCode ?? "")) throw withFinder(directory, error);
    throw error.with({
      next: "The directory is not empty. Delete its contents first. The platform cannot delete a whole tree at once.",
    });
  });

const withLocation = <T>(file: string, result: Promise<T>): Promise<T> =>
  result.catch((error: unknown) => {
    throw withFinder(file, error);
  });

/** Next steps for a write: if something is missing, it is the volume or the parent directory. */
const withPlace = <T>(result: Promise<T>, conflict: string): Promise<T> =>
  result.catch((error: unknown) => {
    if (!(error instanceof ApiError)) throw error;
    if (error.kind === "conflict") throw error.with({ next: conflict });
    if (error.kind !== "not-found") throw error;
    throw error.with({
      next: "The volume or a parent directory does not exist. Find volumes with list_volumes, or create a directory with create_volume_directory.",
    });
  });

/** Adds to a `not-found` error where to look for the path. */
function withFinder(file: string, error: unknown): unknown {
  return error instanceof ApiError && error.kind === "not-found"
    ? error.with({ next: `Nothing exists at ${oneLine(file)}. ${whereToLook(file)}` })
    : error;
}

/** Where to look for a missing file. The Files API lists nothing above the root of a volume; Unity Catalog does. */
export const whereToLook = (file: string): string => {
  const parent = parentOf(cleanPath(file));
  return subPath(parent).length < 4 && parent.startsWith("/Volumes")
    ? "Find volumes with list_volumes."
    : `List ${oneLine(parent)} to see its contents.`;
};
