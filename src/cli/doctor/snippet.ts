import { ATTRIBUTE_KEYS, attributeOf } from "../../api/auth/attributes.ts";
import { type Config, OPTIONS } from "../../config.ts";

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
}

/** The command for an MCP client, with the checked configuration. Secrets are placeholders. */
export function clientSnippet({ package: name, argv, env, platform }: Setup): Snippet {
  const flags = argv.filter((word) => !/^--json(=|$)/.test(word));
  const npx = ["npx", "-y", name, ...flags];
  // On Windows npx is a script, which only a shell can start.
  const [command = "npx", ...args] = platform === "win32" ? ["cmd", "/c", ...npx] : npx;
  return { command, args, env: Object.fromEntries(variables().flatMap((each) => shown(each, env))) };
}

interface Variable {
  readonly name: string;
  readonly secret: boolean;
}

function variables(): Variable[] {
  const options = (Object.keys(OPTIONS) as (keyof Config)[]).map((key) => OPTIONS[key]);
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
