import { parseHost } from "../host.ts";
import type { Credentials } from "./credentials.ts";
import { patCredentials } from "./pat.ts";
import { type Profile, readProfiles } from "./profile.ts";

/** What flags and environment say; a set value is never overwritten by a profile. */
export interface LoginOptions {
  readonly host: string | undefined;
  readonly token: string | undefined;
  readonly profile: string | undefined;
  readonly configFile: string | undefined;
  readonly clusterId: string | undefined;
  readonly warehouseId: string | undefined;
  readonly insecureLoopback: boolean;
  readonly hostSuffixes: readonly string[] | undefined;
}

export interface ProfileFile {
  readonly home: string;
  /** The file's text; undefined when there is none. */
  read(path: string): string | undefined;
}

/** Which workspace, as whom, with which default compute. */
export interface Login {
  /** Origin of the workspace. */
  readonly host: string;
  readonly credentials: Credentials;
  readonly clusterId: string | undefined;
  readonly warehouseId: string | undefined;
}

export type LoginResult =
  | { readonly ok: true; readonly login: Login }
  | { readonly ok: false; readonly problems: readonly string[] };

interface Setting {
  readonly value: string;
  readonly source: string;
}

const HINT =
  "set DATABRICKS_HOST and DATABRICKS_TOKEN, or name a profile with --profile (DATABRICKS_CONFIG_PROFILE); --sandbox needs neither";

/** Finds host and token: environment first, then the profile. The file is read only when it could matter. */
export function resolveLogin(options: LoginOptions, file: ProfileFile): LoginResult {
  const chosen = chooseProfile(options, file);
  if ("problem" in chosen) return { ok: false, problems: [chosen.problem] };

  const pick = (value: string | undefined, variable: string, key: string): Setting | undefined => {
    const fallback = chosen.profile?.get(key);
    if (value !== undefined) return { value, source: variable };
    return fallback === undefined ? undefined : { value: fallback, source: chosen.source };
  };
  const host = pick(options.host, "DATABRICKS_HOST", "host");
  const token = pick(options.token, "DATABRICKS_TOKEN", "token");
  if (!host && !token) return { ok: false, problems: [`No workspace is configured: ${HINT}.`] };

  const origin = host ? readHost(host, options) : { problem: missing("host", "DATABRICKS_HOST", chosen) };
  const credentials = token ? readToken(token) : { problem: missing("token", "DATABRICKS_TOKEN", chosen) };
  const stray = strayToken(options, chosen, token);
  if ("problem" in origin || "problem" in credentials || stray) {
    const problems = [origin, credentials].flatMap((part) => ("problem" in part ? [part.problem] : []));
    return { ok: false, problems: stray ? [...problems, stray] : problems };
  }
  return {
    ok: true,
    login: {
      host: origin.origin,
      credentials,
      clusterId: options.clusterId ?? chosen.profile?.get("cluster_id"),
      warehouseId: options.warehouseId ?? chosen.profile?.get("warehouse_id"),
    },
  };
}

interface Chosen {
  readonly profile: Profile | undefined;
  readonly source: string;
}

function chooseProfile(options: LoginOptions, file: ProfileFile): Chosen | { problem: string } {
  const nothingElse = options.host === undefined && options.token === undefined;
  if (options.profile === undefined && !nothingElse) return { profile: undefined, source: "" };

  const path = (options.configFile ?? "~/.databrickscfg").replace(/^~(?=[\\/])/, file.home);
  const text = file.read(path);
  const { byName, preferred } = readProfiles(text ?? "");
  const requested = options.profile ?? preferred;
  const name = requested ?? "DEFAULT";
  const source = `profile ${name}`;
  const profile = byName.get(name);
  if (profile && profile.size > 0) return { profile, source };
  if (requested === undefined) return { profile: undefined, source };

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

function readHost({ value, source }: Setting, { insecureLoopback, hostSuffixes = [] }: LoginOptions) {
  const host = parseHost(value, { insecureLoopback, suffixes: hostSuffixes });
  return "problem" in host ? { problem: `The host of ${source} ${host.problem}.` } : host;
}

function readToken({ value, source }: Setting): Credentials | { problem: string } {
  try {
    return patCredentials(value, source);
  } catch (error) {
    return { problem: error instanceof Error ? error.message : `${source}: the token cannot be used.` };
  }
}

function missing(what: string, variable: string, { profile, source }: Chosen): string {
  if (!profile) return `${variable} is not set: ${HINT}.`;
  const method = profile.get("auth_type") ?? (profile.has("client_id") ? "oauth-m2m" : undefined);
  const other =
    what === "token" && method ? ` It logs in by ${method}; only personal access tokens are supported so far.` : "";
  return `The ${source} has no ${what}; add one to it or set ${variable}.${other}`;
}

/** A profile's token is never sent to another profile's host: the two belong to different workspaces. */
function strayToken(
  options: LoginOptions,
  { profile, source }: Chosen,
  token: Setting | undefined,
): string | undefined {
  const own = profile?.get("host");
  if (options.host === undefined || own === undefined || token?.source !== source) return undefined;
  const origin = (text: string) => {
    const host = parseHost(text, { insecureLoopback: true, suffixes: options.hostSuffixes ?? [] });
    return "origin" in host ? host.origin : text;
  };
  if (origin(own) === origin(options.host)) return undefined;
  return `DATABRICKS_HOST and ${source} name different workspaces, and the token belongs to the profile: unset DATABRICKS_HOST or set DATABRICKS_TOKEN too.`;
}
