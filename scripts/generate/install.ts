import manifest from "../../package.json" with { type: "json" };
import { OPTIONS } from "../../src/config.ts";

/** The one source of every install link and snippet. */
export const NAME = "databricks";
export const COMMAND = "npx";
export const ARGS = ["-y", manifest.name];

const ASKED = [OPTIONS.host, OPTIONS.token] as const;
const EXAMPLES: Readonly<Record<string, string>> = {
  [OPTIONS.host.env]: "https://<workspace>.cloud.databricks.com",
  [OPTIONS.token.env]: "<personal access token>",
};

export const environment = (): Record<string, string> =>
  Object.fromEntries(ASKED.map(({ env }) => [env, EXAMPLES[env] ?? ""]));

/** The server as hosts write it in their configuration files. */
export const hostConfig = () => ({ command: COMMAND, args: ARGS, env: environment() });

export function cursorLink(): string {
  const config = Buffer.from(JSON.stringify(hostConfig())).toString("base64");
  return `cursor://anysphere.cursor-deeplink/mcp/install?${new URLSearchParams({ name: NAME, config })}`;
}

/** VS Code asks for the values itself and keeps the secret ones in its own store. */
export function vscodeLink(): string {
  const inputs = ASKED.map((option) => ({
    type: "promptString",
    id: inputId(option.env),
    description: option.title,
    ...("secret" in option && option.secret ? { password: true } : {}),
  }));
  const env = Object.fromEntries(ASKED.map((option) => [option.env, `\${input:${inputId(option.env)}}`]));
  const config = { command: COMMAND, args: ARGS, env };
  const query = new URLSearchParams({ name: NAME, inputs: JSON.stringify(inputs), config: JSON.stringify(config) });
  return `https://insiders.vscode.dev/redirect/mcp/install?${query.toString().replaceAll("+", "%20")}`;
}

const inputId = (env: string) => env.toLowerCase();

export function claudeCodeCommand(): string {
  const env = Object.entries(environment()).map(([key, value]) => `--env ${key}="${value}"`);
  return ["claude mcp add", "--transport stdio", ...env, NAME, "--", COMMAND, ...ARGS].join(" ");
}
