import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { describe, expect, onTestFinished, test } from "vitest";
import manifest from "../package.json" with { type: "json" };
import { claudeCodeCommand, cursorLink, hostConfig, vscodeLink } from "../scripts/generate/install.ts";
import { bundleManifest, serverJson } from "../scripts/generate/packages.ts";
import { documents, fillRegions } from "../scripts/generate/regions.ts";
import { ATTRIBUTE_KEYS, attributeOf } from "../src/api/auth/attributes.ts";
import { OPTIONS } from "../src/config.ts";
import { catalogue } from "../src/tools/index.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const LOGIN = { DATABRICKS_HOST: "https://adb-1.2.azuredatabricks.net", DATABRICKS_TOKEN: "dapi0" };
const variables: string[] = [
  ...Object.values(OPTIONS).map(({ env }) => env),
  ...ATTRIBUTE_KEYS.flatMap((key) => attributeOf(key).variables),
];
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("install links", () => {
  const PROGRAM = /\/dist\/cli\.js$/;

  test("Cursor's decodes to the server", () => {
    const url = new URL(cursorLink());
    expect(url.origin + url.pathname).toBe("https://cursor.com/en/install-mcp");
    expect(url.searchParams.get("name")).toBe("databricks");
    const config = JSON.parse(Buffer.from(url.searchParams.get("config") ?? "", "base64").toString());
    expect(config).toEqual(hostConfig());
    expect(config).toMatchObject({ command: "node", args: [expect.stringMatching(PROGRAM)] });
  });

  test("VS Code's decodes to the server, asks for every value and hides the token", () => {
    const url = new URL(vscodeLink());
    expect(url.origin + url.pathname).toBe("https://insiders.vscode.dev/redirect/mcp/install");
    const config = JSON.parse(url.searchParams.get("config") ?? "");
    const inputs: { id: string; password?: boolean; default?: string }[] = JSON.parse(
      url.searchParams.get("inputs") ?? "",
    );
    expect(config.command).toBe("node");
    expect([...config.args, ...Object.values(config.env)]).toEqual(inputs.map(({ id }) => `\${input:${id}}`));
    expect(inputs[0]?.default).toMatch(PROGRAM);
    expect(inputs.filter(({ password }) => password).map(({ id }) => id)).toEqual(["databricks_token"]);
  });

  test("Claude Code's has the name before --env, which takes every word that follows", () => {
    expect(claudeCodeCommand()).toMatch(/^claude mcp add databricks \\\n {2}--env DATABRICKS_HOST="[^"]+"/);
    expect(claudeCodeCommand()).toMatch(/ -- node \S+\/dist\/cli\.js$/);
  });

  test("each sets variables the server reads, and is in the README", () => {
    const readme = readFileSync(`${root}README.md`, "utf8");
    expect(variables).toEqual(expect.arrayContaining(Object.keys(hostConfig().env)));
    for (const text of [cursorLink(), vscodeLink(), claudeCodeCommand()]) expect(readme).toContain(text);
  });
});

describe("generated regions", () => {
  const regions = new Map([["a", "text"]]);
  const document = "# A\n<!-- generated:a -->\nold\n<!-- end of generated -->\n";

  test("are filled; a filled document stays as it is", () => {
    const filled = fillRegions("a.md", document, regions);
    expect(filled).toBe("# A\n<!-- generated:a -->\n\ntext\n\n<!-- end of generated -->\n");
    expect(fillRegions("a.md", filled, regions)).toBe(filled);
  });

  test("missing and unknown regions are errors", () => {
    expect(() => fillRegions("a.md", "# nothing", regions)).toThrow("a.md lacks the generated regions a.");
    expect(() => fillRegions("a.md", document, new Map())).toThrow("a.md has a generated region a");
  });

  test("tools, options, sign-in methods and resources are in docs", () => {
    const texts = new Map(documents(catalogue));
    expect(texts.get("docs/tools.md")).toContain("| `list_clusters` |");
    expect(texts.get("docs/configuration.md")).toContain("| `--access level` | `MCP_DATABRICKS_ACCESS` |");
    expect(texts.get("docs/sign-in.md")).toContain("| `pat` | `DATABRICKS_TOKEN` |");
    expect(texts.get("docs/resources-and-prompts.md")).toContain("| `databricks://clusters/{cluster_id}` |");
  });
});

describe("server.json", () => {
  const server = serverJson();
  const [npm] = server.packages;

  test("is the package that is published", () => {
    expect(server.name).toBe(manifest.mcpName);
    expect(server.name).toMatch(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/);
    expect(server.description.length).toBeLessThanOrEqual(100);
    expect(npm).toMatchObject({ identifier: manifest.name, version: server.version, transport: { type: "stdio" } });
    expect(server.version).toBe(manifest.version);
  });

  test("names every variable of a stdio server, and which one is a secret", () => {
    expect(variables).toEqual(expect.arrayContaining(npm?.environmentVariables.map(({ name }) => name) ?? []));
    const secret = npm?.environmentVariables.filter(({ isSecret }) => isSecret).map(({ name }) => name);
    expect(secret).toEqual([
      "DATABRICKS_TOKEN",
      "DATABRICKS_PASSWORD",
      "DATABRICKS_CLIENT_SECRET",
      "DATABRICKS_METADATA_SERVICE_URL",
      "ARM_CLIENT_SECRET",
      "GOOGLE_CREDENTIALS",
    ]);
  });
});

test("manifest.json asks for every setting that it passes on, and keeps the token secret", () => {
  const bundle = bundleManifest(catalogue);
  const asked = Object.keys(bundle.user_config).map((key) => `\${user_config.${key}}`);
  expect(Object.values(bundle.server.mcp_config.env)).toEqual(asked);
  expect(variables).toEqual(expect.arrayContaining(Object.keys(bundle.server.mcp_config.env)));
  const sensitive = Object.entries(bundle.user_config).filter(([, setting]) => setting.sensitive);
  expect(sensitive.map(([key]) => key)).toEqual(["token"]);
});

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

  test("contains only the build and its documents, in at most 2.35 MB", () => {
    const { size, files } = pack();
    expect(size).toBeLessThanOrEqual(2_350_000);
    const stray = files
      .map(({ path }) => path)
      .filter(
        (path) =>
          !/^(dist\/[\w.-]+\.(?:js|wasm\.br|ttf\.br)|dist\/(?:LICENSES\.txt|tools\.json|python-library\.json\.br)|package\.json|server\.json|README\.md|CHANGELOG\.md|LICENSE)$/.test(
            path,
          ),
      );
    expect(stray).toEqual([]);
    expect(files.map(({ path }) => path)).toEqual(expect.arrayContaining(["dist/cli.js", "LICENSE", "server.json"]));
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
    const folder = mkdtempSync(join(tmpdir(), "package-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    for (const path of ["dist", "package.json"]) cpSync(root + path, join(folder, path), { recursive: true });
    const run = (...argv: string[]) =>
      spawnSync(process.execPath, [join(folder, "dist/cli.js"), ...argv], { encoding: "utf8", env: LOGIN, input: "" });
    expect(run()).toMatchObject({ status: 0, stdout: "" });
    const sandbox = run("--sandbox");
    expect(sandbox.status).toBe(2);
    for (const engine of Object.keys(manifest.peerDependencies)) {
      expect(sandbox.stderr).toMatch(new RegExp(`npm install .*"${engine}@`));
    }
  });

  test("loads charts only with the first picture", () => {
    const cli = readFileSync(`${root}dist/cli.js`, "utf8");
    expect(cli).toMatch(/import\("\.\/draw-[\w-]+\.js"\)/);
    expect(cli).not.toMatch(/^import[^;]*\.\/(?:draw|resvg)/m);
    expect(cli).not.toContain("zrender");
  });

  test("runs its command with Node and has no install script", () => {
    expect(readFileSync(`${root}dist/cli.js`, "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(Object.keys(manifest.scripts).filter((name) => /install|prepare|postpack/.test(name))).toEqual([]);
    expect(manifest).not.toHaveProperty("dependencies");
  });
});
