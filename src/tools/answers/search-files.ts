import { homeFolder } from "../../api/admin/scim.ts";
import { ApiError } from "../../api/http/errors.ts";
import { nameScore } from "../../api/workspace/name-match.ts";
import { decodeText } from "../../api/workspace/notebook.ts";
import { baseName, exportObject, isFolder, listObjects, type ObjectInfo } from "../../api/workspace/workspace.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { compact } from "../../records.ts";
import type { AnswerParts } from "./parts.ts";
import type { FoundObject } from "./search-places.ts";

/** The part of a search in folders that was not done. */
interface FilesLeft {
  /** Folders that were not opened. */
  readonly folders: readonly string[];
  /** Files whose content was not read. */
  readonly files: readonly ObjectInfo[];
}

/** The outcome of a search in folders; the next call continues with `left`. */
export interface FilesSearched {
  readonly found: readonly FoundObject[];
  readonly opened: number;
  readonly read: number;
  readonly left: FilesLeft;
}

interface FileSearch extends FilesLeft {
  /** Words in the name of an object; empty: names are not searched. */
  readonly query: string;
  /** The line to show of a text that matches; without it, texts are not searched. */
  readonly matches?: ((text: string, path: string) => FoundLine | undefined) | undefined;
  /** Whether a folder may be missing: one that the caller did not name. */
  readonly guessed: boolean;
}

/** A line of a text that matches. */
interface FoundLine {
  readonly line: number;
  readonly text: string;
}

/** Requests at a time. */
const FOLDERS_AT_ONCE = 12;
const FILES_AT_ONCE = 8;
/** Limits of one call, also within its time. */
const MAX_FOLDERS = 400;
const MAX_FILES = 120;
/** Time to start requests in, in milliseconds, and its share of the time of the call: the answer has to be in time. */
const SEARCH_MS = 10_000;
const SHARE = 0.5;

/**
 * Objects below folders whose name matches, and files whose text matches, level by level until the time is up. The
 * deadline of the requests is that of `ctx`.
 */
export async function searchFiles(ctx: Context, parts: AnswerParts, search: FileSearch): Promise<FilesSearched> {
  const until = performance.now() + Math.min(SEARCH_MS, SHARE * ctx.settings.waitBudgetMs);
  const inTime = () => performance.now() < until;
  const objects: ObjectInfo[] = [];
  let folders = [...search.folders];
  let opened = 0;
  while (folders.length > 0 && opened < MAX_FOLDERS && (opened === 0 || inTime())) {
    const some = folders.slice(0, Math.min(FOLDERS_AT_ONCE, MAX_FOLDERS - opened));
    opened += some.length;
    const listed = await Promise.all(
      some.map((path) =>
        parts.read(`folder ${path}`, search.guessed ? listIfPresent(ctx, path) : listObjects(ctx.client, { path })),
      ),
    );
    const below: string[] = [];
    for (const inside of listed) {
      for (const object of inside ?? []) {
        objects.push(object);
        if (isFolder(object)) below.push(object.path);
      }
    }
    folders = folders.slice(some.length);
    for (const path of below) folders.push(path);
  }
  const byName = objects.flatMap((object) => {
    const score = search.query === "" ? 0 : nameScore(search.query, baseName(object.path), object.path);
    return score > 0 ? [{ ...foundFile(object), score }] : [];
  });
  const { matches } = search;
  if (!matches) return { found: byName, opened, read: 0, left: { folders, files: [] } };
  const named = new Set(byName.map(({ name }) => name));
  const texts = objects.filter(({ path, object_type }) => TEXTS.has(object_type) && !named.has(path));
  let files = [...search.files, ...texts];
  let read = 0;
  const byContent: FoundObject[] = [];
  while (files.length > 0 && read < MAX_FILES && (read === 0 || inTime())) {
    const some = files.slice(0, FILES_AT_ONCE);
    read += some.length;
    const hits = await Promise.all(some.map((object) => searchContent(ctx, parts, matches, object)));
    for (const hit of hits.flat()) byContent.push(hit);
    files = files.slice(some.length);
  }
  return { found: [...byName, ...byContent], opened, read, left: { folders, files } };
}

const TEXTS: ReadonlySet<string> = new Set(["NOTEBOOK", "FILE"]);

const stateKey = (token: string): string => `search left ${token}`;

/** Keeps the rest of a search for an hour, and returns the token to continue with; `undefined` if nothing is left. */
export function keepLeft(ctx: Context, left: FilesLeft): string | undefined {
  if (left.folders.length + left.files.length === 0) return undefined;
  const token = crypto.randomUUID();
  ctx.keep(stateKey(token), left);
  return token;
}

/** The part that an earlier search did not do. @throws {ToolError} If it is no longer kept */
export async function leftOf(ctx: Context, token: string): Promise<FilesLeft> {
  const left = await ctx.recall<FilesLeft>(stateKey(token));
  if (left) return left;
  throw new ToolError("This page_token has expired; nothing was searched.", {
    next: "Search again without page_token, or give a folder as path.",
  });
}

/** The objects of a folder; empty if it does not exist. */
const listIfPresent = (ctx: Context, path: string): Promise<readonly ObjectInfo[]> =>
  listObjects(ctx.client, { path }).catch((error: unknown) => {
    if (error instanceof ApiError && error.kind === "not-found") return [];
    throw error;
  });

async function searchContent(
  ctx: Context,
  parts: AnswerParts,
  matches: NonNullable<FileSearch["matches"]>,
  object: ObjectInfo,
): Promise<FoundObject[]> {
  const { path } = object;
  const bytes = await parts.read(`contents of ${path}`, exportObject(ctx.client, { path, format: "SOURCE" }));
  const hit = matches((bytes && decodeText(bytes)) ?? "", path);
  return hit ? [{ ...foundFile(object), about: `line ${hit.line}: ${hit.text}`, score: 1 }] : [];
}

const foundFile = ({ path, object_type, language, resource_id }: ObjectInfo) => ({
  kind: object_type === "MLFLOW_EXPERIMENT" ? "experiment" : object_type.toLowerCase(),
  name: path,
  ...compact({ id: object_type === "DASHBOARD" ? resource_id : undefined, about: language }),
});

/** The folders where the work of the caller and shared work usually are. */
export const workFolders = (ctx: Context): Promise<readonly string[]> =>
  ctx.remember("search folders", async () => {
    const home = await homeFolder(ctx.client);
    return home === "/" ? ["/"] : [home, "/Shared", `/Repos/${baseName(home)}`];
  });
