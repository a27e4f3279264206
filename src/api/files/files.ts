import * as z from "zod";
import { isoTime, oneLine } from "../../text.ts";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { nothing } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path, subPath } from "../http/path.ts";
import { cleanPath, parentOf } from "../workspace/workspace.ts";

/** Entry of a directory listing. Size in bytes, time in epoch milliseconds. */
const entry = z.looseObject({
  path: z.string(),
  name: z.string().nullish(),
  is_directory: z.boolean().nullish(),
  file_size: int64.nullish(),
  last_modified: int64.nullish(),
});
export type FileEntry = z.output<typeof entry>;

const listing = z.looseObject({ contents: z.array(entry).nullish(), next_page_token: z.string().nullish() });

/** What `HEAD` tells of a file: size in bytes, time as ISO 8601. */
export interface FileMetadata {
  readonly path: string;
  readonly file_size: number;
  readonly content_type: string | undefined;
  readonly last_modified: string | undefined;
}

const fileUrl = (file: string): string => path`/api/2.0/fs/files/${subPath(cleanPath(file))}`;
const directoryUrl = (directory: string): string => path`/api/2.0/fs/directories/${subPath(cleanPath(directory))}`;

/** One page of a directory. `GET /api/2.0/fs/directories{directory_path}`; `page_size` at most 1000. */
export async function listDirectory(
  client: Client,
  { path: directory, ...query }: { path: string; page_size: number; page_token?: string | undefined },
): Promise<Page<FileEntry>> {
  const answer = await named(
    directory,
    client.get("files.listDirectoryContents", directoryUrl(directory), listing, { query }),
  );
  return { items: answer.contents ?? [], next: answer.next_page_token || undefined };
}

/** `HEAD /api/2.0/fs/files{file_path}`. `undefined` where no file is. */
export async function findFile(client: Client, { path: file }: { path: string }): Promise<FileMetadata | undefined> {
  const found = await absentAsUndefined(client.bytes("files.getMetadata", "HEAD", fileUrl(file)));
  if (found === undefined) return undefined;
  const size = found.headers.get("content-length");
  // Without it nobody knows where the file ends; an empty file says 0.
  if (size === null)
    throw new ApiError({ kind: "bad-response", outcome: "failed", message: "The answer has no size." });
  return {
    path: cleanPath(file),
    file_size: Number(size),
    content_type: found.headers.get("content-type") ?? undefined,
    last_modified: isoTime(Date.parse(found.headers.get("last-modified") ?? "")),
  };
}

/** `HEAD /api/2.0/fs/directories{directory_path}` */
export const isDirectory = async (client: Client, { path: directory }: { path: string }): Promise<boolean> =>
  (await absentAsUndefined(client.bytes("files.getDirectoryMetadata", "HEAD", directoryUrl(directory)))) !== undefined;

/** Up to `length` bytes from `offset` on, which must lie within the file. `GET /api/2.0/fs/files{file_path}` */
export async function readRange(
  client: Client,
  { path: file, offset, length }: { path: string; offset: number; length: number },
): Promise<Uint8Array> {
  const range = { offset, length };
  const { status, body } = await named(
    file,
    client.bytes("files.download", "GET", fileUrl(file), { range, lane: "bulk" }),
  );
  // 200 is the whole file: the range was not heeded.
  return status === 206 ? body.subarray(0, length) : body.subarray(offset, offset + length);
}

/** Writes a whole file, at most 5 GiB, in one request; it is there in full or not at all. `PUT /api/2.0/fs/files{file_path}` */
export const uploadFile = (
  client: Client,
  { path: file, contents, overwrite }: { path: string; contents: Uint8Array<ArrayBuffer>; overwrite: boolean },
) => {
  const answer = client.put("files.upload", fileUrl(file), nothing, {
    query: { overwrite },
    bytes: contents,
    lane: "bulk",
  });
  return written(answer, "A file is there already: choose another path, or replace it with overwrite: true.");
};

/** `DELETE /api/2.0/fs/files{file_path}` */
export const deleteFile = (client: Client, { path: file }: { path: string }) =>
  named(file, client.delete("files.delete", fileUrl(file), nothing));

/** Makes a directory and its parents; one that exists is left alone. `PUT /api/2.0/fs/directories{directory_path}` */
export const makeDirectory = (client: Client, { path: directory }: { path: string }) => {
  const answer = client.put("files.createDirectory", directoryUrl(directory), nothing, { replay: "safe" });
  return written(answer, "A file is in the way: choose another path.");
};

/** Only an empty one. `DELETE /api/2.0/fs/directories{directory_path}` */
export const deleteDirectory = (client: Client, { path: directory }: { path: string }) =>
  client.delete("files.deleteDirectory", directoryUrl(directory), nothing).catch((error: unknown) => {
    if (!(error instanceof ApiError) || !/NOT_EMPTY/.test(error.errorCode ?? "")) throw located(directory, error);
    throw error.with({ next: "It is not empty: delete what is in it first; nothing deletes a whole tree at once." });
  });

const absentAsUndefined = <T>(answer: Promise<T>): Promise<T | undefined> =>
  answer.catch((error: unknown) => {
    if (error instanceof ApiError && error.kind === "not-found") return undefined;
    throw error;
  });

const named = <T>(file: string, answer: Promise<T>): Promise<T> =>
  answer.catch((error: unknown) => {
    throw located(file, error);
  });

/** What is missing when something is made is the place for it. */
const written = <T>(answer: Promise<T>, conflict: string): Promise<T> =>
  answer.catch((error: unknown) => {
    if (!(error instanceof ApiError)) throw error;
    if (error.kind === "conflict") throw error.with({ next: conflict });
    if (error.kind !== "not-found") throw error;
    throw error.with({
      next: "The volume or a directory is missing: list_volumes finds volumes, create_volume_directory makes a directory.",
    });
  });

/** Says what the platform's bare codes leave open: which path is missing and where to look. */
function located(file: string, error: unknown): unknown {
  return error instanceof ApiError && error.kind === "not-found" ? error.with({ next: whereToLook(file) }) : error;
}

/** Above a volume's root the Files API lists nothing: Unity Catalog does. */
export const whereToLook = (file: string): string => {
  const parent = parentOf(cleanPath(file));
  return subPath(parent).length < 4 && parent.startsWith("/Volumes")
    ? `Nothing is at ${oneLine(file)}: list_volumes tells which volumes there are.`
    : `Nothing is at ${oneLine(file)}: list ${oneLine(parent)} to see what is there.`;
};
