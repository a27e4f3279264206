import { createHash } from "node:crypto";
import { later } from "../../core/later.ts";
import { keepNewest } from "../../core/newest.ts";
import { type Authenticator, type AuthRefusal, bearerOf, type Identity } from "./identity.ts";
import { createIntrospection, type IntrospectionOptions } from "./introspection.ts";
import type { JwtOptions } from "./jwt.ts";

/** Options of `createOAuthAuthenticator`. */
export interface OAuthOptions extends JwtOptions {
  /** Asks the issuer about each token instead of verifying it here. */
  readonly introspection?: Pick<IntrospectionOptions, "url" | "clientId" | "clientSecret"> | undefined;
  now?(): number;
}

/** How long a verified token is not verified again, in milliseconds. A revoked key or token works for that long. */
const VERIFIED_MS = { jwt: 5 * 60_000, introspection: 30_000 };
const MAX_KEPT = 10_000;

/** Access tokens of an identity provider: this server is their resource server (RFC 9728). */
export function createOAuthAuthenticator({ introspection, now = Date.now, ...options }: OAuthOptions): Authenticator {
  // The library for tokens is loaded with the first one.
  const jwt = later(async () => (await import("./jwt.ts")).createJwtVerifier(options));
  const verify = introspection
    ? createIntrospection({ ...options, ...introspection })
    : async (token: string) => (await jwt.load()).verify(token);
  const keptMs = introspection ? VERIFIED_MS.introspection : VERIFIED_MS.jwt;
  // In the order in which they were verified.
  const verified = new Map<string, { readonly identity: Identity; readonly until: number }>();
  const verifying = new Map<string, Promise<Identity | AuthRefusal>>();

  const verifyOnce = (key: string, token: string): Promise<Identity | AuthRefusal> => {
    const known = verifying.get(key);
    if (known) return known;
    const work = verify(token).finally(() => verifying.delete(key));
    verifying.set(key, work);
    return work;
  };

  return {
    async authenticate(headers) {
      const bearer = bearerOf(headers);
      if ("refused" in bearer) return bearer;
      const { token } = bearer;
      const key = createHash("sha256").update(token).digest("base64");
      const kept = verified.get(key);
      if (kept && kept.until > now()) return kept.identity;
      verified.delete(key);
      const found = await verifyOnce(key, token);
      if ("refused" in found) return found;
      const identity = introspection ? found : { ...found, own: { assertion: token } };
      const until = Math.min(found.expiresAt ?? Number.POSITIVE_INFINITY, now() + keptMs);
      keepNewest(verified, key, { identity, until }, MAX_KEPT);
      return identity;
    },
    async notReady() {
      try {
        if (!introspection) await (await jwt.load()).ready();
        return undefined;
      } catch {
        return "The keys of the issuer of access tokens cannot be read";
      }
    },
  };
}
