import manifest from "../../package.json" with { type: "json" };
import { ATTRIBUTE_KEYS, attributeOf } from "../../src/api/auth/attributes.ts";
import type { Option } from "../../src/config/option.ts";
import { OPTIONS } from "../../src/config.ts";
import type { Tool } from "../../src/core/tool.ts";

const TITLE = "Databricks";
/** The registry takes at most 100 characters. */
const SUMMARY = "Work in Databricks from an AI agent: clusters, code, notebooks, SQL and MLflow.";

/** Options of a server that a host starts over stdio. */
const settings = (): [string, Option][] =>
  Object.entries<Option>(OPTIONS).filter(([, { group }]) => !["transport", "doctor", "setup"].includes(group));

/** `server.json` of the MCP Registry, schema 2025-12-11. */
export const serverJson = () => ({
  $schema: "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
  name: manifest.mcpName,
  title: TITLE,
  description: SUMMARY,
  version: manifest.version,
  packages: [
    {
      registryType: "npm",
      identifier: manifest.name,
      version: manifest.version,
      runtimeHint: "npx",
      transport: { type: "stdio" },
      environmentVariables: [
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
      ],
    },
  ],
});

/** Variables of the sign-in methods other than a token, without those that a job or machine sets itself. */
const loginVariables = () =>
  ATTRIBUTE_KEYS.flatMap((key) => {
    const { variables, about, secret, machine } = attributeOf(key);
    const [name] = variables;
    if (name === undefined || (machine && key !== "databricks_cli_path")) return [];
    return [{ name, description: about, isRequired: false, isSecret: secret ?? false, format: "string" }];
  });

/** `manifest.json` of an MCP bundle (MCPB 0.3): one folder that a desktop host installs. */
export const bundleManifest = (catalogue: readonly Tool[]) => ({
  manifest_version: "0.3",
  name: manifest.name,
  display_name: TITLE,
  version: manifest.version,
  description: manifest.description,
  author: { name: `${manifest.name} contributors` },
  license: manifest.license,
  keywords: manifest.keywords,
  server: {
    type: "node",
    entry_point: "dist/cli.js",
    mcp_config: {
      command: "node",
      args: [`\${__dirname}/dist/cli.js`],
      env: Object.fromEntries(settings().map(([key, option]) => [option.env, `\${user_config.${snake(key)}}`])),
    },
  },
  tools: catalogue.map(({ name, description }) => ({ name, description })),
  tools_generated: false,
  prompts_generated: true,
  compatibility: { platforms: ["darwin", "win32", "linux"], runtimes: { node: manifest.engines.node } },
  user_config: Object.fromEntries(settings().map(([key, option]) => [snake(key), userSetting(option)])),
});

const userSetting = (option: Option) => ({
  type: isSwitch(option) ? "boolean" : "string",
  title: option.title,
  description: option.choices ? `${option.description} One of ${option.choices.join(", ")}.` : option.description,
  required: false,
  ...(option.secret ? { sensitive: true } : {}),
  ...(option.default === undefined ? {} : { default: isSwitch(option) ? option.default === "true" : option.default }),
});

const isSwitch = (option: Option): boolean => option.flag !== undefined && option.value === undefined;

const snake = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
