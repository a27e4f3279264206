import { readHostUrl } from "../../api/auth/host-url.ts";
import { createSignIn, readOrigin, withAddressIds } from "../../api/auth/login.ts";
import { expandHome } from "../../api/auth/machine.ts";
import type { SignIn } from "../../api/auth/method.ts";
import { readProfiles } from "../../api/auth/profile.ts";
import { type LoginSettings, readSettings } from "../../api/auth/settings.ts";
import { loginKeys, replaceFile } from "../../api/auth/token-cache.ts";
import type { Config } from "../../config.ts";
import { loginOptions, type Surroundings } from "../workspaces.ts";

/** The workspace to sign in to, and the keys of its login in the token cache. */
export interface LoginTarget {
  readonly signIn: SignIn;
  readonly keys: readonly string[];
  /** The profile that uses the login. */
  readonly profile: string | undefined;
  /** A profile that does not exist yet and must be written. */
  readonly newProfile: string | undefined;
}

/** Reads the target from flags, environment and profile. With a host, the profile may be a new one. @throws Error */
export function loginTarget(config: Config, around: Surroundings): LoginTarget {
  const options = loginOptions(config, around);
  const named = readSettings(options, around);
  const newProfile = "problem" in named && isNew(config, around) ? config.profile : undefined;
  const read = newProfile === undefined ? named : readSettings({ ...options, profile: undefined }, around);
  if ("problem" in read) throw new Error(read.problem);

  const host = read.setting("host");
  if (!host)
    throw new Error("No workspace is given. Set its URL with --host, or a profile that contains it with --profile.");
  const url = readHostUrl(host.value);
  const place = readOrigin({ ...host, value: url.address }, options);
  if ("problem" in place) throw new Error(place.problem);
  const own = read.own("host");
  if (own !== undefined && originOf(own, options) !== place.origin) {
    throw new Error(
      `${host.source} and profile ${read.profile} name different workspaces. Remove one of them, or use a new profile name.`,
    );
  }
  const settings = withAddressIds(read, url);
  // A profile without a host does not identify the workspace of the login.
  const profile = newProfile ?? (own === undefined ? undefined : read.profile);
  return {
    signIn: createSignIn(place.origin, settings, options, around),
    keys: loginKeys({ profile, host: place.origin, accountId: settings.get("account_id") }),
    profile,
    newProfile,
  };
}

const originOf = (text: string, options: Parameters<typeof readOrigin>[1]): string | undefined => {
  const place = readOrigin({ value: readHostUrl(text).address, source: "" }, options);
  return "origin" in place ? place.origin : undefined;
};

const pathOf = ({ configFile }: Config, around: Surroundings): string =>
  expandHome(configFile ?? "~/.databrickscfg", around);

function isNew(config: Config, around: Surroundings): boolean {
  const { profile, host } = config;
  if (profile === undefined || host === undefined) return false;
  if (!/^[\w.-]{1,100}$/.test(profile))
    throw new Error("The name of a new profile may contain only letters, digits, -, _ and dots.");
  return !readProfiles(around.read(pathOf(config, around)) ?? "").byName.has(profile);
}

/** Adds a profile that uses the stored login. The rest of the file stays unchanged. */
export function addProfile(config: Config, around: Surroundings, { newProfile, signIn }: LoginTarget): void {
  const path = pathOf(config, around);
  const { settings, host } = signIn;
  const lines = Object.entries({ host, ...ids(settings), auth_type: "databricks-cli" });
  const section = [`[${newProfile}]`, ...lines.map(([key, value]) => `${key} = ${value}`), ""].join("\n");
  const before = (around.read(path) ?? "").trimEnd();
  replaceFile(path, before === "" ? section : `${before}\n\n${section}`);
}

const ids = (settings: LoginSettings): Record<string, string> =>
  Object.fromEntries(
    (["workspace_id", "account_id"] as const).flatMap((key) => {
      const value = settings.get(key);
      return value === undefined ? [] : [[key, value]];
    }),
  );
