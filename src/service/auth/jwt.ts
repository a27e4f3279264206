import * as errors from "jose/errors";
import { createRemoteJWKSet, customFetch } from "jose/jwks/remote";
import { jwtVerify } from "jose/jwt/verify";
import type { TokenCall } from "../../api/auth/token-call.ts";
import { ApiError } from "../../api/http/errors.ts";
import { later } from "../../core/later.ts";
import { type ClaimRules, identityOf, isForAudience, withoutSlash } from "./claims.ts";
import { type AuthRefusal, type Identity, invalid } from "./identity.ts";
import { createDiscovery } from "./issuer.ts";

/** Checks access tokens that are JWTs (RFC 9068). */
export interface JwtVerifier {
  verify(token: string): Promise<Identity | AuthRefusal>;
  /** @throws as the discovery and the request for the keys */
  ready(): Promise<void>;
}

/** Options of `createJwtVerifier`. */
export interface JwtOptions extends ClaimRules {
  readonly call: TokenCall;
  /** URL of the keys; the issuer's metadata names it otherwise. */
  readonly jwks?: string | undefined;
  /** Shortest time between two requests for the keys, in milliseconds. Default: 30,000. */
  readonly cooldownMs?: number | undefined;
}

/** Signatures with a public key. `none` and HMAC are not among them. */
const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];
/** Clocks of two machines may differ by this many seconds. */
const CLOCK_TOLERANCE_S = 30;
const KEYS_MS = 5_000;

/**
 * Verifies signature, issuer, audience and times of JWTs. The keys are fetched when a token has an unknown key, at most
 * every 30 seconds, and every ten minutes, so that the issuer can rotate them.
 */
export function createJwtVerifier(options: JwtOptions): JwtVerifier {
  const { issuer, call, cooldownMs = 30_000 } = options;
  const discover = createDiscovery(issuer, call);
  const keySet = later(async () => {
    const url = options.jwks ?? (await discover()).jwksUri;
    if (url === undefined) throw new Error("The issuer's metadata does not name its keys");
    const fetchKeys = async (from: string, { signal }: { signal: AbortSignal }) => {
      const { status, body } = await call({ service: "the issuer's keys", url: from, once: true }, signal);
      return new Response(new Uint8Array(body), { status });
    };
    return createRemoteJWKSet(new URL(url), {
      cooldownDuration: cooldownMs,
      timeoutDuration: KEYS_MS,
      [customFetch]: fetchKeys,
    });
  });

  return {
    async verify(token) {
      let keys: Awaited<ReturnType<typeof keySet.load>>;
      try {
        keys = await keySet.load();
      } catch {
        return UNAVAILABLE;
      }
      try {
        const { payload } = await jwtVerify(token, keys, {
          issuer: [issuer, withoutSlash(issuer), `${withoutSlash(issuer)}/`],
          algorithms: ALGORITHMS,
          clockTolerance: CLOCK_TOLERANCE_S,
          requiredClaims: ["exp", "sub", "aud"],
        });
        if (!isForAudience(payload, options)) return invalid("The access token is for another audience");
        return identityOf(payload, options);
      } catch (error) {
        if (error instanceof ApiError || error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError)) {
          return UNAVAILABLE;
        }
        // The library's general error stands for a response of the issuer that is not a key set.
        if (error.code === "ERR_JOSE_GENERIC") return UNAVAILABLE;
        return invalid(error instanceof errors.JWTExpired ? "The access token has expired" : reasonOf(error));
      }
    },
    async ready() {
      const keys = await keySet.load();
      if (keys.jwks() === undefined) await keys.reload();
    },
  };
}

const UNAVAILABLE: AuthRefusal = { refused: "unavailable", reason: "The issuer of access tokens cannot be reached" };

function reasonOf(error: { readonly code: string; readonly claim?: unknown }): string {
  if (error.claim === "iss") return "The access token is from another issuer";
  return typeof error.claim === "string" && /^\w{1,20}$/.test(error.claim)
    ? `The claim ${error.claim} of the access token is not valid`
    : "The access token is not valid";
}
