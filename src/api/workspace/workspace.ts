import * as z from "zod";
import { oneLine } from "../../text.ts";
import type { Client } from "../http/client.ts";
import { ApiError, absentAsUndefined } from "../http/errors.ts";
import { nothing, text } from "../http/fields.ts";
import { id64, int64 } from "../http/json.ts";
import { base64InSlices } from "../http/slices/base64.ts";

/** The documented types of workspace objects; a REPO is a Git folder. */
export const OBJECT_TYPES = ["NOTEBOOK", "FILE", "DIRECTORY", "REPO", "LIBRARY", "DASHBOARD"] as const;
/** The languages of notebooks. */
export const LANGUAGES = ["PYTHON", "SQL", "SCALA", "R"] as const;
/** One of `LANGUAGES`. */
export type NotebookLanguage = (typeof LANGUAGES)[number];

const objectInfo = z.looseObject({
  path: z.string(),
  object_type: z.string(),
  object_id: id64.nullish(),
  language: text,
  resource_id: text,
  size: int64.nullish(),
  created_at: int64.nullish(),
  modified_at: int64.nullish(),
});
/** `ObjectInfo`: the fields we read. Other types and languages are possible. Times are epoch milliseconds, sizes bytes. */
export type ObjectInfo = z.output<typeof objectInfo>;

/** The object's type if it is a documented one, else a description: an unknown name must not pass as the server's words. */
export const knownType = ({ object_type }: { readonly object_type: string }): string =>
  OBJECT_TYPES.find((known) => known === object_type) ?? "object of another type";

/** Whether the object contains other objects. */
export const isFolder = ({ object_type }: { readonly object_type: string }): boolean =>
  object_type === "DIRECTORY" || object_type === "REPO";

/** The path with exactly one slash at the start and none at the end. */
export function cleanPath(path: string): string {
  let end = path.length;
  while (end > 0 && path[end - 1] === "/") end -= 1;
  let start = 0;
  while (start < end && path[start] === "/") start += 1;
  return `/${path.slice(start, end)}`;
}

/** The parent folder of a path; the parent of `/` is `/`. */
export const parentOf = (path: string): string => path.slice(0, path.lastIndexOf("/")) || "/";

/** The last segment of a path. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/**
 * The objects directly in a folder; for any other object, the object itself. `GET /api/2.0/workspace/list`
 * @param query `notebooks_modified_after` is in epoch milliseconds
 * @throws {ApiError} `not-found`
 */
export const listObjects = async (
  client: Client,
  { path, notebooks_modified_after }: { path: string; notebooks_modified_after?: number | undefined },
): Promise<readonly ObjectInfo[]> => {
  const query = { path: cleanPath(path), notebooks_modified_after };
  const page = z.looseObject({ objects: z.array(objectInfo).nullish() });
  const { objects } = await withNextStep(
    query.path,
    client.get("workspace.list", "/api/2.0/workspace/list", page, { query }),
  );
  return objects ?? [];
};

/**
 * The object at `path`. `GET /api/2.0/workspace/get-status`
 * @throws {ApiError} `not-found`
 */
export const getStatus = (client: Client, { path }: { path: string }): Promise<ObjectInfo> => {
  const query = { path: cleanPath(path) };
  return withNextStep(
    query.path,
    client.get("workspace.getStatus", "/api/2.0/workspace/get-status", objectInfo, { query }),
  );
};

/** The object at `path`, or `undefined` if there is none. */
export const findObject = (client: Client, { path }: { path: string }): Promise<ObjectInfo | undefined> =>
  absentAsUndefined(getStatus(client, { path }));

/**
 * The bytes of an object in a format. `GET /api/2.0/workspace/export`
 * @throws {ApiError} `not-found`, `too-large` above 10 MB, `bad-response` without content
 */
export const exportObject = async (
  client: Client,
  { path, format }: { path: string; format: string },
): Promise<Uint8Array> => {
  const query = { path: cleanPath(path), format };
  // Required: without it, an object that could not be exported would read as empty.
  const exported = z.looseObject({ content: z.string() });
  const { content } = await withNextStep(
    query.path,
    client.get("workspace.export", "/api/2.0/workspace/export", exported, { query, lane: "bulk" }),
  ).catch((error: unknown) => {
    throw error instanceof ApiError && error.kind === "too-large" ? error.with({ next: OVER_EXPORT_LIMIT }) : error;
  });
  return base64InSlices(content);
};

/** The text of an object in a format. @throws {ApiError} As `exportObject` */
export const exportText = async (client: Client, object: { path: string; format: string }): Promise<string> =>
  Buffer.from(await exportObject(client, object)).toString("utf8");

const OVER_EXPORT_LIMIT =
  "The limit of an export is 10 MB. The format SOURCE leaves out the outputs of a notebook. Keep large files in a volume.";

/**
 * Writes a notebook of at most 10 MB; `overwrite` replaces an existing object. `POST /api/2.0/workspace/import`
 * @throws {ApiError} `conflict` without `overwrite` if the path is taken, `not-found` if the parent folder is missing
 */
export const importObject = async (
  client: Client,
  body: {
    path: string;
    format: string;
    content: Uint8Array;
    language?: NotebookLanguage | undefined;
    overwrite: boolean;
  },
): Promise<void> => {
  const path = cleanPath(body.path);
  const sent = { ...body, path, content: Buffer.from(body.content).toString("base64") };
  const done = client.post("workspace.import", "/api/2.0/workspace/import", nothing, {
    body: sent,
    lane: "bulk",
  });
  const conflict = "Choose another path, or replace the existing object with overwrite: true.";
  await withNextStep(parentOf(path), done, conflict, " Create it with create_directory.");
};

/**
 * Creates a folder and its parents; an existing folder is unchanged. `POST /api/2.0/workspace/mkdirs`
 * @throws {ApiError} `conflict` if an object on the path is not a folder
 */
export const makeDirectory = (client: Client, { path }: { path: string }) => {
  const body = { path: cleanPath(path) };
  const done = client.post("workspace.mkdirs", "/api/2.0/workspace/mkdirs", nothing, {
    body,
    replay: "safe",
  });
  return withNextStep(body.path, done, "An object on this path is not a folder. Choose another path.");
};

/**
 * Permanently deletes an object. Recursive deletion is not atomic. `POST /api/2.0/workspace/delete`
 * @throws {ApiError} `conflict` without `recursive` if the folder is not empty, `not-found`
 */
export const deleteObject = (client: Client, { path, recursive }: { path: string; recursive: boolean }) => {
  const body = { path: cleanPath(path), recursive };
  const done = client.post("workspace.delete", "/api/2.0/workspace/delete", nothing, { body });
  return withNextStep(body.path, done, NOT_EMPTY);
};

/** Number of folders that are opened before the count becomes a minimum. */
const FOLDERS_COUNTED = 10;

/** Counts the objects below a folder, at any depth. `complete` is false if not all folders were opened. */
export async function countBelow(client: Client, path: string): Promise<{ objects: number; complete: boolean }> {
  const waiting = [path];
  let objects = 0;
  for (let opened = 0; opened < FOLDERS_COUNTED; opened++) {
    const folder = waiting.shift();
    if (folder === undefined) break;
    const inside = await listObjects(client, { path: folder });
    objects += inside.length;
    for (const object of inside) if (isFolder(object)) waiting.push(object.path);
  }
  return { objects, complete: waiting.length === 0 };
}

const NOT_EMPTY = "The folder may not be empty. List its contents, or use recursive: true to delete them too.";

/** Adds the next step that the platform's errors lack: where to look for a missing path, how to resolve a conflict. */
const withNextStep = <T>(path: string, result: Promise<T>, conflict?: string, create = ""): Promise<T> =>
  result.catch((error: unknown) => {
    if (!(error instanceof ApiError)) throw error;
    if (error.kind === "conflict" && conflict !== undefined) throw error.with({ next: conflict });
    if (error.kind !== "not-found") throw error;
    throw error.with({
      next: `Nothing exists at ${oneLine(path)}. List ${oneLine(parentOf(path))} to see its contents.${create}`,
    });
  });
