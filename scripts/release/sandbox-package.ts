import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Files of the build that are in the sandbox's package, and not in the server's. */
const isSandboxFile = (name: string): boolean => /^(?:python-|sandbox)/.test(name);

/** Puts the sandbox's package, as it is published, into a folder. Builds nothing. Returns the folder. */
export function stageSandboxPackage(folder: string): string {
  cpSync(`${root}packages/sandbox`, folder, { recursive: true });
  cpSync(`${root}LICENSE`, join(folder, "LICENSE"));
  for (const name of readdirSync(`${root}dist`).filter(isSandboxFile))
    cpSync(`${root}dist/${name}`, join(folder, "dist", name));
  return folder;
}
