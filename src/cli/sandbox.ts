import { createRequire } from "node:module";
import { join } from "node:path";
import { type Config, nameOf } from "../config.ts";
import { sandboxFolder } from "../start/sandbox-folder.ts";
import { ENGINES, type StartedProgram, sandboxInstruction, thisProgram } from "./program.ts";

export interface Embedded {
  readonly url: string;
  readonly token: string;
  close(): Promise<void>;
}

/**
 * Starts the embedded workspace. Returns a problem, such as the install command if its engines are missing, or the reason
 * why its directory or port cannot be used.
 */
export async function startEmbedded({
  sandbox,
  sandboxDir: dir,
  sandboxPort: port = 0,
}: Pick<Config, "sandbox" | "sandboxDir" | "sandboxPort">): Promise<Embedded | { problem: string }> {
  const problem = missingEngines(thisProgram());
  if (problem !== undefined) return { problem };
  const { startSandbox } = await import("../../sandbox/index.ts");
  try {
    return await startSandbox({ messy: sandbox === "messy", dir, port });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const taken = "code" in error && error.code === "EADDRINUSE";
    return { problem: taken ? `${nameOf("sandboxPort")}: port ${port} is in use.` : error.message };
  }
}

/** The variables with which other programs reach the REST API of the embedded workspace. */
export const environmentOf = ({ url, token }: Embedded): string =>
  `REST API of the embedded workspace: DATABRICKS_HOST=${url} DATABRICKS_TOKEN=${token}`;

/** The install command if an engine of the embedded workspace is missing. */
export function missingEngines(program: StartedProgram, found = isInstalled): string | undefined {
  if (Object.keys(ENGINES).every(found)) return undefined;
  return `--sandbox requires packages that are not installed. ${sandboxInstruction(program)}`;
}

/** Whether the code of the embedded workspace is there, and can load an engine. */
function isInstalled(engine: string): boolean {
  const folder = sandboxFolder();
  try {
    if (folder === undefined) return false;
    createRequire(join(folder, "any.js")).resolve(engine);
    return true;
  } catch {
    return false;
  }
}
