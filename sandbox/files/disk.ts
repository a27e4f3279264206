import {
  appendFileSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { invalid } from "../failure.ts";
import type { World } from "../world.ts";

export interface DiskInfo {
  readonly path: string;
  readonly isDirectory: boolean;
  readonly size: number;
  /** Epoch milliseconds. */
  readonly modified: number;
}

/** A file system of the workspace. Paths are absolute and cannot leave its root. */
export interface Disk {
  find(path: string): DiskInfo | undefined;
  /** The entries of a folder, by name. */
  list(path: string): DiskInfo[];
  read(path: string, offset?: number, length?: number): Buffer<ArrayBuffer>;
  /** Writes a whole file, including missing parent folders. */
  write(path: string, data: Uint8Array): void;
  append(path: string, data: Uint8Array): void;
  mkdirs(path: string): void;
  move(from: string, to: string): void;
  /** A file, or a folder with everything in it. */
  remove(path: string): void;
}

const roots = new WeakMap<World, string>();

/** The folder for all files of a workspace: in its own folder, or a temporary one that is deleted when it closes. */
function rootOf(world: World): string {
  const known = roots.get(world);
  if (known !== undefined) return known;
  const root = world.dir === undefined ? mkdtempSync(join(tmpdir(), "databricks-sandbox-")) : join(world.dir, "files");
  roots.set(world, root);
  if (world.dir === undefined) world.onClose(() => rmSync(root, { recursive: true, force: true }));
  return root;
}

/** One of the file systems of the workspace, each in a folder of its own. */
export function createDisk(world: World, name: string): Disk {
  const at = (path: string): string => join(rootOf(world), name, ...segments(path));
  const parent = (path: string): string => join(at(path), "..");

  const find = (path: string): DiskInfo | undefined => {
    const found = statSync(at(path), { throwIfNoEntry: false });
    if (found === undefined) return undefined;
    const isDirectory = found.isDirectory();
    return { path, isDirectory, size: isDirectory ? 0 : found.size, modified: Math.floor(found.mtimeMs) };
  };

  return {
    find: (path) => quietly(() => find(path)),
    list: (path) =>
      readdirSync(at(path))
        .toSorted()
        .flatMap((entry) => find(path === "/" ? `/${entry}` : `${path}/${entry}`) ?? []),
    read(path, offset = 0, length = Number.POSITIVE_INFINITY) {
      const file = openSync(at(path), "r");
      try {
        const { size } = statSync(at(path));
        const buffer = Buffer.alloc(Math.max(0, Math.min(length, size - offset)));
        return buffer.subarray(0, readSync(file, buffer, 0, buffer.length, offset));
      } finally {
        closeSync(file);
      }
    },
    write(path, data) {
      mkdirSync(parent(path), { recursive: true });
      writeFileSync(at(path), data);
    },
    append: (path, data) => appendFileSync(at(path), data),
    mkdirs: (path) => void mkdirSync(at(path), { recursive: true }),
    move(from, to) {
      mkdirSync(parent(to), { recursive: true });
      renameSync(at(from), at(to));
    },
    remove: (path) => rmSync(at(path), { recursive: true, force: true }),
  };
}

/** A path below a file does not exist, which the operating system reports with an error of its own. */
function quietly<T>(look: () => T | undefined): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOTDIR") return undefined;
    throw error;
  }
}

/** The segments of a path. Segments that lead elsewhere or that no disk can store are the platform's 400. */
function segments(path: string): string[] {
  if (!path.startsWith("/")) invalid(`Path (${path}) must be absolute.`);
  const names = path === "/" ? [] : path.slice(1).split("/");
  for (const name of names) {
    if (name === "" || name === "." || name === ".." || /[\0\\]/.test(name)) invalid(`Path (${path}) is not valid.`);
    if (Buffer.byteLength(name) > 255) invalid(`Path (${path}) has a name longer than 255 bytes.`);
  }
  return names;
}
