import { ATTRIBUTE_KEYS, type AttributeKey, attributeOf, type LoginFamily } from "./attributes.ts";
import { expandHome, type Machine } from "./machine.ts";
import { type Profile, readProfiles } from "./profile.ts";

/** The value of a setting. */
export interface LoginSetting {
  readonly value: string;
  /** Where it comes from, for messages: `DATABRICKS_HOST`, `profile dev`. */
  readonly source: string;
  /** It was given as a flag, which takes precedence over everything else. */
  readonly byFlag?: boolean;
}

/** Settings from the server's own options. `source`: the option or its environment variable. */
export type GivenSettings = Partial<Record<AttributeKey, LoginSetting>>;

/** Where settings are read from. */
export interface SettingsSource {
  readonly given: GivenSettings;
  /** Profile to read, as the user named it. */
  readonly profile: string | undefined;
  /** It was named by the flag, so it takes precedence over environment variables. */
  readonly profileByFlag?: boolean;
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
  /** One sentence for each difference between the profile and the environment, without values. */
  readonly notes: readonly string[];
}

/**
 * Reads the settings of a login. Flags take precedence over a profile named by a flag, that over environment variables,
 * and those over a profile named by a variable, as in the official SDKs. The profile is read only if one is named or
 * nothing else configures a login.
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
    if (setting) set.set(key, { ...setting, value: withoutLineEnd(setting.value) });
  }
  const loginIsSet = [...set.keys()].some((key) => key === "host" || attributeOf(key).family !== undefined);
  const chosen =
    source.profile === undefined && loginIsSet ? { profile: undefined, name: "" } : readProfile(source, machine);
  if ("problem" in chosen) return chosen;

  const { profile, name } = chosen;
  const own = (key: AttributeKey) => profile?.get(key) ?? profile?.get(attributeOf(key).alias ?? "");
  const notes = source.profileByFlag ? preferProfile(set, name, own) : preferEnvironment(set, name, own);
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
    notes,
  };
}

/** A mounted secret often ends with a line break, which no setting contains. */
const withoutLineEnd = (value: string): string => value.replace(/[\r\n]+$/, "");

type Settings = Map<AttributeKey, LoginSetting>;
type ProfileValue = (key: AttributeKey) => string | undefined;

const isOfLogin = (key: AttributeKey): boolean => key === "auth_type" || attributeOf(key).family !== undefined;

/**
 * Removes what the profile replaces: its own settings, the environment's login if the profile has one, and everything of
 * an environment that describes another workspace, so that no token reaches a host that it was not meant for.
 */
function preferProfile(set: Settings, name: string, own: ProfileValue): string[] {
  const host = set.get("host");
  const ownHost = own("host");
  const foreign = host && !host.byFlag && ownHost !== undefined && !isSameAddress(host.value, ownHost);
  const hasLogin = ATTRIBUTE_KEYS.some((key) => isOfLogin(key) && own(key) !== undefined);
  const ignored = [...set].filter(
    ([key, { byFlag, value }]) =>
      !byFlag &&
      !attributeOf(key).machine &&
      value !== own(key) &&
      (own(key) !== undefined || foreign || (hasLogin && isOfLogin(key))),
  );
  for (const [key] of ignored) set.delete(key);
  return ignored.length === 0
    ? []
    : [
        `${sourcesOf(ignored)} ${ignored.length > 1 ? "are" : "is"} ignored, because --profile ${name} takes precedence.`,
      ];
}

function preferEnvironment(set: Settings, name: string, own: ProfileValue): string[] {
  const replacing = [...set].filter(([key, { value }]) => own(key) !== undefined && own(key) !== value);
  return replacing.length === 0
    ? []
    : [
        `${sourcesOf(replacing)} ${replacing.length > 1 ? "take" : "takes"} precedence over the profile ${name}. Use --profile ${name} to use the profile alone.`,
      ];
}

const sourcesOf = (settings: readonly (readonly [AttributeKey, LoginSetting])[]): string =>
  settings.map(([, { source }]) => source).join(", ");

const isSameAddress = (one: string, other: string): boolean => addressOf(one) === addressOf(other);

const addressOf = (host: string): string =>
  host
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, "")
    .replace(/[/?#].*$/, "");

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
    return secret ? variables.flatMap((name) => (env[name] === undefined ? [] : [env[name], env[name].trim()])) : [];
  });

/** How the problem begins when nothing configures a workspace. */
export const NOT_CONFIGURED = "No workspace is configured.";

/** The next step when no workspace or no login is configured. */
export const SETUP_HINT =
  "Set DATABRICKS_HOST and DATABRICKS_TOKEN, or name a profile with --profile (DATABRICKS_CONFIG_PROFILE); run `mcp-server-databricks login --host <url> --profile <name>` to create one. --sandbox needs no configuration.";

type ChosenProfile = { readonly profile: Profile | undefined; readonly name: string } | { readonly problem: string };

function readProfile({ profile: wanted, configFile }: SettingsSource, machine: Machine): ChosenProfile {
  const path = expandHome(configFile ?? "~/.databrickscfg", machine);
  const text = machine.read(path);
  const { byName, preferred } = readProfiles(text ?? "");
  const names = [...byName].filter(([, entries]) => entries.size > 0).map(([each]) => each);
  const requested = wanted ?? preferred;
  // Like the Databricks CLI: a file with a single profile needs no default.
  const name = requested ?? (names.length === 1 ? names[0] : undefined) ?? "DEFAULT";
  const profile = byName.get(name);
  if (profile && profile.size > 0) return { profile, name };
  if (requested === undefined && names.length > 0) {
    return {
      problem: `${NOT_CONFIGURED} ${path} has no DEFAULT profile and contains ${names.join(", ")}. Name one with --profile (DATABRICKS_CONFIG_PROFILE).`,
    };
  }
  if (requested === undefined) return { profile: undefined, name };

  if (text === undefined) {
    return {
      problem: `The profile ${name} cannot be read from ${path}. Check DATABRICKS_CONFIG_FILE. ${SETUP_HINT}`,
    };
  }
  const present = names.length > 0 ? `The file contains ${names.join(", ")}` : "The file contains no profiles";
  const fault = profile ? "is empty" : "does not exist";
  return {
    problem: `The profile ${name} ${fault} in ${path}. ${present}. Name one with --profile (DATABRICKS_CONFIG_PROFILE).`,
  };
}
