import { type SpawnOptions, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const REQUIREMENTS = fileURLToPath(new URL("requirements.txt", import.meta.url));

/** The folder of Python packages, or why they could not be installed. */
export type Python = { readonly bin: (program: string) => string } | { readonly problem: string };

/**
 * A virtual environment in the temp folder, by default with the official Python clients. Its name depends on its packages,
 * so a second run finds the first one's.
 */
export async function python(requirements = REQUIREMENTS): Promise<Python> {
  const wanted = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12);
  const folder = join(tmpdir(), `mcp-server-databricks-peers-${wanted}`);
  const complete = join(folder, "complete");
  const bin = (program: string) => join(folder, "bin", program);
  if (existsSync(complete)) return { bin };
  process.stdout.write("Installing Python packages. The first time this takes a few minutes.\n");
  const made = await run("python3", ["-m", "venv", folder]);
  if (made !== undefined) return { problem: `python3 -m venv failed: ${made}` };
  const installed = await run(bin("pip"), ["install", "--quiet", "--requirement", requirements]);
  if (installed !== undefined) return { problem: `pip could not install them: ${installed}` };
  writeFileSync(complete, "");
  return { bin };
}

/** Runs a program to its end. Returns nothing on success, otherwise the last line of its output. */
function run(program: string, args: readonly string[], options: SpawnOptions = {}): Promise<string | undefined> {
  const child = spawn(program, args, { ...options, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000);
  });
  const lastLine = () => said.trim().split("\n").at(-1) ?? "";
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code) => resolve(code === 0 ? undefined : lastLine() || `exit code ${code}`));
  });
}
