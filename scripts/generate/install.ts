import { OPTIONS } from "../../src/config.ts";
import { code } from "./markdown.ts";

/** The one source of every install link and snippet. */
export const NAME = "databricks";
const PROGRAM = "/path/to/mcp-server-databricks/dist/cli.js";

const ASKED = [OPTIONS.host, OPTIONS.token] as const;
const EXAMPLES: Readonly<Record<string, string>> = {
  [OPTIONS.host.env]: "https://<workspace>.cloud.databricks.com",
  [OPTIONS.token.env]: "<personal access token>",
};

const environment = (): Record<string, string> =>
  Object.fromEntries(ASKED.map(({ env }) => [env, EXAMPLES[env] ?? ""]));

/** The server as hosts write it in their configuration files. */
export const hostConfig = () => ({ command: "node", args: [PROGRAM], env: environment() });

/** Opens Cursor's install dialog. An `https:` link, because GitHub removes `cursor:` links. */
export function cursorLink(): string {
  const config = Buffer.from(JSON.stringify(hostConfig())).toString("base64");
  return `https://cursor.com/en/install-mcp?${new URLSearchParams({ name: NAME, config })}`;
}

/** VS Code asks for the values itself and keeps the secret ones in its own store. */
export function vscodeLink(): string {
  const inputs = [
    { type: "promptString", id: PATH_INPUT, description: "Path of dist/cli.js in your clone", default: PROGRAM },
    ...ASKED.map((option) => ({
      type: "promptString",
      id: inputId(option.env),
      description: option.title,
      ...("secret" in option && option.secret ? { password: true } : {}),
    })),
  ];
  const env = Object.fromEntries(ASKED.map((option) => [option.env, `\${input:${inputId(option.env)}}`]));
  const config = { command: "node", args: [`\${input:${PATH_INPUT}}`], env };
  const query = new URLSearchParams({ name: NAME, inputs: JSON.stringify(inputs), config: JSON.stringify(config) });
  return `https://insiders.vscode.dev/redirect/mcp/install?${query.toString().replaceAll("+", "%20")}`;
}

const PATH_INPUT = "server_path";
const inputId = (env: string) => env.toLowerCase();

/** The name comes before `--env`, which takes every word up to the next option. */
export function claudeCodeCommand(): string {
  const { command, args, env } = hostConfig();
  const variables = Object.entries(env).map(([key, value]) => `--env ${key}="${value}"`);
  return [`claude mcp add ${NAME}`, ...variables, `-- ${command} ${args.join(" ")}`].join(" \\\n  ");
}

/** How to add the server to each host. */
export const installInstructions = (): string =>
  [
    "**Claude Code**",
    code("sh", claudeCodeCommand()),
    "**Claude Desktop** (`claude_desktop_config.json`), and any other host that reads `mcpServers`",
    code("json", JSON.stringify({ mcpServers: { [NAME]: hostConfig() } }, null, 2)),
    `**Cursor**: [add to Cursor](${cursorLink()}) and replace the path and both values, or put the same \`mcpServers\` block into \`.cursor/mcp.json\`.`,
    `**VS Code**: [add to VS Code](${vscodeLink()}). It asks for the path and both values, and keeps the token in its secret store.`,
  ].join("\n\n");
