import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { replaceFile } from "../../api/auth/token-cache.ts";

/** The copy of a file as it was before the first `setup`. */
export const copyOf = (path: string): string => `${path}.before-mcp-server-databricks`;

export const exists = (path: string): boolean => existsSync(path);

/** The text of a file; `undefined` if there is none. @throws {Error} if it exists and cannot be read */
export function readIfPresent(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

/**
 * Replaces a host's file and keeps its permissions. The first time, a copy of the old text is kept.
 * @throws {Error} if the file cannot be written
 */
export function replaceHostFile(path: string, text: string): void {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode;
  if (mode === undefined) mkdirSync(dirname(path), { recursive: true });
  else if (!existsSync(copyOf(path))) copyFileSync(path, copyOf(path));
  replaceFile(path, text, mode && mode & 0o777);
}

/** Removes a file that `setup` created. */
export const removeHostFile = (path: string): void => rmSync(path, { force: true });

/** Removes the copy after an undo. */
export const dropCopy = (path: string): void => rmSync(copyOf(path), { force: true });
