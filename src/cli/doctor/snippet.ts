import { ATTRIBUTE_KEYS, attributeOf } from "../../api/auth/attributes.ts";
import { OPTIONS, type OptionKey } from "../../config.ts";

export interface Snippet {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

interface Setup {
  readonly package: string;
  /** The flags of doctor. No secret has a flag. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Path of the script that runs. */
  readonly script: string;
  /** Nothing configures a workspace. */
  readonly unconfigured?: boolean;
}

/** The command for an MCP client, with the checked configuration. Secrets are placeholders. */
export function clientSnippet({ package: name, argv, env, platform, script, unconfigured = false }: Setup): Snippet {
  const flags = argv.filter((word) => !/^--json(=|$)/.test(word));
  const [command = "npx", ...args] = [...startCommand(name, script, platform), ...flags];
  const set = Object.fromEntries(variables().flatMap((each) => shown(each, env)));
  return { command, args, env: unconfigured ? { ...PLACEHOLDERS, ...set } : set };
}

const PLACEHOLDERS = { DATABRICKS_HOST: "https://<workspace>", DATABRICKS_TOKEN: "<DATABRICKS_TOKEN>" };

/** The command that started this program: npx, an installed command, or Node.js with a script. */
export function startCommand(name: string, script: string, platform: NodeJS.Platform): string[] {
  if (/[\\/]_npx[\\/]/.test(script)) {
    // On Windows npx is a script, which only a shell can start.
    return platform === "win32" ? ["cmd", "/c", "npx", "-y", name] : ["npx", "-y", name];
  }
  return /[^\\/]*$/.exec(script)?.[0] === name ? [script] : ["node", script];
}

interface Variable {
  readonly name: string;
  readonly secret: boolean;
}

function variables(): Variable[] {
  const options = (Object.keys(OPTIONS) as OptionKey[]).map((key) => OPTIONS[key]);
  return [
    ...options.map((option) => ({ name: option.env, secret: "secret" in option && option.secret === true })),
    ...ATTRIBUTE_KEYS.map(attributeOf)
      // Variables that the machine or job sets itself are left out.
      .filter(({ machine }) => !machine)
      .flatMap((attribute) => attribute.variables.map((each) => ({ name: each, secret: attribute.secret === true }))),
  ];
}

function shown({ name, secret }: Variable, env: Setup["env"]): [string, string][] {
  const value = env[name];
  if (value === undefined || name === OPTIONS.json.env) return [];
  return [[name, secret ? `<${name}>` : value]];
}
