import { fail, invalid } from "../failure.ts";
import type { Fields } from "../http.ts";
import type { Notebook } from "./notebooks/notebook.ts";

/** One object of the workspace; times are epoch milliseconds. */
export type Entry = {
  readonly id: number;
  readonly path: string;
  readonly created: number;
  modified: number;
} & Content;

export type Content =
  | { readonly type: "DIRECTORY" | "REPO" }
  | { readonly type: "NOTEBOOK"; readonly notebook: Notebook }
  | { readonly type: "FILE"; readonly data: Buffer }
  | { readonly type: "DASHBOARD"; readonly dashboardId: string; readonly document: string }
  | { readonly type: "LIBRARY" };

/** The tree of folders, notebooks and files. Paths are absolute, without the `/Workspace` prefix. */
export interface Tree {
  /** The object, or the platform's 404. */
  get(path: string): Entry;
  find(path: string): Entry | undefined;
  withId(id: number): Entry | undefined;
  children(path: string): Entry[];
  /** Everything below a folder, itself not included, by path. */
  descendants(path: string): Entry[];
  mkdirs(path: string): void;
  /** Adds an object, or replaces one of the same type if `overwrite` is set. */
  put(path: string, content: Content, overwrite: boolean): void;
  remove(path: string, recursive: boolean): void;
}

const PROTECTED = /^\/(Users|Shared|Repos|Users\/[^/]+|Repos\/[^/]+)?$/;

/** The state of a tree, by path. */
export const newTree = () => ({ entries: new Map<string, Entry>(), nextId: 3_041_776_200_100 });

export function createTree(state = newTree()): Tree {
  const { entries } = state;
  const add = (path: string, content: Content, created = Date.now()) => {
    state.nextId += 1;
    entries.set(path, { id: state.nextId, path, created, modified: Date.now(), ...content });
  };
  if (!entries.has("/")) add("/", { type: "DIRECTORY" });

  const find = (path: string) => entries.get(path);
  const get = (path: string) => find(path) ?? fail(404, "RESOURCE_DOES_NOT_EXIST", `Path (${path}) doesn't exist.`);
  const below = (path: string) => {
    const prefix = path === "/" ? "/" : `${path}/`;
    return [...entries.values()]
      .filter((entry) => entry.path !== path && entry.path.startsWith(prefix))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1));
  };

  return {
    get,
    find,
    withId: (id) => [...entries.values()].find((entry) => entry.id === id),
    children: (path) => below(path).filter((entry) => parentOf(entry.path) === path),
    descendants: below,
    mkdirs(path) {
      const steps = path.split("/").slice(1);
      for (const [index] of steps.entries()) {
        const folder = `/${steps.slice(0, index + 1).join("/")}`;
        const there = find(folder);
        if (there === undefined) add(folder, { type: "DIRECTORY" });
        else if (!isFolder(there)) fail(400, "RESOURCE_ALREADY_EXISTS", `Path (${folder}) already exists.`);
      }
    },
    put(path, content, overwrite) {
      const parent = find(parentOf(path));
      if (parent === undefined || !isFolder(parent)) {
        fail(404, "RESOURCE_DOES_NOT_EXIST", `The parent folder (${parentOf(path)}) does not exist.`);
      }
      const there = find(path);
      if (there === undefined) {
        add(path, content);
        return;
      }
      if (!overwrite) fail(400, "RESOURCE_ALREADY_EXISTS", `Path (${path}) already exists.`);
      if (there.type !== content.type) {
        const types = `(asked: ${content.type}, actual: ${there.type})`;
        invalid(`Cannot overwrite the asset at ${path} due to type mismatch ${types}`);
      }
      entries.set(path, { id: there.id, path, created: there.created, modified: Date.now(), ...content });
    },
    remove(path, recursive) {
      get(path);
      if (PROTECTED.test(path)) fail(400, "DIRECTORY_PROTECTED", `Folder ${path} is protected.`);
      const inside = below(path);
      if (inside.length > 0 && !recursive) fail(400, "DIRECTORY_NOT_EMPTY", `Folder (${path}) is not empty.`);
      for (const entry of [...inside, get(path)]) entries.delete(entry.path);
    },
  };
}

export function isFolder({ type }: Entry): boolean {
  return type === "DIRECTORY" || type === "REPO";
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

/** The path of a request, without `/Workspace` and without a slash at the end. */
export function normalPath(path: string): string {
  if (!path.startsWith("/")) invalid(`Path (${path}) doesn't start with '/'.`);
  const plain = path.replace(/^\/Workspace(?=\/|$)/, "").replace(/\/+$/, "");
  if (plain === "") return "/";
  const steps = plain.slice(1).split("/");
  if (steps.some((step) => step === "" || step === "." || step === "..")) {
    invalid(`Path (${path}) has an empty, '.' or '..' part.`);
  }
  return plain;
}

/** `ObjectInfo` of the REST API. */
export function objectInfo(entry: Entry): Fields {
  return {
    object_type: entry.type,
    path: entry.path,
    ...(entry.type === "NOTEBOOK" && { language: entry.notebook.language }),
    ...(entry.type === "FILE" && { size: entry.data.length, created_at: entry.created, modified_at: entry.modified }),
    object_id: entry.id,
    resource_id: entry.type === "DASHBOARD" ? entry.dashboardId : String(entry.id),
  };
}
