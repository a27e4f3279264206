import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { describe, expect, onTestFinished, test } from "vitest";

// The built command, as a host starts it: with its own environment and an empty home folder.

const CLI = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
const LOGIN = { DATABRICKS_HOST: "https://adb-1.2.azuredatabricks.net", DATABRICKS_TOKEN: "dapi-canary-0123456789" };

function start(argv: string[], env: Record<string, string> = {}) {
  const home = mkdtempSync(join(tmpdir(), "home-"));
  const child = spawn(process.execPath, [CLI, ...argv], { env: { HOME: home, USERPROFILE: home, ...env } });
  const out = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    out.stderr += text;
  });
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
    child.on("close", (code) => resolve({ code, ...out })),
  );
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
    rmSync(home, { recursive: true, force: true });
  });
  return { child, out, home, ended };
}

const run = (argv: string[], env?: Record<string, string>) => {
  const { child, ended } = start(argv, env);
  child.stdin.end();
  return ended;
};

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe("output and exit code", () => {
  test("--version and --help print to stdout and exit with 0", async () => {
    const version = await run(["--version"]);
    expect(version).toMatchObject({ code: 0, stderr: "" });
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const help = await run(["--help"]);
    expect(help).toMatchObject({ code: 0, stderr: "" });
    expect(help.stdout).toContain("--toolsets");
  });

  test("a start that is refused names the problem and a command that runs from here", async () => {
    const { code, stdout, stderr } = await run(["--toolset", "sql"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("- Unknown option --toolset. Did you mean --toolsets?");
    expect(stderr).toContain(`To see all options, run: node ${CLI} --help\n`);
  });

  test("a start that is refused after it has opened the embedded workspace ends", async () => {
    const service = ["--http", "127.0.0.1:0", "--auth", "token", "--auth-tokens-file", "/no/such/file"];
    const { code, stderr } = await run(["--sandbox", ...service]);
    expect(stderr).toContain("- The file of bearer tokens cannot be read.");
    expect(code).toBe(2);
  });

  test("an older Node.js is refused in one sentence", async () => {
    const older = "Object.defineProperty(process,'versions',{value:{...process.versions,node:'18.20.8'}})";
    const { code, stdout, stderr } = await run(["--version"], {
      NODE_OPTIONS: `--import=data:text/javascript,${older}`,
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(
      /^mcp-server-databricks requires Node\.js \d+\.\d+\.\d+ or later, and this is 18\.20\.8 .*\n$/,
    );
  });

  test("all problems are printed together on stderr, with exit code 2 and nothing on stdout", async () => {
    const { code, stdout, stderr } = await run(["--acess", "read", "--wait-budget=soon", "--http", "0.0.0.0:80"], {
      DATABRICKS_HOST: "https://adb-1.2.azuredatabricks.net",
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    for (const part of ["--access?", "--wait-budget", "loopback", "DATABRICKS_TOKEN is not set"]) {
      expect(stderr).toContain(part);
    }
  });

  test("without configuration the error names the options to set", async () => {
    const { code, stderr } = await run([]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/DATABRICKS_HOST and DATABRICKS_TOKEN.*--profile.*--sandbox/s);
  });

  test("A07 a token with a line break is refused at start and not shown", async () => {
    const { code, stderr, stdout } = await run([], { ...LOGIN, DATABRICKS_TOKEN: "dapi-canary\r\nX-Evil: 1" });
    expect(code).toBe(2);
    expect(stdout + stderr).not.toMatch(/canary|X-Evil/);
    expect(stderr).toContain("DATABRICKS_TOKEN");
  });

  test.each([
    "https://user:canary@adb-1.2.azuredatabricks.net",
    "http://adb-1.2.azuredatabricks.net",
    "https://adb-1.2.azuredatabricks.net@evil.example",
    "http://127.0.0.1:8080",
  ])("X06 host %s is refused at start", async (host) => {
    const { code, stderr, stdout } = await run([], { ...LOGIN, DATABRICKS_HOST: host });
    expect(code).toBe(2);
    expect(stderr).toContain("DATABRICKS_HOST");
    expect(stdout + stderr).not.toContain("canary");
  });

  test("a named tool above the access level is refused", async () => {
    const { code, stderr } = await run(["--tools", "terminate_cluster", "--access", "read"], LOGIN);
    expect(code).toBe(2);
    expect(stderr).toContain("terminate_cluster, which requires --access");
  });
});

describe("setup", () => {
  test.each([
    ["cursor", ".cursor/mcp.json", '"--sandbox"'],
    ["codex", ".codex/config.toml", "[mcp_servers.databricks]"],
    ["goose", ".config/goose/config.yaml", "databricks:"],
  ])("%s: writes the host's file and undoes it", async (id, file, text) => {
    const { ended, home } = start(["setup", id, "--sandbox", "--yes"]);
    expect(await ended).toMatchObject({ code: 0, stderr: "" });
    expect(readFileSync(join(home, file), "utf8")).toContain(text);
    const undo = start(["setup", id, "--undo", "--yes"], { HOME: home, USERPROFILE: home });
    expect(await undo.ended).toMatchObject({ code: 0, stderr: "" });
    expect(existsSync(join(home, file))).toBe(false);
  });

  test("a host may be named after the options", async () => {
    const { ended, home } = start(["setup", "--sandbox", "messy", "cursor", "--yes"]);
    expect(await ended).toMatchObject({ code: 0, stderr: "" });
    const { mcpServers } = JSON.parse(readFileSync(join(home, ".cursor/mcp.json"), "utf8"));
    expect(mcpServers.databricks.args.slice(1)).toEqual(["--sandbox", "messy"]);
  });

  test("without a terminal it shows the change and writes nothing", async () => {
    const { ended, home, child } = start(["setup", "cursor", "--sandbox"]);
    child.stdin.end();
    const { code, stdout } = await ended;
    expect(code).toBe(1);
    expect(stdout).toContain("Nothing was written. Add --yes");
    expect(existsSync(join(home, ".cursor"))).toBe(false);
  });
});

test("completion prints a script on stdout", async () => {
  const { code, stdout, stderr } = await run(["completion", "bash"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain("complete -F");
});

describe("serving", () => {
  test("the end of stdin exits with 0; stdout has only the protocol and stderr no secret", async () => {
    const { code, stdout, stderr } = await run([], LOGIN);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toContain("adb-1.2.azuredatabricks.net");
    expect(stderr).not.toContain("canary");
  });

  test("a profile in the home folder is found", async () => {
    const { child, ended, home } = start(["--profile", "dev"], { DATABRICKS_CONFIG_FILE: "~/cfg" });
    writeFileSync(join(home, "cfg"), `[dev]\nhost = ${LOGIN.DATABRICKS_HOST}\ntoken = ${LOGIN.DATABRICKS_TOKEN}\n`);
    child.stdin.end();
    const { code, stderr } = await ended;
    expect(code).toBe(0);
    expect(stderr).toContain("profile dev");
  });

  test("--http serves /healthz on loopback, and SIGTERM exits with 0", async () => {
    const { child, out, ended } = start(["--http", "0"], LOGIN);
    await until(() => out.stderr.includes("/mcp"));
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(out.stderr)?.[0] ?? "";
    const health = await fetch(`${url}/healthz`);
    expect(health.status).toBe(200);
    expect(await health.json()).toMatchObject({ status: "ok" });
    child.kill("SIGTERM");
    expect((await ended).code).toBe(0);
  });

  test("a port in use is reported without a stack, with exit code 2", async () => {
    const holder = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void holder.close());
    await new Promise((resolve) => holder.once("listening", resolve));
    const { port } = holder.address() as AddressInfo;
    const { code, stderr } = await run(["--http", String(port)], LOGIN);
    expect(code).toBe(2);
    expect(stderr).toContain("EADDRINUSE");
    expect(stderr).not.toContain("    at ");
  });

  test("--sandbox requires no account, and a tool reaches the embedded workspace over HTTP", async () => {
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [CLI, "--sandbox"],
      env: {},
      stderr: "ignore",
    });
    const client = new Client({ name: "cli", version: "0" });
    onTestFinished(() => client.close());
    await client.connect(transport);
    const result = await client.callTool({ name: "list_clusters", arguments: {} });
    expect(result.isError).not.toBe(true);
    expect(JSON.stringify(result.structuredContent)).toMatch(/"RUNNING".*"TERMINATED"|"TERMINATED".*"RUNNING"/);
  });
});
