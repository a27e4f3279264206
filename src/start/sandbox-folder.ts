import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The package that has the code and the engines of the embedded workspace. */
export const SANDBOX_PACKAGE = "@mcp-server-databricks/sandbox";

/** The code as it is in a build, and in the sources. */
const FILES = ["./sandbox.cjs.br", "../../sandbox/index.ts"];

/** The folder of that code: this program's own, or its package's. `undefined` if neither has it. */
export function sandboxFolder(): string | undefined {
  if (FILES.some((file) => existsSync(new URL(file, import.meta.url)))) return dirname(fileURLToPath(import.meta.url));
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${SANDBOX_PACKAGE}/package.json`)), "dist");
  } catch {
    return undefined;
  }
}
