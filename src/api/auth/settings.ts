import { ATTRIBUTE_KEYS, type AttributeKey, attributeOf, type LoginFamily } from "./attributes.ts";
import { expandHome, type Machine } from "./machine.ts";
import { type Profile, readProfiles } from "./profile.ts";

/** The value of a setting. */
export interface LoginSetting {
  readonly value: string;
  /** Where it comes from, for messages: `DATABRICKS_HOST`, `profile dev`. */
  readonly source: string;
}

/** Settings from the server's own options. `source`: the option or its environment variable. */
export type GivenSettings = Partial<Record<AttributeKey, LoginSetting>>;

/** Where settings are read from. */
export interface SettingsSource {
  readonly given: GivenSettings;
  /** Profile to read, as the user named it. */
  readonly profile: string | undefined;
  /** Default: `~/.databrickscfg`. */
  readonly configFile: string | undefined;
  /**
   * Reads only those environment variables that describe this machine, because the profile is one of several
   * workspaces.
   */
  readonly profileOnly?: boolean;
}

/** The settings of one login. */
export interface LoginSettings {
  /** Name of the profile that was read. */
  readonly profile: string | undefined;
  /** The value of a setting, wherever it comes from. */
  get(key: AttributeKey): string | undefined;
  /** The value with its source. */
  setting(key: AttributeKey): LoginSetting | undefined;
  /** The profile's own value, even if the environment takes precedence. */
  own(key: AttributeKey): string | undefined;
  /** Settings whose value comes from the profile. */
  readonly fromProfile: readonly AttributeKey[];
  /** Values that must never appear in output, logs or errors. */
  readonly secrets: readonly string[];
  /** Families of which at least one setting has a value. */
  readonly families: readonly LoginFamily[];
}

/**
 * Reads the settings of a login. The server's options take precedence over environment variables, and both over the
 * profile. The profile is read only if one is named or nothing else configures a login.
 */
export function readSettings(source: SettingsSource, machine: Machine): LoginSettings | { problem: string } {
  const set = new Map<AttributeKey, LoginSetting>();
  for (const key of ATTRIBUTE_KEYS) {
    const { variables, machine: ofMachine } = attributeOf(key);
    const visible = source.profileOnly && !ofMachine ? [] : variables;
    const variable = visible.find((name) => machine.env[name] !== undefined);
    const value = variable === undefined ? undefined : machine.env[variable];
    const setting =
      source.given[key] ?? (value === undefined ? undefined : { value, source: variable ?? "the environment" });
    if (setting) set.set(key, setting);
  }
  const loginIsSet = [...set.keys()].some((key) => key === "host" || attributeOf(key).family !== undefined);
  const chosen =
    source.profile === undefined && loginIsSet ? { profile: undefined, name: "" } : readProfile(source, machine);
  if ("problem" in chosen) return chosen;

  const { profile, name } = chosen;
  const own = (key: AttributeKey) => profile?.get(key) ?? profile?.get(attributeOf(key).alias ?? "");
  const fromProfile = ATTRIBUTE_KEYS.filter((key) => own(key) !== undefined && !set.has(key));
  for (const key of fromProfile) set.set(key, { value: own(key) ?? "", source: `profile ${name}` });
  return {
    profile: profile && name,
    get: (key) => set.get(key)?.value,
    setting: (key) => set.get(key),
    own,
    fromProfile,
    secrets: [...set].flatMap(([key, { value }]) => (attributeOf(key).secret ? [value] : [])),
    families: [...new Set([...set.keys()].flatMap((key) => attributeOf(key).family ?? []))],
  };
}

/** The same settings with values for those that have none. */
export const withDefaults = (settings: LoginSettings, defaults: GivenSettings): LoginSettings => ({
  ...settings,
  get: (key) => settings.get(key) ?? defaults[key]?.value,
  setting: (key) => settings.setting(key) ?? defaults[key],
});

/** Values of environment variables that must never appear in output, logs or errors, even if no login uses them. */
export const secretsIn = (env: Machine["env"]): string[] =>
  ATTRIBUTE_KEYS.flatMap((key) => {
    const { secret, variables } = attributeOf(key);
    return secret ? variables.flatMap((name) => env[name] ?? []) : [];
  });

/** The next step when no workspace or no login is configured. */
export const SETUP_HINT =
  "Set DATABRICKS_HOST and DATABRICKS_TOKEN, or name a profile with --profile (DATABRICKS_CONFIG_PROFILE); run `mcp-server-databricks login --host <url> --profile <name>` to create one. --sandbox needs no configuration.";

type ChosenProfile = { readonly profile: Profile | undefined; readonly name: string } | { readonly problem: string };

function readProfile({ profile: wanted, configFile }: SettingsSource, machine: Machine): ChosenProfile {
  const path = expandHome(configFile ?? "~/.databrickscfg", machine);
  const text = machine.read(path);
  const { byName, preferred } = readProfiles(text ?? "");
  const requested = wanted ?? preferred;
  const name = requested ?? "DEFAULT";
  const profile = byName.get(name);
  if (profile && profile.size > 0) return { profile, name };
  if (requested === undefined) return { profile: undefined, name };

  if (text === undefined) {
    return {
      problem: `There is no profile ${name}, because ${path} cannot be read. Check DATABRICKS_CONFIG_FILE. ${SETUP_HINT}`,
    };
  }
  const names = [...byName].filter(([, entries]) => entries.size > 0).map(([each]) => each);
  const present = names.length > 0 ? `The file contains ${names.join(", ")}` : "The file contains no profiles";
  const fault = profile ? "is empty" : "does not exist";
  return {
    problem: `The profile ${name} ${fault} in ${path}. ${present}. Name one with --profile (DATABRICKS_CONFIG_PROFILE).`,
  };
}
