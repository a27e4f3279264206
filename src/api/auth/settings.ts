import { ATTRIBUTE_KEYS, type AttributeKey, attributeOf, type Family } from "./attributes.ts";
import { expandHome, type Machine } from "./machine.ts";
import { type Profile, readProfiles } from "./profile.ts";

export interface Setting {
  readonly value: string;
  /** Where it comes from, for messages: `DATABRICKS_HOST`, `profile dev`. */
  readonly source: string;
}

/** What the server's own options say, with the names people set them by. */
export type Given = Partial<Record<AttributeKey, Setting>>;

export interface SettingsSource {
  readonly given: Given;
  readonly profile: string | undefined;
  readonly configFile: string | undefined;
  /** Nothing of the environment but what describes this machine: one of several workspaces. */
  readonly profileOnly?: boolean;
}

export interface Settings {
  /** The profile that was read. */
  readonly profile: string | undefined;
  get(key: AttributeKey): string | undefined;
  setting(key: AttributeKey): Setting | undefined;
  /** What the profile itself says, though the environment may win. */
  own(key: AttributeKey): string | undefined;
  /** What was taken from the profile. */
  readonly fromProfile: readonly AttributeKey[];
  /** Values that must never appear in anything we write. */
  readonly secrets: readonly string[];
  /** The login families that something is set of. */
  readonly families: readonly Family[];
}

/** Options and environment first, then the profile, which is read only where it could matter. */
export function readSettings(source: SettingsSource, machine: Machine): Settings | { problem: string } {
  const set = new Map<AttributeKey, Setting>();
  for (const key of ATTRIBUTE_KEYS) {
    const { variables, machine: everywhere } = attributeOf(key);
    const visible = source.profileOnly && !everywhere ? [] : variables;
    const variable = visible.find((name) => machine.env[name] !== undefined);
    const value = variable === undefined ? undefined : machine.env[variable];
    const setting =
      source.given[key] ?? (value === undefined ? undefined : { value, source: variable ?? "the environment" });
    if (setting) set.set(key, setting);
  }
  const enough = [...set.keys()].some((key) => key === "host" || attributeOf(key).family !== undefined);
  const chosen =
    source.profile === undefined && enough ? { profile: undefined, name: "" } : readProfile(source, machine);
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

/** The same with values for what nothing else says. */
export const withDefaults = (settings: Settings, defaults: Given): Settings => ({
  ...settings,
  get: (key) => settings.get(key) ?? defaults[key]?.value,
  setting: (key) => settings.setting(key) ?? defaults[key],
});

/** Values of the environment that must never appear in anything we write, whatever is made of them. */
export const secretsIn = (env: Machine["env"]): string[] =>
  ATTRIBUTE_KEYS.flatMap((key) => {
    const { secret, variables } = attributeOf(key);
    return secret ? variables.flatMap((name) => env[name] ?? []) : [];
  });

export const HINT =
  "set DATABRICKS_HOST and DATABRICKS_TOKEN, or name a profile with --profile (DATABRICKS_CONFIG_PROFILE), which `mcp-server-databricks login --host <url> --profile <name>` makes; --sandbox needs neither";

type Chosen = { readonly profile: Profile | undefined; readonly name: string } | { readonly problem: string };

function readProfile({ profile: wanted, configFile }: SettingsSource, machine: Machine): Chosen {
  const path = expandHome(configFile ?? "~/.databrickscfg", machine);
  const text = machine.read(path);
  const { byName, preferred } = readProfiles(text ?? "");
  const requested = wanted ?? preferred;
  const name = requested ?? "DEFAULT";
  const profile = byName.get(name);
  if (profile && profile.size > 0) return { profile, name };
  if (requested === undefined) return { profile: undefined, name };

  if (text === undefined) {
    return { problem: `There is no profile ${name}: cannot read ${path}. Check DATABRICKS_CONFIG_FILE, or ${HINT}.` };
  }
  const names = [...byName].filter(([, entries]) => entries.size > 0).map(([each]) => each);
  const exist = names.length > 0 ? `it has ${names.join(", ")}` : "it has no profile";
  const fault = profile ? "is empty" : "does not exist";
  return {
    problem: `The profile ${name} ${fault} in ${path}; ${exist}. Name one with --profile (DATABRICKS_CONFIG_PROFILE).`,
  };
}
