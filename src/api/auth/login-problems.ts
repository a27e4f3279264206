import { type AttributeKey, attributeOf, nameOf } from "./attributes.ts";
import type { Skipped } from "./chain.ts";
import { METHODS } from "./methods.ts";
import { HINT, type Settings } from "./settings.ts";

/** Nothing says which workspace. */
export function nowhere({ profile, families }: Settings): string {
  if (profile !== undefined) return `The profile ${profile} has no host; add one to it or set DATABRICKS_HOST.`;
  return families.length === 0 ? `No workspace is configured: ${HINT}.` : `DATABRICKS_HOST is not set: ${HINT}.`;
}

/** Two ways to sign in at once: the SDKs refuse to guess which, and so do we. */
export function conflict({ families, get }: Settings): string | undefined {
  if (families.length < 2 || get("auth_type") !== undefined) return undefined;
  return `More than one way to sign in is configured: ${families.join(" and ")}. Unset one of them, or name the method in ${nameOf("auth_type")}.`;
}

/** No method is configured: the reasons of those that somebody began with, or of the one that is named. */
export function nobody({ profile, get }: Settings, skipped: readonly Skipped[]): string {
  const begun = ({ method }: Skipped) =>
    METHODS.find(({ name }) => name === method)?.attributes.some((key) => isLogin(key) && get(key) !== undefined);
  const told = get("auth_type") === undefined ? skipped.filter(begun) : skipped;
  const reasons = told.map(({ method, reason }) => `${method} cannot be used, ${reason}`).join("; ");
  if (profile === undefined) return `DATABRICKS_TOKEN is not set${reasons && `, and ${reasons}`}: ${HINT}.`;
  const why = reasons === "" ? "" : ` ${reasons}.`;
  return `The profile ${profile} has no token and no other way to sign in; add one to it or set DATABRICKS_TOKEN.${why}`;
}

const isLogin = (key: AttributeKey): boolean => attributeOf(key).family !== undefined;

/** A profile's secret is never sent to another profile's host: the two belong to different workspaces. */
export function stray(settings: Settings, origin: (host: string) => string): string | undefined {
  const { profile } = settings;
  const own = settings.own("host");
  const host = settings.setting("host");
  if (profile === undefined || own === undefined || host === undefined || host.source === `profile ${profile}`) return;
  const secret = settings.fromProfile.find((key) => attributeOf(key).secret);
  if (secret === undefined || origin(own) === origin(host.value)) return undefined;
  return `${host.source} and profile ${profile} name different workspaces, and the ${secret} belongs to the profile: unset ${host.source} or set ${variable(secret)} too.`;
}

const variable = (key: AttributeKey): string => attributeOf(key).variables[0] ?? `DATABRICKS_${key.toUpperCase()}`;
