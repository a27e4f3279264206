import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { describe, expect, onTestFinished, test } from "vitest";
import manifest from "../package.json" with { type: "json" };
import { stageSandboxPackage } from "../scripts/release/sandbox-package.ts";
import { SANDBOX_PACKAGE } from "../src/start/sandbox-folder.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const LOGIN = { DATABRICKS_HOST: "https://adb-1.2.azuredatabricks.net", DATABRICKS_TOKEN: "dapi0" };
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test("docs/tools.json is what a connected client is served", async () => {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [`${root}dist/cli.js`, "--toolsets", "all"],
    env: LOGIN,
    stderr: "ignore",
  });
  const client = new Client({ name: "packaging", version: "0" });
  onTestFinished(() => client.close());
  await client.connect(transport);
  const snapshot = JSON.parse(readFileSync(`${root}docs/tools.json`, "utf8"));
  expect(client.getInstructions()).toBe(snapshot.instructions);
  expect(plain((await client.listTools()).tools)).toEqual(
    snapshot.tools.map(({ served }: { served: unknown }) => served),
  );
  expect(plain((await client.listResourceTemplates()).resourceTemplates)).toEqual(snapshot.resourceTemplates);
  expect(plain((await client.listPrompts()).prompts)).toEqual(snapshot.prompts);
});

describe("the package", () => {
  const pack = (): { size: number; files: { path: string }[] } => {
    const { stdout } = spawnSync("npm", ["pack", "--dry-run", "--json"], { cwd: root, encoding: "utf8" });
    return JSON.parse(stdout)[0];
  };

  test("contains only the build and its documents, in at most 2.2 MB", () => {
    const { size, files } = pack();
    expect(size).toBeLessThanOrEqual(2_200_000);
    const stray = files
      .map(({ path }) => path)
      .filter(
        (path) =>
          !/^(dist\/(?!sandbox|python)[\w.-]+\.(?:cjs|mjs|cjs\.br|wasm\.br|ttf\.br)|dist\/(?:cli\.js|package\.json|LICENSES\.txt|tools\.json)|package\.json|README\.md|LICENSE)$/.test(
            path,
          ),
      );
    expect(stray).toEqual([]);
    expect(files.map(({ path }) => path)).toEqual(expect.arrayContaining(["dist/cli.js", "LICENSE", "README.md"]));
  });

  test("contains the license of every bundled package", () => {
    const text = readFileSync(`${root}dist/LICENSES.txt`, "utf8");
    const inside = ["@modelcontextprotocol/server", "bottleneck", "hono", "undici", "zod", "echarts", "zrender"];
    for (const name of [...inside, "@resvg/resvg-wasm", "@expo-google-fonts/inter"]) {
      expect(text).toMatch(new RegExp(`^${name} \\d+\\.`, "m"));
    }
    expect(text).toContain("SIL OPEN FONT LICENSE");
    // The MPL requires the license and the address of the source.
    expect(text).toMatch(/^Licence: MPL-2\.0, https:.*\nSource: https:\/\/github\.com\/yisibl\/resvg-js/m);
    expect(text).not.toContain("Licence: undefined");
  });

  test("starts without any dependency installed; --sandbox then names the command that installs its engines", () => {
    const folder = temporaryFolder("package-");
    for (const path of ["dist", "package.json"]) cpSync(root + path, join(folder, path), { recursive: true });
    const run = (...argv: string[]) =>
      spawnSync(process.execPath, [join(folder, "dist/cli.js"), ...argv], { encoding: "utf8", env: LOGIN, input: "" });
    expect(run()).toMatchObject({ status: 0, stdout: "" });
    const sandbox = run("--sandbox");
    expect(sandbox.status).toBe(2);
    expect(sandbox.stderr).toContain(`npm install "${SANDBOX_PACKAGE}@`);
  });

  test("a start reads no tool, chart, HTTP client or embedded workspace", () => {
    const files = readdirSync(`${root}dist`);
    const atStart = files.filter((file) => file.endsWith(".cjs"));
    expect(atStart.map((file) => file.replace(/-\w+/, ""))).toEqual(["server.cjs", "shared.cjs"]);
    const text = atStart.map((file) => readFileSync(`${root}dist/${file}`, "utf8")).join("\n");
    // Not `toContain`, whose message would have the whole program.
    for (const part of ["zrender", 'name:"list_clusters"']) expect(text.includes(part)).toBe(false);
    for (const name of ["arrow", "calls", "draw", "reference", "sandbox", "undici"]) {
      expect(files).toContain(`${name}.cjs.br`);
    }
  });

  test("leaves the embedded workspace to its own package", () => {
    const folder = temporaryFolder("sandbox-");
    const { dependencies, files, name } = JSON.parse(
      readFileSync(join(stageSandboxPackage(folder), "package.json"), "utf8"),
    );
    expect(name).toBe(SANDBOX_PACKAGE);
    expect(Object.keys(dependencies)).toContain(manifest.name);
    expect(files).toContain("dist");
    const build = readdirSync(`${root}dist`);
    const served = pack().files.flatMap(({ path }) => (path.startsWith("dist/") ? [path.slice(5)] : []));
    expect([...served, ...readdirSync(join(folder, "dist"))].sort()).toEqual(build.sort());
  });

  test("other programs can start the embedded workspace alone", async () => {
    const { startSandbox }: typeof import("../sandbox/index.ts") = await import(`${root}dist/sandbox-start.js`);
    const sandbox = await startSandbox({ token: "dapi0" });
    onTestFinished(() => sandbox.close());
    const me = await fetch(`${sandbox.url}/api/2.0/preview/scim/v2/Me`, { headers: { authorization: "Bearer dapi0" } });
    expect(await me.json()).toMatchObject({ active: true });
  });

  test("compiled code is kept in the user's cache; a damaged or unwritable cache changes nothing", () => {
    const folder = temporaryFolder("cache-");
    const version = (cache: string) =>
      spawnSync(process.execPath, [`${root}dist/cli.js`, "--version"], {
        encoding: "utf8",
        env: { ...LOGIN, XDG_CACHE_HOME: cache },
      });
    const expected = { status: 0, stdout: `${manifest.version}\n`, stderr: "" };
    expect(version(folder)).toMatchObject(expected);
    const own = join(folder, "mcp-server-databricks");
    const kept = readdirSync(own).filter((name) => name.endsWith(".code"));
    expect(kept.length).toBeGreaterThanOrEqual(2);
    for (const name of kept) writeFileSync(join(own, name), "not code");
    expect(version(folder)).toMatchObject(expected);
    expect(readFileSync(join(own, kept[0] ?? "")).length).toBeGreaterThan(1000);
    const file = join(folder, "a-file");
    writeFileSync(file, "");
    expect(version(file)).toMatchObject(expected);
  });

  test("runs its command with Node and has no install script", () => {
    expect(readFileSync(`${root}dist/cli.js`, "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(
      Object.keys(manifest.scripts).filter((name) => /^(?:pre|post)?(?:install|prepare|pack|publish)/.test(name)),
    ).toEqual([]);
    expect(manifest).not.toHaveProperty("dependencies");
  });
});
