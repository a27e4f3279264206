import { base64 } from "../../api/auth/method.ts";
import { askJson, type TokenCall } from "../../api/auth/token-call.ts";
import { type ClaimRules, identityOf, isForAudience, withoutSlash } from "./claims.ts";
import { type AuthRefusal, type Identity, invalid } from "./identity.ts";

/** Options of `createIntrospection`. */
export interface IntrospectionOptions extends ClaimRules {
  readonly call: TokenCall;
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

const TIMEOUT_MS = 5_000;
/** Requests in flight: unknown tokens must not flood the issuer. */
const MAX_IN_FLIGHT = 16;

/** Asks the issuer about each access token (RFC 7662), for tokens that are not JWTs and for those that can be revoked. */
export function createIntrospection(options: IntrospectionOptions): (token: string) => Promise<Identity | AuthRefusal> {
  const { call, url, clientId, clientSecret, issuer } = options;
  const authorization = `Basic ${base64(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`)}`;
  let inFlight = 0;
  return async (token) => {
    if (inFlight >= MAX_IN_FLIGHT) return UNAVAILABLE;
    inFlight++;
    try {
      const request = {
        service: "the issuer's introspection",
        url,
        once: true,
        headers: { authorization },
        form: { token, token_type_hint: "access_token" },
        secrets: [token, clientSecret],
      } as const;
      const claims = await askJson(call, request, AbortSignal.timeout(TIMEOUT_MS));
      if (claims.active !== true) return invalid("The access token is not active");
      if (typeof claims.iss === "string" && withoutSlash(claims.iss) !== withoutSlash(issuer)) {
        return invalid("The access token is from another issuer");
      }
      if (!isForAudience(claims, options)) return invalid("The access token is for another audience");
      if (typeof claims.exp === "number" && claims.exp * 1000 <= Date.now()) {
        return invalid("The access token has expired");
      }
      return identityOf(claims, options);
    } catch {
      return UNAVAILABLE;
    } finally {
      inFlight--;
    }
  };
}

const UNAVAILABLE: AuthRefusal = { refused: "unavailable", reason: "The issuer of access tokens cannot be reached" };
