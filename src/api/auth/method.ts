import type { Clock } from "../http/clock.ts";
import type { AttributeKey } from "./attributes.ts";
import type { Cloud } from "./cloud.ts";
import type { Machine } from "./machine.ts";
import type { OAuthServer } from "./oauth-server.ts";
import type { Settings } from "./settings.ts";
import type { TokenCall } from "./token-call.ts";
import type { Fetch } from "./token-source.ts";

/** What a login method works with. */
export interface SignIn {
  /** Origin of the workspace. */
  readonly host: string;
  readonly cloud: Cloud;
  readonly settings: Settings;
  readonly machine: Machine;
  readonly clock: Clock;
  readonly call: TokenCall;
  /** Where the workspace's OAuth tokens come from; found out once. */
  readonly oauth: (signal: AbortSignal) => Promise<OAuthServer>;
}

/** Headers that never change, or how to get those that do; or why the method is passed over. */
export type Configured =
  | { readonly headers: Readonly<Record<string, string>> }
  | { readonly fetch: Fetch; readonly earlyMs?: number }
  | { readonly skip: string };

/** One way to sign in. */
export interface Method {
  /** As `auth_type` names it. */
  readonly name: string;
  /** Settings without which it is passed over. */
  readonly attributes: readonly AttributeKey[];
  /** Settings it looks at beside. */
  readonly also?: readonly AttributeKey[];
  /** What else it needs, for the documentation. */
  readonly needs?: string;
  readonly cloud?: Cloud;
  /** A program on this machine decides whether it works: found out at the first call, and the next method follows. */
  readonly tentative?: true;
  /** Looks, without any network, whether it can work. Throws for a setting that is there and cannot be used. */
  configure(signIn: SignIn): Configured;
}

/** The OAuth scopes asked for, separated by spaces as on the wire; a profile may separate them by commas. */
export const scopesOf = (settings: Settings): string =>
  settings
    .get("scopes")
    ?.split(/[\s,]+/)
    .filter(Boolean)
    .join(" ") || "all-apis";

/** A token as a header. */
export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

export const base64 = (text: string): string => Buffer.from(text, "utf8").toString("base64");
