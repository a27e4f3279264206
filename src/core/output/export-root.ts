import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, link, lstat, open, realpath, stat, unlink } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import { ToolError } from "../errors.ts";
import { exportName } from "./export-name.ts";

// The only place that writes files for a call: new ones, under the directory the operator named (R10).

/** The real path of the directory files may be exported to, or why it cannot be that one. */
export async function openExportRoot(directory: string): Promise<{ path: string } | { problem: string }> {
  try {
    const path = await realpath(directory);
    if ((await stat(path)).isDirectory()) return { path };
    return { problem: "is not a directory" };
  } catch (error) {
    const code = codeOf(error);
    return { problem: code === "ENOENT" ? "does not exist: make it first" : `cannot be opened (${code ?? "unknown"})` };
  }
}

/** Where a new file goes: its folder is there, inside the root, and no link leads to it. */
export interface Place {
  readonly root: string;
  readonly folders: readonly string[];
  readonly folder: string;
  readonly path: string;
}

/** The place of `name` under `root`; its folders must exist, the file must not. @throws ToolError */
export async function findPlace(root: string, name: string, extension: string): Promise<Place> {
  const { folders, file } = exportName(name, extension);
  const folder = join(root, ...folders);
  const place = { root, folders, folder, path: join(folder, file) };
  await checkFolder(place);
  if (await lstat(place.path).catch(absent)) throw exists(place);
  return place;
}

/**
 * Writes a new file of at most `maxBytes`: under a name of its own first, then, complete and on disk, linked to its
 * place, which never replaces a file. What fails or is cancelled leaves nothing. Answers its size. @throws ToolError
 */
export async function writeNew(
  place: Place,
  parts: AsyncIterable<Uint8Array>,
  { maxBytes, signal }: { maxBytes: number; signal: AbortSignal },
): Promise<number> {
  const draft = join(place.folder, `.export-${randomUUID()}.part`);
  const file = await open(draft, NEW_FILE, OWNER_ONLY).catch(refuse);
  let size = 0;
  try {
    // Before the first byte: between the look at the folder and the opening, it may have become a link to another.
    await checkOwn(place, draft, file);
    for await (const part of parts) {
      signal.throwIfAborted();
      size += part.byteLength;
      if (size > maxBytes) throw tooLarge(maxBytes);
      await file.appendFile(part).catch(refuse);
    }
    signal.throwIfAborted();
    await file.sync().catch(refuse);
    await checkOwn(place, draft, file);
    await link(draft, place.path).catch((error: unknown) => {
      throw codeOf(error) === "EEXIST" ? exists(place) : refusal(error);
    });
  } catch (error) {
    // In a folder moved away meanwhile the draft cannot be found: then at least nothing is in it.
    await file.truncate(0).catch(() => {});
    throw error;
  } finally {
    if (await isOwn(draft, file)) await unlink(draft).catch(() => {});
    await file.close();
  }
  return size;
}

/** `O_NOFOLLOW` is not known everywhere; where it is not, `O_EXCL` alone follows no link either. */
const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
const OWNER_ONLY = 0o600;

async function checkFolder({ root, folders, folder }: Place): Promise<void> {
  const realRoot = await realpath(root).catch(absent);
  if (realRoot !== root) throw refused("the export directory is not where it was when the server started");
  for (const depth of folders.keys()) {
    const there = await lstat(join(root, ...folders.slice(0, depth + 1))).catch(absent);
    if (!there) throw refused("a folder of this name does not exist under the export directory");
    if (!there.isDirectory()) throw refused("its way leads over a link, or over what is no folder");
  }
  const inside = relative(root, (await realpath(folder).catch(absent)) ?? "");
  if (isAbsolute(inside) || inside.split(sep)[0] === "..") throw refused("it lies outside the export directory");
}

async function checkOwn(place: Place, draft: string, file: FileHandle): Promise<void> {
  await checkFolder(place);
  if (!(await isOwn(draft, file))) throw refused("its folder was replaced while it was being written");
}

/** Whether `draft` still names the file that is open. */
async function isOwn(draft: string, file: FileHandle): Promise<boolean> {
  const [named, opened] = await Promise.all([
    lstat(draft, { bigint: true }).catch(() => undefined),
    file.stat({ bigint: true }),
  ]);
  return named?.isFile() === true && named.ino === opened.ino && named.dev === opened.dev;
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;

function absent(error: unknown): undefined {
  const code = codeOf(error);
  if (code !== "ENOENT" && code !== "ENOTDIR") throw refusal(error);
}

const refused = (why: string): ToolError =>
  new ToolError(`Refused: the file was not written, because ${why}.`, {
    next: "Give another file name, or leave file out.",
  });

const exists = ({ path }: Place): ToolError =>
  new ToolError(`${path} exists already, and no file is ever replaced: nothing was written.`, {
    next: "Give another file name, or ask the person to move that one away.",
  });

const tooLarge = (maxBytes: number): ToolError =>
  new ToolError(`The file would be larger than ${maxBytes.toLocaleString("en")} bytes: nothing was kept of it.`, {
    next: "Run a statement that selects less, and export its parts.",
  });

const CAUSES: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EACCES: "this server may not write there",
  EPERM: "that disk cannot give a file its name without the risk of replacing another",
  EROFS: "that disk is read-only",
  ENAMETOOLONG: "its name is too long",
  ENOENT: "its folder was replaced while it was being written",
};

function refusal(error: unknown): unknown {
  const code = codeOf(error);
  return code === undefined ? error : refused(CAUSES[code] ?? `the file system answered ${code}`);
}

function refuse(error: unknown): never {
  throw refusal(error);
}
