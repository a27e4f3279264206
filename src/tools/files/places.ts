import * as volume from "../../api/files/files.ts";
import type { Client } from "../../api/http/client.ts";
import * as workspace from "../../api/workspace/workspace.ts";
import type { AffectedObject } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import * as params from "../../core/params.ts";
import { oneLine } from "../../text.ts";
import { objectKind, workspaceObject } from "../workspace/object-facts.ts";

// Files of volumes and of the workspace, which the platform serves by two APIs.

/** A path in a volume or in the workspace. */
export const anyPath = params.workspacePath
  .refine((path) => !isVolumePath(path) || path.split("/").filter(Boolean).length > 3, "must name a volume")
  .describe("e.g. /Volumes/main/raw/in/a.csv or /Users/me@x.com/app.py")
  .register(params.READINGS, { reading: "volume-path" });

export const isVolumePath = (path: string): boolean => path === "/Volumes" || path.startsWith("/Volumes/");

/** Whether a path in `/Volumes` is inside a volume: neither its root nor above it. */
export const isInVolume = (path: string): boolean => isVolumePath(path) && path.split("/").length > 5;

/** A file, notebook or folder at a path. Sizes are bytes. */
export interface FoundPlace {
  readonly kind: "file" | "notebook" | "folder" | "other";
  readonly path: string;
  readonly size: number | undefined;
  /** The object of the workspace; absent in a volume. */
  readonly object?: workspace.ObjectInfo;
}

/** The object at a path, or `undefined` if there is none. */
export async function findPlace(client: Client, path: string): Promise<FoundPlace | undefined> {
  if (isVolumePath(path)) {
    const file = await volume.findFile(client, { path });
    if (file) return { kind: "file", path: file.path, size: file.file_size };
    const isFolder = await volume.isDirectory(client, { path });
    return isFolder ? { kind: "folder", path: workspace.cleanPath(path), size: undefined } : undefined;
  }
  const object = await workspace.findObject(client, { path });
  return object && placeOf(object);
}

/** The place of an object of the workspace. */
export const placeOf = (object: workspace.ObjectInfo): FoundPlace => ({
  kind: kindOf(object),
  path: object.path,
  size: object.size ?? undefined,
  object,
});

const kindOf = (object: workspace.ObjectInfo): FoundPlace["kind"] => {
  if (workspace.isFolder(object)) return "folder";
  if (object.object_type === "NOTEBOOK") return "notebook";
  return object.object_type === "FILE" ? "file" : "other";
};

/** The object at a path. @throws {ToolError} If there is nothing */
export async function requirePlace(client: Client, path: string): Promise<FoundPlace> {
  const found = await findPlace(client, path);
  if (found) return found;
  throw nothingAt(path);
}

/** The error for a path without an object. */
export const nothingAt = (path: string): ToolError =>
  new ToolError(`Nothing exists at ${oneLine(path)}.`, { next: volume.whereToLook(path) });

/** A place as a question names it, and `--protect` knows it. */
export const placeObject = (found: FoundPlace, asked: string): AffectedObject =>
  found.object
    ? workspaceObject(found.object, asked)
    : { kind: placeWord(found), name: found.path, contents: found.kind === "folder" ? "/" : undefined };

/** The word for it in an error. */
export const placeWord = ({ kind, object }: FoundPlace): string => {
  if (object) return objectKind(object);
  return kind === "folder" ? "directory" : kind;
};

/** Maximum bytes of one request to a volume. */
export const MAX_RANGE = 16 * 2 ** 20;
/** Larger files are copied by code on a cluster: the server would have to hold them in memory. */
const MAX_COPIED = 64 * 2 ** 20;

/** The whole content of a file, or the source of a notebook. @throws {ToolError} If it is larger than 64 MiB */
export async function contentOf(client: Client, { path, size = 0, kind, object }: FoundPlace): Promise<Uint8Array> {
  if (object) return workspace.exportObject(client, { path, format: kind === "notebook" ? "SOURCE" : "AUTO" });
  if (size > MAX_COPIED) {
    throw new ToolError(`${oneLine(path)} has ${size} bytes; at most ${MAX_COPIED} can be copied this way.`, {
      next: "Copy it on a cluster: dbutils.fs.cp in execute_command.",
    });
  }
  const whole = new Uint8Array(size);
  for (let offset = 0; offset < size; offset += MAX_RANGE) {
    const length = Math.min(MAX_RANGE, size - offset);
    whole.set(await volume.readRange(client, { path, offset, length }), offset);
  }
  return whole;
}

/** Writes a file, or the source of a notebook of this language. */
export async function writePlace(
  client: Client,
  path: string,
  content: Uint8Array,
  { overwrite, language }: { overwrite: boolean; language?: workspace.NotebookLanguage | undefined },
): Promise<void> {
  if (isVolumePath(path)) {
    await volume.uploadFile(client, { path, contents: new Uint8Array(content), overwrite });
    return;
  }
  const format = language === undefined ? "AUTO" : "SOURCE";
  await workspace.importObject(client, { path, content, overwrite, format, language });
}

/** The first line by which the platform takes a file for a notebook. */
const NOTEBOOK_HEADER = /^\uFEFF?(?:#|--|\/\/) Databricks notebook source\s*(?:\r?\n|$)/;

/**
 * Refuses content that the platform would store as a notebook under another name.
 *
 * @throws {ToolError} For source with the header of a notebook, and for `.ipynb`
 */
export function refuseNotebook(path: string, content: Uint8Array): void {
  if (isVolumePath(path)) return;
  const jupyter = /\.ipynb$/i.test(path);
  if (!jupyter && !NOTEBOOK_HEADER.test(Buffer.from(content.subarray(0, 100)).toString("utf8"))) return;
  throw new ToolError("This content is a notebook, not a file. Nothing was written.", {
    next: `Write it with import_notebook${jupyter ? " and format JUPYTER" : ""}.`,
  });
}
