import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../support/temporary-folder.ts";

// The built command, with its own home folder and without this machine's environment.

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

function run(argv: readonly string[], env: Record<string, string> = {}, home = temporaryFolder("home-")) {
  const child = spawn(process.execPath, [CLI, ...argv], { env: { HOME: home, USERPROFILE: home, ...env } });
  onTestFinished(() => void child.kill("SIGKILL"));
  const out = { stdout: "", stderr: "" };
  child.stdin.end();
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      out[name] += text;
    });
  }
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
    child.on("close", (code) => resolve({ code, ...out })),
  );
}

describe("doctor", () => {
  test("--sandbox passes with exit code 0", async () => {
    const { code, stdout, stderr } = await run(["doctor", "--sandbox"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/✓ sign-in +pat/);
    expect(stdout).toMatch(/✓ identity +ana@example.com/);
    expect(stdout).not.toContain("✗");
  });

  test("--json prints one document, and every toolset of the embedded workspace passes", async () => {
    const { code, stdout } = await run(["doctor", "--sandbox", "--json", "--toolsets", "all"]);
    const report = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(report).toMatchObject({ ok: true, workspaces: [{ workspace: "default" }] });
    const failed = report.workspaces[0].checks.filter(({ verdict }: { verdict: string }) => verdict === "failed");
    expect(failed).toEqual([]);
    // The command as it was started: this checkout's own.
    expect(report.client.args).toEqual([CLI, "--sandbox", "--toolsets", "all"]);
  });

  test("without configuration reports what is missing, with exit code 1", async () => {
    const { code, stdout } = await run(["doctor", "--acess", "read"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ configuration .*--access\?/);
    expect(stdout).toMatch(/✗ configuration .*No workspace is configured/);
  });

  test("an unknown option is not repeated with its value, which may be a secret, and has its own fix", async () => {
    const { stdout } = await run(["doctor", "--json", "--password", "canary", "--access", "read", "--key=canary"]);
    expect(stdout).not.toContain("canary");
    const { configuration, client } = JSON.parse(stdout);
    expect(client.args).toEqual([CLI, "--access", "read"]);
    expect(configuration.map(({ fix }: { fix: string }) => fix.split(" ").at(-1))).toEqual([
      "--help",
      "--help",
      "<name>",
    ]);
  });

  test("the report contains no secret from the environment", async () => {
    const env = { DATABRICKS_HOST: "https://no.such.invalid", DATABRICKS_TOKEN: "dapi-canary-0123456789" };
    const { code, stdout, stderr } = await run(["doctor", "--json", "--host-suffixes", "such.invalid"], env);
    expect(code).toBe(1);
    expect(stdout + stderr).not.toContain("canary");
    expect(stdout).toContain("no.such.invalid does not resolve");
    expect(JSON.parse(stdout).client.env.DATABRICKS_TOKEN).toBe("<DATABRICKS_TOKEN>");
  });
});

test("a start that uses the compiled code of an earlier one does the same", async () => {
  const home = temporaryFolder("home-");
  const env = { DATABRICKS_HOST: "https://no.such.invalid", DATABRICKS_TOKEN: "dapi-canary-0123456789" };
  const outputs = [];
  for (let start = 0; start < 2; start += 1) {
    const { code, stdout, stderr } = await run(["doctor", "--host-suffixes", "such.invalid"], env, home);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(stdout).toMatch(/✗ tls +no TLS connection/);
    outputs.push(stdout);
  }
  expect(outputs[1]).toBe(outputs[0]);
});

describe("login and logout", () => {
  test("without a workspace name the flags to use, with exit code 1", async () => {
    for (const command of ["login", "logout"]) {
      const { code, stdout, stderr } = await run([command]);
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toMatch(/--host.*--profile/);
    }
  });

  test("logout of a host without a login changes nothing, with exit code 0", async () => {
    const { code, stdout } = await run(["logout", "--host", "https://dbc-9.cloud.databricks.com"]);
    expect(code).toBe(0);
    expect(stdout).toContain("Nothing was removed");
  });

  test("--help lists the commands, and --json without doctor is refused", async () => {
    const help = await run(["--help"]);
    for (const command of ["login", "logout", "doctor"])
      expect(help.stdout).toMatch(new RegExp(`^ {2}${command} `, "m"));
    const { code, stderr } = await run(["--sandbox", "--json"]);
    expect(code).toBe(2);
    expect(stderr).toContain("--json");
  });
});
