// Packs the MCP bundle: `npm run bundle [folder]`. Stages the build with the generated manifest, validates and packs it with
// the official tool, unpacks it again, and starts it as a host does: on each supported Node.js, with every setting unset.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import manifest from "../package.json" with { type: "json" };
import { LOGIN, listServed } from "./clean/serves.ts";
import { NODES, nodeCommand } from "./clean/versions.ts";
import { bundleFile } from "./generate/packages.ts";

const TOOL = "@anthropic-ai/mcpb@2.1.2";
const LIMIT = 3_000_000;

const root = fileURLToPath(new URL("..", import.meta.url));
const target = resolve(process.argv[2] ?? root);
const file = join(target, bundleFile(manifest.version));
const folder = mkdtempSync(join(tmpdir(), "bundle-"));
const mcpb = (...args: string[]) =>
  execFileSync("npx", ["-y", TOOL, ...args], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });

try {
  const staged = join(folder, "staged");
  mkdirSync(staged);
  mkdirSync(target, { recursive: true });
  for (const path of ["dist", "LICENSE", "README.md", "manifest.json"])
    cpSync(root + path, join(staged, path), { recursive: true });
  cpSync(`${root}assets/icon.png`, join(staged, "icon.png"));
  const { name, version, type, license, engines } = manifest;
  // By its name the program finds the folder that it is installed in.
  writeFileSync(join(staged, "package.json"), JSON.stringify({ name, version, type, license, engines }));
  mcpb("validate", join(staged, "manifest.json"));
  mcpb("pack", staged, file);
  const { size } = statSync(file);
  if (size > LIMIT) throw new Error(`${file} has ${size} bytes, more than ${LIMIT}.`);

  const unpacked = join(folder, "unpacked");
  mcpb("unpack", file, unpacked);
  const { server } = JSON.parse(readFileSync(join(unpacked, "manifest.json"), "utf8"));
  const args = server.mcp_config.args.map((word: string) => word.replace(`\${__dirname}`, unpacked));
  // Hosts leave the placeholders of unset settings as they are.
  const env = { ...server.mcp_config.env, ...LOGIN };
  for (const node of NODES) {
    const { command, before } = nodeCommand(node);
    const served = await listServed({ command, args: [...before, ...args], env });
    console.log(`Node ${node}: ${served.tools} tools`);
  }
  const hash = createHash("sha256").update(readFileSync(file)).digest("hex");
  console.log(`${file}: ${size} bytes, sha256 ${hash}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
