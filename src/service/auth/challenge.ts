import { type HttpRefusal, SERVER_ERROR } from "../../transports/http/answers.ts";
import type { AuthRefusal } from "./identity.ts";

/** The parameters of a `WWW-Authenticate: Bearer` challenge that are the same for all requests. */
export interface ChallengeOptions {
  /** URL of the metadata of this resource (RFC 9728, 5.1). */
  readonly metadataUrl?: string | undefined;
}

/** The response to a request without a valid token: 401 with a challenge (RFC 6750, 3), or 503. */
export function unauthorized(
  { refused, reason }: AuthRefusal,
  scopes: readonly string[],
  options: ChallengeOptions,
): HttpRefusal {
  if (refused === "unavailable") {
    return { status: 503, code: SERVER_ERROR, message: reason, headers: { "Retry-After": "5" } };
  }
  // A request without any credential gets no error code.
  const error = refused === "invalid" ? { error: "invalid_token", error_description: reason } : {};
  const headers = { "WWW-Authenticate": challenge({ ...error, ...scopeOf(scopes) }, options) };
  return { status: 401, code: SERVER_ERROR, message: reason, headers };
}

/** The response to a valid token without the necessary scopes: the client can ask its user for more. */
export function insufficientScope(message: string, scopes: readonly string[], options: ChallengeOptions): HttpRefusal {
  const parameters = { error: "insufficient_scope", error_description: message, ...scopeOf(scopes) };
  const headers = { "WWW-Authenticate": challenge(parameters, options) };
  return { status: 403, code: SERVER_ERROR, message, headers };
}

/** The response to a caller whom no grant names. A new token would not help. */
export const forbidden = (message: string): HttpRefusal => ({ status: 403, code: SERVER_ERROR, message });

const scopeOf = (scopes: readonly string[]) => (scopes.length > 0 ? { scope: scopes.join(" ") } : {});

function challenge(parameters: Readonly<Record<string, string>>, { metadataUrl }: ChallengeOptions): string {
  const all = { ...parameters, ...(metadataUrl === undefined ? {} : { resource_metadata: metadataUrl }) };
  const list = Object.entries(all).map(([name, value]) => `${name}="${value.replace(/[\\"]/g, "")}"`);
  return list.length > 0 ? `Bearer ${list.join(", ")}` : "Bearer";
}
