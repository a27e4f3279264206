import { isRecord } from "../../records.ts";
import { type AuthRefusal, type Identity, invalid } from "./identity.ts";

/** The claims of a token, whether they come from a JWT or from introspection. */
export type Claims = Readonly<Record<string, unknown>>;

/** Requirements for a token. */
export interface ClaimRules {
  readonly issuer: string;
  /** At least one must be among the token's audiences. */
  readonly audiences: readonly string[];
  readonly groupsClaim: string;
}

/** The identity in the claims of a token whose origin has been checked. */
export function identityOf(claims: Claims, { issuer, groupsClaim }: ClaimRules): Identity | AuthRefusal {
  const subject = textOf(claims.sub) ?? textOf(claims.client_id);
  if (subject === undefined) return invalid("The access token has no subject");
  const names = [claims.email, claims.preferred_username, claims.upn, claims.username, claims.client_id, claims.azp];
  return {
    principal: { subject: JSON.stringify([issuer, subject]), name: names.map(textOf).find(Boolean) ?? subject },
    scopes: wordsOf(claims.scope ?? claims.scp),
    // Some providers let users choose their address or user name, so only a verified one counts.
    names: [subject, ...(claims.email_verified === true && textOf(claims.email) ? [String(claims.email)] : [])],
    groups: wordsOf(groupsClaim.split(".").reduce<unknown>(memberOf, claims)),
    ...(typeof claims.exp === "number" && { expiresAt: claims.exp * 1000 }),
  };
}

/** Whether a token is meant for this server. */
export const isForAudience = ({ aud }: Claims, { audiences }: ClaimRules): boolean =>
  (Array.isArray(aud) ? aud : [aud]).some(
    (one) => typeof one === "string" && audiences.some((audience) => withoutSlash(audience) === withoutSlash(one)),
  );

/** Issuers and audiences are compared as strings. Only one slash at the end may differ. */
export const withoutSlash = (url: string): string => url.replace(/\/$/, "");

const memberOf = (value: unknown, name: string): unknown =>
  isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;

const textOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" && value.length <= 512 ? value : undefined;

/** A list of names, which is written as an array or with spaces. */
function wordsOf(value: unknown): readonly string[] {
  if (typeof value === "string") return value.split(" ").filter(Boolean);
  return Array.isArray(value) ? value.filter((word) => typeof word === "string") : [];
}
