// Builds the root file system of the container image with the steps of the Dockerfile, and starts it as the image is
// started: as a plain user who may write nowhere, over stdio and over HTTP. For machines without Docker. Run as root, it
// drops its rights as the image does; otherwise it starts the program as the current user.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { listeningAt } from "./clean/listening.ts";
import { callOnce, LOGIN, listServed } from "./clean/serves.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const dockerfile = readFileSync(`${root}Dockerfile`, "utf8").replace(/\\\n/g, " ");

/** The value of an instruction of the last stage. */
function instruction(name: string): string {
  const [, value] =
    dockerfile
      .split(/^FROM /m)
      .at(-1)
      ?.match(new RegExp(`^${name} (.*)$`, "m")) ?? [];
  if (value === undefined) throw new Error(`The Dockerfile has no ${name}.`);
  return value.trim();
}

const [uid = 0, gid = 0] = instruction("USER").split(":").map(Number);
const [source = "", destination = ""] = /^--from=build (\S+) (\S+)$/.exec(instruction("COPY"))?.slice(1) ?? [];
const [node = "", ...entry] = JSON.parse(instruction("ENTRYPOINT"));
if (uid === 0 || source !== "/image" || node !== "node")
  throw new Error("The Dockerfile is not as this script expects.");

const place = mkdtempSync(join(tmpdir(), "image-"));
const image = join(place, "image");
try {
  execFileSync("chmod", ["755", place]);
  execFileSync("sh", ["scripts/image/assemble.sh", image], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  const size = execFileSync("du", ["-sm", image], { encoding: "utf8" }).split("\t")[0];
  console.log(`root file system: ${size} MB without Node.js`);
  const script = entry.map((word: string) => word.replace(destination, image));
  // Node.js itself is not part of what is copied, and a plain user must be able to run it.
  const env = { PATH: process.env.PATH ?? "", HOME: "/nonexistent", NODE_ENV: "production" };
  const asUser = process.getuid?.() === 0 ? ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups"] : ["env"];
  const [command = "", ...before] = [...asUser, process.execPath, ...script];
  const start = { command, cwd: "/", env };
  const { tools } = await listServed({ ...start, args: before, env: { ...env, ...LOGIN } });
  console.log(`stdio: ${tools} tools`);
  const rows = await callOnce({ ...start, args: [...before, "--sandbox"] }, "execute_sql_read_only", {
    statement: "SELECT 40 + 2 AS answer",
  });
  if (!JSON.stringify(rows).includes("42")) throw new Error(JSON.stringify(rows));
  console.log("stdio, --sandbox: SQL runs");
  await overHttp(command, before, { ...env, ...LOGIN });
} finally {
  rmSync(place, { recursive: true, force: true });
}

/** Listens on all addresses with a bearer token, as in a container. Health needs none, a request without it is refused. */
async function overHttp(
  command: string,
  before: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const token = "a-long-random-string-0123456789abcdef";
  const args = [...before, "--http", "0.0.0.0:0", "--auth", "token"];
  const child = spawn(command, args, { cwd: "/", env: { ...env, MCP_DATABRICKS_AUTH_TOKENS: `ana:${token}` } });
  try {
    const address = `http://127.0.0.1:${(await listeningAt(child)).port}`;
    const health = await fetch(`${address}/healthz`);
    const refused = await fetch(`${address}/mcp`, { method: "POST", body: "{}" });
    if (health.status !== 200 || refused.status !== 401) {
      throw new Error(`/healthz: ${health.status}, /mcp without a token: ${refused.status}`);
    }
    console.log("HTTP on all addresses: healthy, and a request without a token is refused");
  } finally {
    child.kill("SIGTERM");
  }
}
