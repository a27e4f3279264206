import * as z from "zod";
import { oneLine } from "../../text.ts";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { nothing, text } from "../http/fields.ts";
import { id64, int64 } from "../http/json.ts";

export const OBJECT_TYPES = ["NOTEBOOK", "FILE", "DIRECTORY", "REPO", "LIBRARY", "DASHBOARD"] as const;
export const LANGUAGES = ["PYTHON", "SQL", "SCALA", "R"] as const;
export type Language = (typeof LANGUAGES)[number];

/** `ObjectInfo`: the fields we read. Types and languages are open. Times are epoch milliseconds, sizes bytes. */
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
export type ObjectInfo = z.output<typeof objectInfo>;

const TYPES = ["NOTEBOOK", "FILE", "DIRECTORY", "REPO", "LIBRARY", "DASHBOARD"];

/** An object's type, safe among the server's own words: one we know, or that it is none of these. */
export const knownType = ({ object_type }: { readonly object_type: string }): string =>
  TYPES.find((known) => known === object_type) ?? "object of another type";

/** Holds other objects; a REPO is a Git folder. */
export const isFolder = ({ object_type }: { readonly object_type: string }): boolean =>
  object_type === "DIRECTORY" || object_type === "REPO";

/** One leading slash, none at the end. */
export function cleanPath(path: string): string {
  let end = path.length;
  while (end > 0 && path[end - 1] === "/") end -= 1;
  let start = 0;
  while (start < end && path[start] === "/") start += 1;
  return `/${path.slice(start, end)}`;
}

/** The folder a path is in; `/` is in itself. */
export const parentOf = (path: string): string => path.slice(0, path.lastIndexOf("/")) || "/";

/** The last name of a path. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/**
 * What is directly in a folder; for anything else the object itself. `GET /api/2.0/workspace/list`.
 * `notebooks_modified_after` in epoch milliseconds.
 */
export const listObjects = async (
  client: Client,
  { path, notebooks_modified_after }: { path: string; notebooks_modified_after?: number | undefined },
): Promise<readonly ObjectInfo[]> => {
  const query = { path: cleanPath(path), notebooks_modified_after };
  const answer = z.looseObject({ objects: z.array(objectInfo).nullish() });
  const { objects } = await named(
    query.path,
    client.get("workspace.list", "/api/2.0/workspace/list", answer, { query }),
  );
  return objects ?? [];
};

/** `GET /api/2.0/workspace/get-status` */
export const getStatus = (client: Client, { path }: { path: string }): Promise<ObjectInfo> => {
  const query = { path: cleanPath(path) };
  return named(query.path, client.get("workspace.getStatus", "/api/2.0/workspace/get-status", objectInfo, { query }));
};

/** The object at `path`, or `undefined` where there is none. */
export const findObject = (client: Client, { path }: { path: string }): Promise<ObjectInfo | undefined> =>
  getStatus(client, { path }).catch((error: unknown) => {
    if (error instanceof ApiError && error.kind === "not-found") return undefined;
    throw error;
  });

/** The bytes of an object in a format; at most 10 MB. `GET /api/2.0/workspace/export` */
export const exportObject = async (
  client: Client,
  { path, format }: { path: string; format: string },
): Promise<Uint8Array> => {
  const query = { path: cleanPath(path), format };
  const answer = z.looseObject({ content: z.string().nullish() });
  const { content } = await named(
    query.path,
    client.get("workspace.export", "/api/2.0/workspace/export", answer, { query, lane: "bulk" }),
  );
  return Buffer.from(content ?? "", "base64");
};

/** Writes a notebook, at most 10 MB. `POST /api/2.0/workspace/import`; `overwrite` replaces what is there. */
export const importObject = async (
  client: Client,
  body: { path: string; format: string; content: Uint8Array; language?: Language | undefined; overwrite: boolean },
): Promise<void> => {
  const path = cleanPath(body.path);
  const sent = { ...body, path, content: Buffer.from(body.content).toString("base64") };
  const answer = client.post("workspace.import", "/api/2.0/workspace/import", nothing, {
    body: sent,
    lane: "bulk",
  });
  await named(parentOf(path), answer, "Choose another path, or replace what is there with overwrite: true.");
};

/** Makes a folder and its parents; one that exists is left alone. `POST /api/2.0/workspace/mkdirs` */
export const makeDirectory = (client: Client, { path }: { path: string }) => {
  const body = { path: cleanPath(path) };
  const answer = client.post("workspace.mkdirs", "/api/2.0/workspace/mkdirs", nothing, {
    body,
    replay: "safe",
  });
  return named(body.path, answer, "Something that is no folder is in the way: choose another path.");
};

/** Deletes for good; recursive deletion is not atomic. `POST /api/2.0/workspace/delete` */
export const deleteObject = (client: Client, { path, recursive }: { path: string; recursive: boolean }) => {
  const body = { path: cleanPath(path), recursive };
  const answer = client.post("workspace.delete", "/api/2.0/workspace/delete", nothing, { body });
  return named(body.path, answer, "List the folder first; recursive: true deletes it with everything in it.");
};

/** Folders a count looks into before it says "at least". */
const FOLDERS_COUNTED = 10;

/** How many objects are below a folder; `complete` is false when there was more than a quick look shows. */
export async function countBelow(client: Client, path: string): Promise<{ objects: number; complete: boolean }> {
  const waiting = [path];
  let objects = 0;
  for (let looked = 0; looked < FOLDERS_COUNTED; looked++) {
    const folder = waiting.shift();
    if (folder === undefined) break;
    const inside = await listObjects(client, { path: folder });
    objects += inside.length;
    waiting.push(...inside.filter(isFolder).map((object) => object.path));
  }
  return { objects, complete: waiting.length === 0 };
}

/** Says what the platform's bare codes leave open: which path is missing and where to look, how to get past a conflict. */
const named = <T>(path: string, answer: Promise<T>, conflict?: string): Promise<T> =>
  answer.catch((error: unknown) => {
    if (!(error instanceof ApiError)) throw error;
    if (error.kind === "conflict" && conflict !== undefined) throw error.with({ next: conflict });
    if (error.kind !== "not-found") throw error;
    throw error.with({ next: `Nothing is at ${oneLine(path)}: list ${oneLine(parentOf(path))} to see what is there.` });
  });
