import type { Clock } from "../http/clock.ts";
import type { AttributeKey } from "./attributes.ts";
import type { Cloud } from "./cloud.ts";
import type { Machine } from "./machine.ts";
import type { OAuthServer } from "./oauth-server.ts";
import type { LoginSettings } from "./settings.ts";
import type { TokenCall } from "./token-call.ts";
import type { FetchGrant } from "./token-source.ts";

/** The context in which a login method signs in. */
export interface SignIn {
  /** Origin of the workspace. */
  readonly host: string;
  readonly cloud: Cloud;
  readonly settings: LoginSettings;
  readonly machine: Machine;
  readonly clock: Clock;
  /** Sends requests to token services. */
  readonly call: TokenCall;
  /** Finds the workspace's OAuth server, once. */
  readonly oauth: (signal: AbortSignal) => Promise<OAuthServer>;
}

/**
 * How a configured method authenticates: with headers that never change, or by fetching headers that expire (`earlyMs`:
 * milliseconds before their expiry from which the workspace refuses them). Or why the method is skipped.
 */
export type MethodConfiguration =
  | { readonly headers: Readonly<Record<string, string>> }
  | { readonly fetch: FetchGrant; readonly earlyMs?: number }
  | { readonly skip: string };

/** A login method (https://docs.databricks.com/aws/en/dev-tools/auth/unified-auth). */
export interface LoginMethod {
  /** Its name in `auth_type`. */
  readonly name: string;
  /** Settings that it requires; it is skipped without them. */
  readonly attributes: readonly AttributeKey[];
  /** Settings that it also reads. */
  readonly also?: readonly AttributeKey[];
  /** Other requirements, for the documentation. */
  readonly needs?: string;
  /** Cloud of the workspaces it works for. Default: any. */
  readonly cloud?: Cloud;
  /**
   * A program on this machine decides whether it works. That is tried at the first call; on failure the next method is.
   */
  readonly tentative?: true;
  /**
   * Decides without sending anything whether the method can be used.
   * @throws {Error} for a setting that is present but invalid
   */
  configure(signIn: SignIn): MethodConfiguration;
}

/** The OAuth scopes to request, separated by spaces (RFC 6749, 3.3). A profile may separate them by commas. */
export const scopesOf = (settings: LoginSettings): string =>
  settings
    .get("scopes")
    ?.split(/[\s,]+/)
    .filter(Boolean)
    .join(" ") || "all-apis";

/** The header for a bearer token (RFC 6750, 2.1). */
export const bearerHeader = (token: string) => ({ authorization: `Bearer ${token}` });

/** The UTF-8 bytes of a text in base64 (RFC 4648, 4). */
export const base64 = (text: string): string => Buffer.from(text, "utf8").toString("base64");
