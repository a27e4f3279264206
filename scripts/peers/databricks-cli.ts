import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const BUNDLE = fileURLToPath(new URL("bundle", import.meta.url));
const HOME = "/Workspace/Users/ana@example.com";

interface Step {
  readonly name: string;
  readonly args: readonly string[];
  /** Text that the output must contain. */
  readonly shows: string;
  /** Changes the project or the files before the command runs. */
  readonly before?: (folder: string) => void;
}

const changeSchema = (folder: string): void => {
  const path = join(folder, "databricks.yml");
  writeFileSync(path, readFileSync(path, "utf8").replace("comment: From the bundle", "comment: Changed"));
};
const writeFiles = (folder: string): void => {
  writeFileSync(join(folder, "large.bin"), Buffer.alloc(300_000, "x"));
};

/** A bundle from its deployment to its end, and the commands that stream files. */
const STEPS: readonly Step[] = [
  { name: "bundle validate", args: ["bundle", "validate"], shows: "Validation OK!" },
  { name: "bundle deploy", args: ["bundle", "deploy"], shows: "15 created" },
  { name: "bundle plan, unchanged", args: ["bundle", "plan"], shows: "15 unchanged" },
  { name: "bundle summary", args: ["bundle", "summary"], shows: "bundle-daily" },
  { name: "bundle run of a job", args: ["bundle", "run", "nightly"], shows: "TERMINATED SUCCESS" },
  { name: "bundle run of a pipeline", args: ["bundle", "run", "daily"], shows: "is COMPLETED" },
  { name: "bundle run of an app", args: ["bundle", "run", "front"], shows: "App started successfully" },
  { name: "bundle plan, changed", args: ["bundle", "plan"], shows: "1 to change", before: changeSchema },
  { name: "bundle deploy of a change", args: ["bundle", "deploy"], shows: "1 changed" },
  { name: "sync", args: ["sync", ".", `${HOME}/synced`], shows: "Initial Sync Complete" },
  {
    name: "workspace import-dir",
    args: ["workspace", "import-dir", "src", `${HOME}/imported`],
    shows: "Import complete",
  },
  {
    name: "workspace export-dir",
    args: ["workspace", "export-dir", `${HOME}/imported`, "out"],
    shows: "Export complete",
  },
  {
    name: "fs cp to a volume",
    args: ["fs", "cp", "large.bin", "dbfs:/Volumes/main/sales/exports/large.bin"],
    shows: "large.bin -> dbfs:/Volumes",
    before: writeFiles,
  },
  { name: "fs ls", args: ["fs", "ls", "dbfs:/Volumes/main/sales/exports"], shows: "large.bin" },
  { name: "alerts list", args: ["alerts", "list"], shows: "[" },
  { name: "instance-profiles list", args: ["instance-profiles", "list"], shows: "" },
  { name: "metastores list", args: ["metastores", "list"], shows: "acme" },
  { name: "bundle destroy", args: ["bundle", "destroy", "--auto-approve"], shows: "14 deleted" },
];

/** Runs the Databricks CLI against a workspace. Returns the number of steps that failed, or why none could run. */
export async function checkDatabricksCli(
  workspace: { readonly url: string; readonly token: string },
  program = process.env.DATABRICKS_CLI ?? "databricks",
): Promise<number | { readonly problem: string }> {
  const folder = mkdtempSync(join(tmpdir(), "bundle-"));
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    DATABRICKS_HOST: workspace.url,
    DATABRICKS_TOKEN: workspace.token,
    DATABRICKS_CONFIG_FILE: "/dev/null",
    // Deploys without Terraform, which would be downloaded.
    DATABRICKS_BUNDLE_ENGINE: "direct",
    NO_COLOR: "1",
  };
  const run = (args: readonly string[]): Promise<{ readonly code: number | string; readonly output: string }> =>
    new Promise((resolve) => {
      execFile(program, args, { cwd: folder, env, timeout: 120_000 }, (error, stdout, stderr) => {
        resolve({ code: error?.code ?? (error ? "stopped" : 0), output: stdout + stderr });
      });
    });
  try {
    const version = await run(["version"]);
    if (version.code !== 0) return { problem: `${program} cannot be run. Set DATABRICKS_CLI to its path.` };
    cpSync(BUNDLE, folder, { recursive: true });
    let failed = 0;
    for (const { name, args, shows, before } of STEPS) {
      before?.(folder);
      const { code, output } = await run(args);
      const fine = code === 0 && output.includes(shows);
      if (!fine) failed += 1;
      console.log(
        fine ? `ok    ${name}` : `FAIL  ${name} (exit code ${code}, expected ${JSON.stringify(shows)})\n${output}`,
      );
    }
    return failed;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
