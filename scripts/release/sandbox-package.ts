import { cpSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Puts the sandbox's package, as it is published, into a folder. Returns the folder. */
export function stageSandboxPackage(folder: string): string {
  cpSync(`${root}packages/sandbox`, folder, { recursive: true });
  cpSync(`${root}LICENSE`, join(folder, "LICENSE"));
  return folder;
}
