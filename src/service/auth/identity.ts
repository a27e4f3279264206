import type { IncomingHttpHeaders } from "node:http";
import type { SignedIn } from "../../core/principal.ts";

/** A caller with a valid credential, and what the credential says of it. */
export interface Identity {
  readonly principal: SignedIn;
  readonly scopes: readonly string[];
  readonly groups: readonly string[];
  /** Names that a grant can rely on: the caller cannot choose them. */
  readonly names: readonly string[];
  /** Name of the configured token. */
  readonly token?: string;
  /** When the credential expires, in milliseconds since 1970. */
  readonly expiresAt?: number;
  /** How calls get the caller's own identity in the workspace. The credential itself never reaches the workspace's API. */
  readonly own?: OwnIdentity;
}

/** `assertion`: a token to exchange at the workspace. `bearer`: one that the platform issued for calls in its name. */
export type OwnIdentity = { readonly assertion: string } | { readonly bearer: string };

/** Why a caller is not let in. `reason` is shown to it and contains no part of the credential. */
export interface AuthRefusal {
  readonly refused: "missing" | "invalid" | "unavailable";
  readonly reason: string;
}

/** The result of an authentication. `forbidden`: the credential is valid, and gives no access to this server. */
export type SignInResult = "ok" | "forbidden" | AuthRefusal["refused"];

/** Checks the credential of a request. */
export interface Authenticator {
  authenticate(headers: IncomingHttpHeaders): Promise<Identity | AuthRefusal>;
  /** Why no credential can be checked now; `undefined` if it can. */
  notReady(): Promise<string | undefined>;
}

export const invalid = (reason: string): AuthRefusal => ({ refused: "invalid", reason });

/** The token of an `Authorization: Bearer` header (RFC 6750, 2.1). Tokens in the query or in cookies are not read. */
export function bearerOf({ authorization }: IncomingHttpHeaders): { readonly token: string } | AuthRefusal {
  if (authorization === undefined) return { refused: "missing", reason: "A bearer token is required" };
  const [, token] = /^bearer +([\w.~+/-]+=*)$/i.exec(authorization) ?? [];
  return token === undefined ? invalid("The Authorization header is not a bearer token") : { token };
}
