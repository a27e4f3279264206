import manifest from "../../package.json" with { type: "json" };
import { ATTRIBUTE_KEYS, attributeOf } from "../../src/api/auth/attributes.ts";
import { ENGINES, IMAGE, PROGRAM_NAME } from "../../src/cli/program.ts";
import { configuresServer, type Option } from "../../src/config/option.ts";
import { OPTIONS } from "../../src/config.ts";
import type { Prompt } from "../../src/core/prompts/define.ts";
import type { Tool } from "../../src/core/tool.ts";
import { SANDBOX_PACKAGE } from "../../src/start/sandbox-folder.ts";

export const TITLE = "Databricks";
/** The registry takes at most 100 characters. */
export const SUMMARY = "Work in Databricks from an AI agent: clusters, code, notebooks, SQL and MLflow.";

/** The address of the source, without what npm puts around it. */
export const REPOSITORY = manifest.repository.url.replace(/^git\+|\.git$/g, "");

/** Raw files of this version. */
const raw = (path: string): string =>
  `${REPOSITORY.replace("github.com", "raw.githubusercontent.com")}/v${manifest.version}/${path}`;

/** The name of a release's bundle. */
export const bundleFile = (version: string): string => `${PROGRAM_NAME}-${version}.mcpb`;

/** Options of a server that a host starts over stdio. */
const settings = (): [string, Option][] =>
  Object.entries<Option>(OPTIONS).filter(([, option]) => configuresServer(option) && option.group !== "transport");

/** A bundle has no room for the engines of the embedded workspace. */
const bundled = (): [string, Option][] => settings().filter(([key]) => !/^sandbox/.test(key));

/** `server.json` of the MCP Registry, schema 2025-12-11. The hash of the bundle is known only when it is packed. */
export function serverJson(bundleSha256?: string) {
  const transport = { type: "stdio" };
  const environmentVariables = [
    ...settings().map(([, option]) => ({
      name: option.env,
      description: option.description,
      isRequired: false,
      isSecret: option.secret ?? false,
      ...(isSwitch(option) ? { format: "boolean" } : { format: "string" }),
      ...(option.default === undefined ? {} : { default: option.default }),
      ...(option.choices ? { choices: option.choices } : {}),
    })),
    ...loginVariables(),
  ];
  const own = { version: manifest.version, transport, environmentVariables };
  return {
    $schema: "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
    name: manifest.mcpName,
    title: TITLE,
    description: SUMMARY,
    version: manifest.version,
    repository: { url: REPOSITORY, source: "github" },
    websiteUrl: REPOSITORY,
    icons: [
      { src: raw("assets/icon.png"), mimeType: "image/png", sizes: ["512x512"] },
      { src: raw("assets/icon.svg"), mimeType: "image/svg+xml", sizes: ["any"] },
    ],
    packages: [
      { registryType: "npm", identifier: manifest.name, runtimeHint: "npx", ...own },
      {
        registryType: "mcpb",
        identifier: `${REPOSITORY}/releases/download/v${manifest.version}/${bundleFile(manifest.version)}`,
        ...(bundleSha256 ? { fileSha256: bundleSha256 } : {}),
        transport,
      },
      { registryType: "oci", identifier: IMAGE, transport, environmentVariables },
    ],
  };
}

/** Variables of the sign-in methods other than a token, without those that a job or machine sets itself. */
const loginVariables = () =>
  ATTRIBUTE_KEYS.flatMap((key) => {
    const { variables, about, secret, machine } = attributeOf(key);
    const [name] = variables;
    if (name === undefined || (machine && key !== "databricks_cli_path")) return [];
    return [{ name, description: about, isRequired: false, isSecret: secret ?? false, format: "string" }];
  });

/** The count of tools is rounded down, so that it stays true when one is removed. */
const longDescription = (tools: number): string =>
  [
    `Clusters and code execution, SQL and Unity Catalog, notebooks, files, jobs, pipelines, MLflow, model serving, vector search, dashboards, Genie, apps and administration, by over ${Math.floor(tools / 50) * 50} tools.`,
    "Destructive calls require your confirmation, `Access` removes tools above a level, and `Protected names` blocks changes of what must not be touched.",
    "Sign in with a profile of the Databricks CLI, with the browser, or with a token. The server runs on this machine and signs in as you.",
    `To try it without an account, run \`npx -y ${SANDBOX_PACKAGE}\` instead of this bundle.`,
  ].join("\n\n");

/** `manifest.json` of an MCP bundle (MCPB 0.3): one folder that a desktop host installs. */
export const bundleManifest = (catalogue: readonly Tool[], prompts: readonly Prompt[]) => ({
  manifest_version: "0.3",
  name: PROGRAM_NAME,
  display_name: TITLE,
  version: manifest.version,
  description: manifest.description,
  long_description: longDescription(catalogue.length),
  author: manifest.author,
  repository: { type: "git", url: REPOSITORY },
  homepage: manifest.homepage,
  documentation: `${REPOSITORY}/tree/main/docs`,
  support: manifest.bugs.url,
  icon: "icon.png",
  license: manifest.license,
  keywords: manifest.keywords,
  server: {
    type: "node",
    entry_point: "dist/cli.js",
    mcp_config: {
      command: "node",
      args: [`\${__dirname}/dist/cli.js`],
      env: Object.fromEntries(bundled().map(([key, option]) => [option.env, `\${user_config.${snake(key)}}`])),
    },
  },
  tools: catalogue.map(({ name, description }) => ({ name, description })),
  tools_generated: false,
  prompts: prompts.map(({ name, description, arguments: args }) => {
    const names = Object.keys(args);
    const given = names.map((argument) => `${argument}: \${arguments.${argument}}`).join(", ");
    return {
      name,
      description,
      ...(names.length > 0 ? { arguments: names } : {}),
      text: `Use the prompt ${name} of the ${TITLE} server${given ? ` with ${given}` : ""}.`,
    };
  }),
  prompts_generated: true,
  compatibility: { platforms: ["darwin", "win32", "linux"], runtimes: { node: manifest.engines.node } },
  user_config: Object.fromEntries(bundled().map(([key, option]) => [snake(key), userSetting(option)])),
});

const userSetting = (option: Option) => ({
  type: isSwitch(option) ? "boolean" : kindOf(option),
  title: option.title,
  description: option.choices ? `${option.description} One of ${option.choices.join(", ")}.` : option.description,
  required: false,
  ...(option.secret ? { sensitive: true } : {}),
  ...(option.default === undefined ? {} : { default: isSwitch(option) ? option.default === "true" : option.default }),
});

/** Hosts show a dialog to choose files and folders. */
function kindOf({ flag, env }: Option): "string" | "directory" | "file" {
  if (flag?.endsWith("-dir")) return "directory";
  return env === OPTIONS.configFile.env ? "file" : "string";
}

const isSwitch = (option: Option): boolean => option.flag !== undefined && option.value === undefined;

const snake = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The package that brings the engines of the embedded workspace, so that one command starts it from anywhere. */
export const sandboxPackage = () => ({
  name: SANDBOX_PACKAGE,
  version: manifest.version,
  description: "The MCP server for Databricks with an embedded workspace: SQL and Python without an account.",
  license: manifest.license,
  author: manifest.author,
  homepage: manifest.homepage,
  repository: { ...manifest.repository, directory: "packages/sandbox" },
  bugs: manifest.bugs,
  type: "module",
  keywords: manifest.keywords,
  bin: { [`${PROGRAM_NAME}-sandbox`]: "start.js" },
  files: ["dist", "start.js", "README.md", "LICENSE"],
  publishConfig: manifest.publishConfig,
  engines: manifest.engines,
  dependencies: { [manifest.name]: manifest.version, ...ENGINES },
});
