import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { findProgram, runProgram } from "../../../src/api/auth/program.ts";
import { failureOf } from "../../support/api-client.ts";
import {
  identityProvider,
  loginOf,
  machineOf,
  problemsOf,
  programFolder,
} from "../../support/sign-in/identity-provider.ts";

const HOST = "https://dbc-1.cloud.databricks.com";
const AZURE = "https://adb-1.2.azuredatabricks.net";
const DATABRICKS = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d";
const PROFILES = `[user]\nhost = ${HOST}\nauth_type = databricks-cli\n[azure]\nhost = ${AZURE}\nauth_type = azure-cli\n`;
const files = { "/home/ana/.databrickscfg": PROFILES };

/** A program that records its calls and responds by its first two arguments. */
const script = (answers: Record<string, string>) =>
  [
    'printf "%s\\n" "$*" >> "$(dirname "$0")/calls"',
    'case "$1 $2" in',
    ...Object.entries(answers).map(([words, then]) => `"${words}") ${then};;`),
    "esac",
  ].join("\n");
const say = (value: object) => `printf '%s' '${JSON.stringify(value)}'`;
const calls = (folder: string) => readFileSync(join(folder, "calls"), "utf8").trim().split("\n");
const pathOf = (folder: string) => ({ PATH: `${folder}:/usr/bin:/bin` });
const version = (Major: number, Minor: number, Patch: number) => say({ Major, Minor, Patch });
const soon = new Date(Date.now() + 3_600_000).toISOString().replace("Z", "000000Z");
const token = say({ access_token: "cli-token", token_type: "Bearer", expiry: soon });

describe("databricks-cli", () => {
  test.each([
    ["today's", version(0, 296, 0), "auth token --profile user --force-refresh"],
    ["an older one", version(0, 207, 1), "auth token --profile user"],
    ["one before profiles", version(0, 200, 9), `auth token --host ${HOST}`],
    ["one that hides its version", "echo no JSON", `auth token --host ${HOST}`],
  ])("requests a token from %s, in a folder with a space in its name", async (_, answer, expected) => {
    const folder = programFolder({ databricks: script({ "version --output": answer, "auth token": token }) });
    const { credentials, signIn } = await loginOf({ env: pathOf(folder), files, profile: "user" });
    expect(signIn.method).toBe("databricks-cli");
    expect(await credentials.headers()).toEqual({ authorization: "Bearer cli-token" });
    expect(await credentials.headers()).toEqual({ authorization: "Bearer cli-token" });
    expect(calls(folder)).toEqual(["version --output json", expected]);
  });

  test("a profile's login is sent only to the profile's host", async () => {
    const folder = programFolder({ databricks: script({ "version --output": version(1, 0, 0), "auth token": token }) });
    const kept = (name: string) => ({ access_token: `token-of-${name}`, expiry: soon });
    const cache = JSON.stringify({ version: 1, tokens: { user: kept("user") } });
    const machine = { env: pathOf(folder), files: { ...files, "/home/ana/.databricks/token-cache.json": cache } };
    const headersAt = async (host?: string) => {
      const given = host === undefined ? {} : { host: { value: host, source: "DATABRICKS_HOST" } };
      return (await loginOf({ ...machine, profile: "user", given })).credentials.headers();
    };
    expect(await headersAt()).toEqual({ authorization: "Bearer token-of-user" });
    expect(await headersAt(`${HOST}/?o=1`)).toMatchObject({ authorization: "Bearer token-of-user" });
    expect(await headersAt("https://dbc-2.cloud.databricks.com")).toEqual({ authorization: "Bearer cli-token" });
    expect(calls(folder)).toContain("auth token --host https://dbc-2.cloud.databricks.com --force-refresh");
  });

  test("reports the reason, bounded, and nothing from stdout", async () => {
    const refuse = `echo canary-token; echo "login needed: databricks auth login --host ${HOST}" >&2; head -c 9000 /dev/zero | tr '\\0' x >&2; exit 1`;
    const folder = programFolder({ databricks: script({ "auth token": refuse }) });
    const { credentials } = await loginOf({ env: pathOf(folder), files, profile: "user" });
    const { message } = await failureOf(credentials.headers());
    expect(message).toMatch(/^The Databricks CLI failed \(exit 1\): login needed: databricks auth login --host https/);
    expect(message.length).toBeLessThan(400);
    expect(message).not.toContain("canary");
  });

  test("output that is not JSON is not shown", async () => {
    const folder = programFolder({ databricks: script({ "auth token": "echo canary-token" }) });
    const { credentials } = await loginOf({ env: pathOf(folder), files, profile: "user" });
    const { message } = await failureOf(credentials.headers());
    expect(message).toContain("not JSON");
    expect(message).not.toContain("canary");
  });

  test("the legacy Python CLI and a missing CLI are reported at start", async () => {
    const programs = { "/opt/bin/databricks": 2000 };
    const env = { PATH: "/opt/bin" };
    expect(await problemsOf({ env, files, profile: "user", programs })).toMatch(/legacy Python CLI: install version/);
    expect(await problemsOf({ env, files, profile: "user", programs: {} })).toContain("databricks is not on PATH");
    const elsewhere = { ...env, DATABRICKS_CLI_PATH: "~/none" };
    expect(await problemsOf({ env: elsewhere, files, profile: "user", programs: {} })).toContain("databricks_cli_path");
  });
});

describe("azure-cli", () => {
  const inAnHour = Math.floor(Date.now() / 1000) + 3600;
  const asked = (resource: string) =>
    say({ accessToken: `for-${resource}`, tokenType: "Bearer", expires_on: inAnHour });
  const answering = `case "$4" in ${DATABRICKS}) ${asked("databricks")};; *) ${asked("management")};; esac`;
  const account = (type: string, name: string) => say({ user: { type, name } });
  const scene = (folder: string, more: Record<string, string> = {}) => ({
    env: { ...pathOf(folder), ARM_TENANT_ID: "tenant-1", ...more },
    files,
    profile: "azure",
  });

  test("a user: one token, of the tenant", async () => {
    const folder = programFolder({
      az: script({ "account show": account("user", "ana@x"), "account get-access-token": answering }),
    });
    const { credentials, signIn } = await loginOf(scene(folder));
    expect(signIn.method).toBe("azure-cli");
    expect(await credentials.headers()).toEqual({ authorization: "Bearer for-databricks" });
    expect(calls(folder)).toEqual([
      "account show --output json",
      `account get-access-token --resource ${DATABRICKS} --output json --tenant tenant-1`,
    ]);
  });

  test("a service principal: the management token too", async () => {
    const folder = programFolder({
      az: script({ "account show": account("servicePrincipal", "app"), "account get-access-token": answering }),
    });
    const { credentials } = await loginOf(scene(folder));
    expect(await credentials.headers()).toEqual({
      authorization: "Bearer for-databricks",
      "x-databricks-azure-sp-management-token": "for-management",
    });
  });

  test("a service principal continues without a management token that it cannot get", async () => {
    const refusing = `case "$4" in ${DATABRICKS}) ${asked("databricks")};; *) echo no >&2; exit 1;; esac`;
    const folder = programFolder({
      az: script({ "account show": account("servicePrincipal", "app"), "account get-access-token": refusing }),
    });
    const { credentials } = await loginOf(scene(folder));
    expect(await credentials.headers()).toEqual({ authorization: "Bearer for-databricks" });
  });

  test("a managed identity: without the tenant", async () => {
    const folder = programFolder({
      az: script({
        "account show": account("servicePrincipal", "systemAssignedIdentity"),
        "account get-access-token": answering,
      }),
    });
    const { credentials } = await loginOf(scene(folder));
    await credentials.headers();
    expect(calls(folder).join()).not.toContain("--tenant");
  });

  test("tries the workspace's subscription first, then none: the identity may have no access to it", async () => {
    const picky = `case "$*" in *--subscription*) echo "no such subscription" >&2; exit 1;; esac; ${answering}`;
    const folder = programFolder({
      az: script({ "account show": account("user", "ana@x"), "account get-access-token": picky }),
    });
    const id = "/subscriptions/sub-1/resourceGroups/g/providers/Microsoft.Databricks/workspaces/w";
    const { credentials } = await loginOf(scene(folder, { DATABRICKS_AZURE_RESOURCE_ID: id }));
    expect(await credentials.headers()).toEqual({
      authorization: "Bearer for-databricks",
      "x-databricks-azure-workspace-resource-id": id,
    });
    expect(
      calls(folder)
        .slice(1)
        .map((call) => / --subscription sub-1/.test(call)),
    ).toEqual([true, false]);
  });
});

describe("methods that depend on programs", () => {
  const az = script({
    "account show": say({ user: { type: "user" } }),
    "account get-access-token": say({ accessToken: "az-token", expires_on: Math.floor(Date.now() / 1000) + 3600 }),
  });
  const env = { DATABRICKS_HOST: AZURE, ARM_TENANT_ID: "t" };
  const failing = script({ "auth token": 'echo "databricks OAuth is not configured" >&2; exit 1' });

  test("uses the first that works and records why the others failed", async () => {
    const folder = programFolder({ databricks: failing, az });
    const { credentials, signIn } = await loginOf({ env: { ...env, ...pathOf(folder) } });
    expect(signIn.method).toBeUndefined();
    expect(credentials.source).toBe("databricks-cli or azure-cli");
    const all = await Promise.all([credentials.headers(), credentials.headers(), credentials.headers()]);
    expect(all).toEqual(Array(3).fill({ authorization: "Bearer az-token" }));
    expect(signIn.method).toBe("azure-cli");
    expect(signIn.skipped).toContainEqual({
      method: "databricks-cli",
      reason: expect.stringContaining("OAuth is not"),
    });
    expect(calls(folder).filter((call) => call.startsWith("auth token"))).toHaveLength(1);
  });

  test("a cancelled caller does not wait for a slow program", async () => {
    const folder = programFolder({ databricks: script({ "auth token": "sleep 2" }), az });
    const { credentials } = await loginOf({ env: { ...env, ...pathOf(folder) } });
    const leaving = new AbortController();
    const left = credentials.headers(leaving.signal);
    leaving.abort("gone");
    await expect(left).rejects.toBe("gone");
    expect(await credentials.headers()).toEqual({ authorization: "Bearer az-token" });
  });

  test("when none works, every reason is reported", async () => {
    const folder = programFolder({ databricks: failing, az: 'echo "Please run az login" >&2; exit 1' });
    const { credentials } = await loginOf({ env: { ...env, ...pathOf(folder) } });
    const late = new AbortController();
    late.abort("gone");
    await expect(credentials.headers(late.signal)).rejects.toBe("gone");
    const { message } = await failureOf(credentials.headers());
    expect(message).toMatch(/No login method works.*databricks-cli: .*OAuth is not.*azure-cli: .*az login/);
  });

  test("a configured login is tried after the CLI, and its failure is reported", async () => {
    const folder = programFolder({ databricks: failing, az });
    const more = { ARM_CLIENT_ID: "app", ARM_CLIENT_SECRET: "arm-secret" };
    const provider = await identityProvider({
      "login.microsoftonline.com/t/oauth2/token": { status: 401, json: { error: "invalid_client" } },
    });
    const { credentials } = await loginOf({ env: { ...env, ...pathOf(folder), ...more }, provider });
    const { message } = await failureOf(credentials.headers());
    expect(message).toMatch(/^Entra ID refused to sign in \(HTTP 401\)/);
    expect(calls(folder).join()).not.toContain("account");
  });
});

describe("finding and running programs", () => {
  test("macOS also searches the folders of installed tools; relative folders are ignored", () => {
    const programs = { "/opt/homebrew/bin/az": 1, "./az": 1, az: 1 };
    expect(findProgram("az", machineOf({ env: { PATH: ".:/bin" }, platform: "darwin", programs }))?.file).toBe(
      "/opt/homebrew/bin/az",
    );
    expect(findProgram("az", machineOf({ env: { PATH: ".:/bin" }, programs }))).toBeUndefined();
  });

  test("Windows: .exe before .cmd, quoted folders, and Python instead of az.cmd", () => {
    const CLI2 = "C:\\Program Files\\Azure CLI2";
    const env = { Path: `"${CLI2}\\wbin";D:\\tools` };
    const machine = (programs: Record<string, number>) => machineOf({ env, platform: "win32", programs });
    const both = machine({ [`${CLI2}\\wbin\\az.cmd`]: 9, [`${CLI2}\\python.exe`]: 8, "D:\\tools\\databricks.exe": 7 });
    expect(findProgram("az", both)).toMatchObject({
      file: `${CLI2}\\python.exe`,
      arguments: ["-IBm", "azure.cli"],
    });
    expect(findProgram("databricks", both)).toMatchObject({ file: "D:\\tools\\databricks.exe", arguments: [] });
    expect(findProgram("az", machine({ [`${CLI2}\\wbin\\az.cmd`]: 9 }))).toBeUndefined();
  });

  const run = (folder: string, args: readonly string[], timeoutMs?: number, signal = new AbortController().signal) =>
    runProgram({ file: join(folder, "tool"), arguments: [], bytes: 0 }, args, {
      machine: machineOf({ env: pathOf(folder) }),
      signal,
      title: "The tool",
      ...(timeoutMs && { timeoutMs }),
    });

  test("arguments arrive unchanged: there is no shell", async () => {
    const folder = programFolder({ tool: 'printf "%s|" "$@"' });
    expect(await run(folder, ["a b", "$(id)", "; rm -rf x", '"'])).toBe('a b|$(id)|; rm -rf x|"|');
  });

  test("a program that hangs, with a child that keeps its pipes open, is killed", async () => {
    const folder = programFolder({ tool: "sleep 20 & sleep 20" });
    expect((await failureOf(run(folder, [], 200))).message).toBe("The tool did not finish within 0.2 s.");
    const leaving = new AbortController();
    const left = run(folder, [], undefined, leaving.signal);
    leaving.abort("gone");
    await expect(left).rejects.toBe("gone");
  });

  test("a program that cannot be started or writes without end is reported", async () => {
    const folder = programFolder({ tool: "yes canary" });
    expect((await failureOf(run(folder, []))).message).toBe("The tool wrote more output than a token.");
    expect((await failureOf(run(dirname(folder), []))).message).toBe("The tool cannot be started (ENOENT).");
  });
});
