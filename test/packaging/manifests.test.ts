import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import manifest from "../../package.json" with { type: "json" };
import { bundleManifest, sandboxPackage, serverJson } from "../../scripts/generate/packages.ts";
import { isServerJson as validate } from "../../scripts/release/server-schema.ts";
import { ATTRIBUTE_KEYS, attributeOf } from "../../src/api/auth/attributes.ts";
import { ENGINES } from "../../src/cli/program.ts";
import { OPTIONS } from "../../src/config.ts";
import { prompts } from "../../src/prompts/index.ts";
import { catalogue } from "../../src/tools/index.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const variables: string[] = [
  ...Object.values(OPTIONS).map(({ env }) => env),
  ...ATTRIBUTE_KEYS.flatMap((key) => attributeOf(key).variables),
];
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("server.json", () => {
  const server = serverJson();
  const [npm, bundle, image] = server.packages;

  test("is valid by the registry's schema, with and without the hash of the bundle", () => {
    for (const document of [server, serverJson("a".repeat(64))]) {
      validate(plain(document));
      expect(validate.errors).toBeNull();
    }
    expect(validate({ ...server, name: "no namespace" })).toBe(false);
    expect(validate({ ...server, websiteUrl: "not a URL" })).toBe(false);
  });

  test("names the packages that are published", () => {
    expect(server.name).toBe(manifest.mcpName);
    expect(server.version).toBe(manifest.version);
    expect(npm).toMatchObject({ registryType: "npm", identifier: manifest.name, version: server.version });
    expect(bundle?.identifier).toMatch(
      new RegExp(`/v${manifest.version}/mcp-server-databricks-${manifest.version}\\.mcpb$`),
    );
    expect(image).toMatchObject({ registryType: "oci", identifier: expect.stringMatching(`:${manifest.version}$`) });
    const dockerfile = readFileSync(`${root}Dockerfile`, "utf8");
    expect(dockerfile).toContain(`io.modelcontextprotocol.server.name="${server.name}"`);
  });

  test("names every variable of a stdio server, and which one is a secret", () => {
    const named = npm?.environmentVariables ?? [];
    expect(variables).toEqual(expect.arrayContaining(named.map(({ name }) => name)));
    expect(named.filter(({ isSecret }) => isSecret).map(({ name }) => name)).toEqual([
      "DATABRICKS_TOKEN",
      "DATABRICKS_PASSWORD",
      "DATABRICKS_CLIENT_SECRET",
      "DATABRICKS_METADATA_SERVICE_URL",
      "ARM_CLIENT_SECRET",
      "GOOGLE_CREDENTIALS",
    ]);
  });
});

describe("manifest.json", () => {
  const bundle = bundleManifest(catalogue, prompts);

  test("asks for every setting that it passes on, and keeps the token secret", () => {
    const asked = Object.keys(bundle.user_config).map((key) => `\${user_config.${key}}`);
    expect(Object.values(bundle.server.mcp_config.env)).toEqual(asked);
    expect(variables).toEqual(expect.arrayContaining(Object.keys(bundle.server.mcp_config.env)));
    const sensitive = Object.entries(bundle.user_config).filter(([, setting]) => setting.sensitive);
    expect(sensitive.map(([key]) => key)).toEqual(["token"]);
    expect(bundle.user_config.export_dir?.type).toBe("directory");
  });

  test("offers nothing that a bundle does not contain", () => {
    expect(Object.keys(bundle.user_config).filter((key) => key.includes("sandbox"))).toEqual([]);
  });

  test("has every prompt with its arguments", () => {
    expect(bundle.prompts.map(({ name }) => name)).toEqual(prompts.map(({ name }) => name));
    for (const { arguments: names = [], text } of bundle.prompts) {
      for (const name of names) expect(text).toContain(`\${arguments.${name}}`);
    }
  });
});

describe("the package of the sandbox", () => {
  const sandbox = sandboxPackage();

  test("brings the server of the same version and its engines", () => {
    expect(sandbox.dependencies).toEqual({ [manifest.name]: manifest.version, ...ENGINES });
    const start = readFileSync(`${root}packages/sandbox/start.js`, "utf8");
    expect(start).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(start).toContain(`import("${manifest.name}/dist/cli.js")`);
    expect(sandbox.name).toBe("@mcp-server-databricks/sandbox");
  });
});

test("the Databricks App starts the package of the server, and no package of another owner", () => {
  const { dependencies } = JSON.parse(readFileSync(`${root}deploy/app/package.json`, "utf8"));
  expect(Object.keys(dependencies)).toEqual([manifest.name]);
  const { command } = parse(readFileSync(`${root}deploy/app/app.yaml`, "utf8"));
  expect(command.slice(0, 2)).toEqual(["node", `node_modules/${manifest.name}/dist/cli.js`]);
});
