import { type AttributeKey, attributeName, attributeOf } from "./attributes.ts";
import type { SkippedMethod } from "./chain.ts";
import { METHODS } from "./methods.ts";
import { type LoginSettings, NOT_CONFIGURED, SETUP_HINT } from "./settings.ts";

/** The problem when no setting names the workspace. */
export function noHostProblem({ profile, families }: LoginSettings): string {
  if (profile !== undefined)
    return `The profile ${profile} has no host. Add one to the profile, or set DATABRICKS_HOST.`;
  return families.length === 0 ? `${NOT_CONFIGURED} ${SETUP_HINT}` : `DATABRICKS_HOST is not set. ${SETUP_HINT}`;
}

/** The problem when the host is the account console, which has none of a workspace's services. */
export const accountHostProblem = (origin: string, source = "The host", asEntry = false): string =>
  asEntry
    ? `${source} is ${origin}, the account console. Add the account_id to the profile.`
    : `${source} is ${origin}, the account console. Set it to the URL of a workspace, for example https://adb-123.4.azuredatabricks.net. To call operations of the account, add its profile to --workspaces.`;

/**
 * The problem when several login methods are configured: like the official SDKs, we do not guess which one is meant.
 */
export function conflictProblem({ families, get }: LoginSettings): string | undefined {
  if (families.length < 2 || get("auth_type") !== undefined) return undefined;
  return `More than one login is configured: ${families.join(" and ")}. Unset one of them, or name the method in ${attributeName("auth_type")}.`;
}

/**
 * The problem when no method is configured, with the reasons of the methods that are configured in part, or of the one
 * that `auth_type` names.
 */
export function noMethodProblem({ profile, get }: LoginSettings, skipped: readonly SkippedMethod[]): string {
  const isBegun = ({ method }: SkippedMethod) =>
    METHODS.find(({ name }) => name === method)?.attributes.some((key) => isLogin(key) && get(key) !== undefined);
  const relevant = get("auth_type") === undefined ? skipped.filter(isBegun) : skipped;
  const reasons = relevant.map(({ method, reason }) => `${method} cannot be used because ${reason}`).join("; ");
  const why = reasons === "" ? "" : ` ${reasons}.`;
  const pinned = get("auth_type");
  if (pinned !== undefined) {
    return profile === undefined
      ? `DATABRICKS_AUTH_TYPE is ${pinned}.${why} Change it, or unset it.`
      : `The profile ${profile} sets auth_type ${pinned}.${why} Change it, or remove auth_type.`;
  }
  if (profile === undefined) return `DATABRICKS_TOKEN is not set${reasons && `, and ${reasons}`}. ${SETUP_HINT}`;
  return `The profile ${profile} has neither a token nor another login. Add one to the profile, or set DATABRICKS_TOKEN.${why}`;
}

const isLogin = (key: AttributeKey): boolean => attributeOf(key).family !== undefined;

/**
 * The problem when a profile's secret would be sent to a host that is not the profile's. `origin`: the origin of an
 * address, so that different spellings of one host count as the same.
 */
export function foreignSecretProblem(settings: LoginSettings, origin: (host: string) => string): string | undefined {
  const { profile } = settings;
  const own = settings.own("host");
  const host = settings.setting("host");
  if (profile === undefined || own === undefined || host === undefined || host.source === `profile ${profile}`) return;
  const secret = settings.fromProfile.find((key) => attributeOf(key).secret);
  if (secret === undefined || origin(own) === origin(host.value)) return undefined;
  return `${host.source} and profile ${profile} name different workspaces, and the ${secret} belongs to the profile. Unset ${host.source}, or set ${variableOf(secret)} too.`;
}

const variableOf = (key: AttributeKey): string => attributeOf(key).variables[0] ?? `DATABRICKS_${key.toUpperCase()}`;
