import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The package that has the code and the engines of the embedded workspace. */
export const SANDBOX_PACKAGE = "@mcp-server-databricks/sandbox";

/** The folder of that code in its package; `undefined` if the package is not installed. */
export function sandboxFolder(): string | undefined {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${SANDBOX_PACKAGE}/package.json`)), "dist");
  } catch {
    return undefined;
  }
}
