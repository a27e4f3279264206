import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, link, lstat, open, readdir, realpath, stat, unlink } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import { ToolError } from "../errors.ts";

// The only place that writes local files for a call: new files under the directory that the operator configured (R10).

/** The real path of the export directory, or the reason it cannot be used. */
export async function openExportRoot(directory: string): Promise<{ path: string } | { problem: string }> {
  try {
    const path = await realpath(directory);
    if (!(await stat(path)).isDirectory()) return { problem: "is not a directory" };
    await removeOldDrafts(path);
    return { path };
  } catch (error) {
    const code = codeOf(error);
    return {
      problem: code === "ENOENT" ? "does not exist: create it first" : `cannot be opened (${code ?? "unknown"})`,
    };
  }
}

const DRAFT = /^\.export-[0-9a-f-]{36}\.part$/;
/** A running export of another server writes more often than this. */
const DRAFT_MS = 15 * 60_000;

/** Deletes what a killed process left half written, directly in the directory and in its folders, if it is old enough. */
async function removeOldDrafts(root: string, depth = 0): Promise<void> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.slice(0, MAX_ENTRIES)) {
    const path = join(root, entry.name);
    if (entry.isDirectory() && depth < 2) await removeOldDrafts(path, depth + 1);
    if (!entry.isFile() || !DRAFT.test(entry.name)) continue;
    const { mtimeMs } = await lstat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (Date.now() - mtimeMs > DRAFT_MS) await unlink(path).catch(() => {});
  }
}

/** Where a new file will be written: in an existing folder inside the root, not reached through a link. */
export interface ExportTarget {
  /** Real path of the export directory. */
  readonly root: string;
  readonly folders: readonly string[];
  readonly folder: string;
  readonly path: string;
}

/** The target of `name` under `root`. Its folders must exist, the file must not. @throws ToolError */
export async function findTarget(root: string, name: string, extension: string): Promise<ExportTarget> {
  const { folders, file } = splitExportName(name, extension);
  const folder = join(root, ...folders);
  const target = { root, folders, folder, path: join(folder, file) };
  await checkFolder(target);
  if (await lstat(target.path).catch(absent)) throw alreadyExists(target);
  return target;
}

/** Letters, digits and a few marks: no wildcard, `~`, escape, path separator of any system, or hidden file. */
const PART = /^[\p{L}\p{N}_][\p{L}\p{N}\p{M} ._()=,+-]{0,199}$/u;
/** Windows treats these names as devices, with any extension. */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com\d|lpt\d)(\.|$)/i;
const MAX_DEPTH = 16;
const MAX_ENTRIES = 10_000;

/**
 * The folders and the file of a name under the export directory. The extension is added if it is missing, so that an
 * export cannot pass as another type of file. @throws ToolError
 */
export function splitExportName(name: string, extension: string): { folders: string[]; file: string } {
  const parts = name.split("/");
  if (parts.length > MAX_DEPTH || !parts.every(isPlain)) {
    throw new ToolError("Refused: path must be a plain name under the export directory. Nothing was read or written.", {
      next: "Use a name such as sales.csv or reports/sales.csv, with only letters, digits, spaces and . _ - ( ) = , +",
    });
  }
  const last = withoutSpelling(parts.pop() ?? "", extension);
  return { folders: parts, file: last.toLowerCase().endsWith(`.${extension}`) ? last : `${last}.${extension}` };
}

/** Other extensions that people give to the same format. */
const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  arrows: ["arrow"],
  jsonl: ["ndjson", "json"],
};

/** `sales.arrow` becomes `sales.arrows`, not `sales.arrow.arrows`. */
function withoutSpelling(file: string, extension: string): string {
  const spelling = SPELLINGS[extension]?.find((one) => file.toLowerCase().endsWith(`.${one}`));
  return spelling === undefined ? file : file.slice(0, -spelling.length - 1);
}

const isPlain = (part: string): boolean => PART.test(part) && !/[. ]$/.test(part) && !DEVICE.test(part);

/**
 * Writes a new file of at most `maxBytes` and returns its size in bytes. It is written under a temporary name and, when it
 * is complete and on disk, linked to its target, which never replaces a file. A failure or cancellation leaves no file.
 * @throws ToolError
 */
export async function writeNewFile(
  target: ExportTarget,
  parts: AsyncIterable<Uint8Array>,
  { maxBytes, signal }: { maxBytes: number; signal: AbortSignal },
): Promise<number> {
  const draft = join(target.folder, `.export-${randomUUID()}.part`);
  const file = await open(draft, NEW_FILE, OWNER_ONLY).catch(refuse);
  let size = 0;
  try {
    // Before the first byte: since the folder was checked, it may have been replaced by a link to another.
    await checkDraft(target, draft, file);
    for await (const part of parts) {
      signal.throwIfAborted();
      size += part.byteLength;
      if (size > maxBytes) throw tooLarge(maxBytes);
      await file.appendFile(part).catch(refuse);
    }
    signal.throwIfAborted();
    await file.sync().catch(refuse);
    await checkDraft(target, draft, file);
    await link(draft, target.path).catch((error: unknown) => {
      throw codeOf(error) === "EEXIST" ? alreadyExists(target) : toRefusal(error);
    });
  } catch (error) {
    // If the folder was moved meanwhile, the draft cannot be found and deleted: at least it is empty then.
    await file.truncate(0).catch(() => {});
    throw error;
  } finally {
    if (await isOpenFile(draft, file)) await unlink(draft).catch(() => {});
    await file.close();
  }
  return size;
}

/** Not every system has `O_NOFOLLOW`; there, `O_EXCL` alone does not follow links either. */
const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
const OWNER_ONLY = 0o600;

async function checkFolder({ root, folders, folder }: ExportTarget): Promise<void> {
  const realRoot = await realpath(root).catch(absent);
  if (realRoot !== root) throw refused("the export directory has moved since the server started");
  for (const depth of folders.keys()) {
    const found = await lstat(join(root, ...folders.slice(0, depth + 1))).catch(absent);
    if (!found) throw refused("its folder does not exist under the export directory");
    if (!found.isDirectory()) throw refused("its path contains a link or something that is not a folder");
  }
  const inside = relative(root, (await realpath(folder).catch(absent)) ?? "");
  if (isAbsolute(inside) || inside.split(sep)[0] === "..") throw refused("it is outside the export directory");
}

async function checkDraft(target: ExportTarget, draft: string, file: FileHandle): Promise<void> {
  await checkFolder(target);
  if (!(await isOpenFile(draft, file))) throw refused("its folder was replaced while it was being written");
}

/** Whether `draft` still names the file that is open. */
async function isOpenFile(draft: string, file: FileHandle): Promise<boolean> {
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
  if (code !== "ENOENT" && code !== "ENOTDIR") throw toRefusal(error);
}

const refused = (why: string): ToolError =>
  new ToolError(`Refused: the file was not written, because ${why}.`, {
    next: "Use another path, or omit path to get a link.",
  });

const alreadyExists = ({ path }: ExportTarget): ToolError =>
  new ToolError(`${path} already exists, and files are never replaced. Nothing was written.`, {
    next: "Use another file name, or ask the user to move the existing file.",
  });

const tooLarge = (maxBytes: number): ToolError =>
  new ToolError(`The file would be larger than ${maxBytes.toLocaleString("en")} bytes. Nothing was written.`, {
    next: "Export the data in parts, with statements that select less.",
  });

const CAUSES: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EACCES: "this server has no permission to write there",
  EPERM: "its file system does not support hard links, so a file could be replaced",
  EROFS: "its file system is read-only",
  ENAMETOOLONG: "its name is too long",
  ENOENT: "its folder was replaced while it was being written",
};

function toRefusal(error: unknown): unknown {
  const code = codeOf(error);
  return code === undefined ? error : refused(CAUSES[code] ?? `the file system returned ${code}`);
}

function refuse(error: unknown): never {
  throw toRefusal(error);
}
