import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";

/** The copy of a file as it was before the first `setup`. */
export const copyOf = (path: string): string => `${path}.before-mcp-server-databricks`;

export const exists = (path: string): boolean => existsSync(path);

/** The text of a file; `undefined` if there is none. @throws {Error} if it exists and cannot be read */
export function readIfPresent(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

/**
 * Replaces a host's file atomically and keeps its permissions. The first time, a copy of the old text is kept. A symbolic
 * link stays a link to the replaced file. @throws {Error} if the file cannot be written
 */
export function replaceHostFile(path: string, text: string): void {
  const target = existsSync(path) ? realpathSync(path) : path;
  mkdirSync(dirname(target), { recursive: true });
  if (existsSync(target) && !existsSync(copyOf(path))) copyFileSync(target, copyOf(path));
  const draft = `${target}.${process.pid}.tmp`;
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: "wx" });
    const mode = statSync(target, { throwIfNoEntry: false })?.mode;
    if (mode !== undefined) chmodSync(draft, mode & 0o777);
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** Removes a file that `setup` created. */
export const removeHostFile = (path: string): void => rmSync(path, { force: true });

/** Removes the copy after an undo. */
export const dropCopy = (path: string): void => rmSync(copyOf(path), { force: true });
