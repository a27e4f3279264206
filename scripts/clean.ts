// Installs the packed packages in clean places and uses them as a user would: `npm run test:install [-- <node version> …]`.
// Nothing comes from this checkout but the two tarballs. Builds nothing: run `npm run build` first.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import manifest from "../package.json" with { type: "json" };
import { PROGRAM_NAME } from "../src/cli/program.ts";
import { callOnce, LOGIN, listServed, PROFILE } from "./clean/serves.ts";
import { NODES, nodeCommand } from "./clean/versions.ts";
import { stageSandboxPackage } from "./release/sandbox-package.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
// With a space, which paths of users have.
const place = mkdtempSync(join(tmpdir(), "clean place "));

const npm = (cwd: string, ...args: string[]): string =>
  execFileSync("npm", [...args, "--no-audit", "--no-fund"], {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });

function folder(name: string, packageJson?: object): string {
  const path = join(place, name);
  mkdirSync(path, { recursive: true });
  if (packageJson) writeFileSync(join(path, "package.json"), JSON.stringify(packageJson));
  return path;
}

/** The packed packages: the server's and the sandbox's. */
function pack(): { server: string; sandbox: string } {
  const packed = folder("packed");
  const named = (cwd: string): string => {
    const output = npm(cwd, "pack", "--json", "--pack-destination", packed);
    const [made] = Object.values<{ filename: string }>(JSON.parse(output));
    return join(packed, made?.filename ?? "");
  };
  return { server: named(root), sandbox: named(stageSandboxPackage(folder("sandbox package"))) };
}

function check(what: string, ok: boolean, detail: string): void {
  if (!ok) throw new Error(`${what}: ${detail}`);
  console.log(`${what}: ${detail}`);
}

/** The output of `--sandbox` where its engines are not installed. */
function refusedSandbox(script: string): string {
  const env = { PATH: process.env.PATH ?? "", HOME: folder("home") };
  const { status, stderr } = spawnSync(script, ["--sandbox"], { encoding: "utf8", env });
  if (status !== 2) throw new Error(`--sandbox without engines ended with ${status}: ${stderr}`);
  return /Run.*/.exec(stderr)?.[0] ?? stderr;
}

try {
  const { server, sandbox } = pack();
  const project = folder("project", {});
  npm(project, "install", server);
  const installed = join(project, "node_modules", manifest.name, "dist", "cli.js");
  for (const node of process.argv.length > 2 ? process.argv.slice(2) : NODES) {
    const { command, before } = nodeCommand(node);
    const { tools, prompts } = await listServed({ command, args: [...before, installed], env: LOGIN, cwd: project });
    check(`npm install, Node ${node}`, tools > 0 && prompts > 0, `${tools} tools, ${prompts} prompts`);
  }
  const local = refusedSandbox(join(project, "node_modules", ".bin", PROGRAM_NAME));
  check("npm install, --sandbox", local.includes(`Run in ${project}: npm install "`), local);

  const prefix = folder("global");
  npm(place, "install", "--global", "--prefix", prefix, server);
  const script = join(prefix, "bin", PROGRAM_NAME);
  check("npm install --global", true, `${(await listServed({ command: script, args: [], env: LOGIN })).tools} tools`);
  const globally = refusedSandbox(script);
  check("npm install --global, --sandbox", globally.startsWith("Run: npm install --global "), globally);

  const home = folder("home of a user");
  writeFileSync(join(home, ".databrickscfg"), PROFILE, { mode: 0o600 });
  const setup = spawnSync(script, ["setup", "cursor", "--profile", "dev", "--yes"], {
    encoding: "utf8",
    env: { PATH: process.env.PATH ?? "", HOME: home },
  });
  if (setup.status !== 0) throw new Error(setup.stdout + setup.stderr);
  const { databricks } = JSON.parse(readFileSync(join(home, ".cursor", "mcp.json"), "utf8")).mcpServers;
  const written = await listServed({ ...databricks, env: { HOME: home } });
  check("setup", databricks.command === script, `${written.tools} tools by the command that it wrote`);

  const packages = ["-p", server, "-p", sandbox];
  const clusters = await callOnce(
    { command: "npx", args: ["-y", ...packages, `${PROGRAM_NAME}-sandbox`], cwd: folder("empty") },
    "list_clusters",
    {},
  );
  check("npx, the sandbox", JSON.stringify(clusters).includes("cluster_id"), "list_clusters returns clusters");
  const rows = await callOnce(
    { command: "npx", args: ["-y", ...packages, `${PROGRAM_NAME}-sandbox`], cwd: folder("empty") },
    "execute_sql_read_only",
    { statement: "SELECT 40 + 2 AS answer" },
  );
  check("npx, the sandbox", JSON.stringify(rows).includes("42"), "SQL runs");
} finally {
  rmSync(place, { recursive: true, force: true });
}
