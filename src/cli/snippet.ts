import { ATTRIBUTE_KEYS, attributeOf } from "../api/auth/attributes.ts";
import { configuresServer, type Option } from "../config/option.ts";
import { OPTIONS } from "../config.ts";
import { launchOf, type StartedProgram } from "./program.ts";
import type { Launch } from "./setup/hosts.ts";

interface Configured {
  readonly program: StartedProgram;
  /** The options of the command, with their values. No secret has one. */
  readonly options: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Nothing configures a workspace. */
  readonly unconfigured?: boolean;
}

/** The options without those of commands, which do not configure a server. */
export const serverFlags = (options: readonly string[]): string[] =>
  options.filter((word) => !/^--(json|yes|undo)(=|$)/.test(word));

/** How a host starts this program with the configuration of a command. Secrets are placeholders. */
export function clientSnippet({ program, options, env, unconfigured = false }: Configured): Launch {
  const set = Object.fromEntries(
    configuredVariables(env).map(({ name, secret, value }) => [name, secret ? `<${name}>` : value]),
  );
  return launchOf(program, serverFlags(options), unconfigured ? { ...PLACEHOLDERS, ...set } : set);
}

const PLACEHOLDERS = { DATABRICKS_HOST: "https://<workspace>", DATABRICKS_TOKEN: "<DATABRICKS_TOKEN>" };

interface ConfiguredVariable {
  readonly name: string;
  readonly secret: boolean;
  readonly value: string;
}

/** The variables of this environment that configure a server. */
export function configuredVariables(env: Configured["env"]): ConfiguredVariable[] {
  const own = Object.values<Option>(OPTIONS)
    .filter(configuresServer)
    .map((option) => ({ name: option.env, secret: option.secret === true }));
  const logins = ATTRIBUTE_KEYS.map(attributeOf)
    // Variables that the machine or job sets itself are left out.
    .filter(({ machine }) => !machine)
    .flatMap(({ variables, secret }) => variables.map((name) => ({ name, secret: secret === true })));
  return [...own, ...logins].flatMap((variable) => {
    const value = env[variable.name];
    return value === undefined ? [] : [{ ...variable, value }];
  });
}
