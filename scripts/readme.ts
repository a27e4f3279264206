// Times the way from the README to a first answer, as a person goes it who has never seen the project: the commands are
// those of the README, in a fresh clone, with an empty home folder and an empty cache of npm. `npm run test:readme`
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../test/support/free-port.ts";
import { callOnce } from "./clean/serves.ts";

const LIMIT_S = { sandbox: 60, workspace: 180 };

const root = fileURLToPath(new URL("..", import.meta.url));
const place = mkdtempSync(join(tmpdir(), "newcomer-"));
const home = join(place, "home");
const clone = join(place, "clone");
const env = { PATH: process.env.PATH ?? "", HOME: home, npm_config_cache: join(place, "npm-cache") };

/** The commands of the first block below the README's heading on hosts. */
function commandsOf(readme: string): string[] {
  const part = readme.split("## Add it to your host")[1] ?? "";
  const [, block = ""] = /```sh\n([\s\S]*?)```/.exec(part) ?? [];
  return block
    .split("\n")
    .map((line) => line.replace(/\s+#.*/, ""))
    .filter((line) => line !== "");
}

/** Processor time of the commands so far, which a busy machine does not change, in seconds. */
let worked = 0;

function shell(command: string): void {
  const output = execFileSync("sh", ["-c", `${command}; ended=$?; times; exit $ended`], {
    cwd: clone,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  // The last line that `times` prints is of the shell's children: user and system time.
  for (const [, minutes, seconds] of (output.trim().split("\n").at(-1) ?? "").matchAll(/(\d+)m([\d.]+)s/g)) {
    worked += 60 * Number(minutes) + Number(seconds);
  }
}

/** The first answer that the host gets from the entry that setup wrote. */
async function firstAnswer(): Promise<void> {
  const { databricks } = JSON.parse(readFileSync(join(home, ".cursor", "mcp.json"), "utf8")).mcpServers;
  const started = { ...databricks, env: { ...env, ...databricks.env } };
  const rows = await callOnce(started, "execute_sql_read_only", { statement: "SELECT 40 + 2 AS answer" });
  if (!JSON.stringify(rows).includes("42")) throw new Error(JSON.stringify(rows));
}

function report(what: keyof typeof LIMIT_S, begun: number): void {
  const seconds = (performance.now() - begun) / 1000;
  const busy = `${worked.toFixed(0)} s of processor time in its commands`;
  console.log(`${what}: first answer after ${seconds.toFixed(1)} s (limit ${LIMIT_S[what]} s), ${busy}`);
  if (seconds > LIMIT_S[what]) process.exitCode = 1;
}

try {
  // The host is installed, and nothing else.
  mkdirSync(join(home, ".cursor"), { recursive: true });
  const commands = commandsOf(readFileSync(`${root}README.md`, "utf8"));
  const setUp = (flag: string): string => {
    const found = commands.find((command) => command.includes(" setup") && command.includes(flag));
    if (!found) throw new Error(`The README has no setup command with ${flag}.`);
    // The answer to its questions is yes.
    return `${found} --yes`;
  };
  const install = commands.filter((command) => !command.includes(" setup"));

  const begun = performance.now();
  execFileSync("git", ["clone", "--quiet", root, clone]);
  for (const command of [...install, setUp("--sandbox")]) shell(command);
  await firstAnswer();
  report("sandbox", begun);
  const installed = performance.now() - begun;

  // A workspace to sign in to: the embedded one, behind its REST API, with a profile of the Databricks CLI.
  const port = await freePort();
  const workspace = spawn(process.execPath, ["dist/cli.js", "--sandbox", "--sandbox-port", String(port)], {
    cwd: clone,
    env,
  });
  try {
    const token = await new Promise<string>((found, failed) => {
      workspace.stderr.setEncoding("utf8").on("data", (text: string) => {
        const token = /DATABRICKS_TOKEN=(\S+)/.exec(text)?.[1];
        if (token) found(token);
      });
      workspace.once("exit", () => failed(new Error("The workspace did not start.")));
    });
    writeFileSync(join(home, ".databrickscfg"), `[dev]\nhost = http://127.0.0.1:${port}\ntoken = ${token}\n`, {
      mode: 0o600,
    });
    const second = performance.now();
    shell(`${setUp("--profile dev")} --insecure-loopback`);
    await firstAnswer();
    report("workspace", second - installed);
  } finally {
    workspace.kill("SIGKILL");
  }
} finally {
  rmSync(place, { recursive: true, force: true });
}
