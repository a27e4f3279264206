import { createHash, randomBytes } from "node:crypto";
import { ApiError } from "../../http/errors.ts";
import { readHostUrl } from "../host-url.ts";
import { bearer, type SignIn } from "../method.ts";
import { readToken } from "../token-answer.ts";
import { type CachedLogin, findLogin, keepLogin, loginKeys } from "../token-cache.ts";
import { askJson, loginError } from "../token-call.ts";
import type { Fetch } from "../token-source.ts";

// A person signs in with the browser once; the refresh token then stands for them. OAuth authorization code with PKCE,
// as the Databricks CLI does it and under its client id, so that each can use the other's login.

const CLIENT_ID = "databricks-cli";
const SCOPE = "offline_access all-apis";
const SERVICE = "the workspace's sign-in";

/** The CLI, too, renews a token that lasts no longer than this. */
const ENOUGH_MS = 5 * 60_000;

/** What one sign-in keeps to itself until the browser comes back. */
export interface Attempt {
  readonly state: string;
  readonly verifier: string;
}

export const newAttempt = (): Attempt => ({
  state: randomBytes(32).toString("base64url"),
  verifier: randomBytes(48).toString("base64url"),
});

/** Where the person's browser goes. */
export function authorizationUrl(endpoint: string, redirectUri: string, { state, verifier }: Attempt): string {
  const url = new URL(endpoint);
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  for (const [name, value] of Object.entries({
    response_type: "code",
    client_id: CLIENT_ID,
    redirect_uri: redirectUri,
    scope: SCOPE,
    state,
    code_challenge: challenge,
    code_challenge_method: "S256",
  })) {
    url.searchParams.set(name, value);
  }
  return url.href;
}

type Asking = Pick<SignIn, "call" | "clock"> & { readonly tokenEndpoint: string };

/** The login behind a code the browser brought. `POST <token endpoint>` */
export const redeemCode = (
  asking: Asking,
  { code, verifier, redirectUri }: { code: string; verifier: string; redirectUri: string },
  signal: AbortSignal,
) =>
  askLogin(
    asking,
    { grant_type: "authorization_code", code, code_verifier: verifier, redirect_uri: redirectUri },
    [code, verifier],
    signal,
  );

const renew = (asking: Asking, refreshToken: string, signal: AbortSignal) =>
  askLogin(asking, { grant_type: "refresh_token", refresh_token: refreshToken }, [refreshToken], signal);

async function askLogin(
  { call, clock, tokenEndpoint }: Asking,
  form: Readonly<Record<string, string>>,
  secrets: readonly string[],
  signal: AbortSignal,
): Promise<CachedLogin> {
  const request = { service: SERVICE, url: tokenEndpoint, form: { ...form, client_id: CLIENT_ID }, secrets };
  const answer = await askJson(call, request, signal);
  const { value, expiresAt } = readToken(answer, { service: SERVICE, clock });
  const { refresh_token = form.refresh_token } = answer;
  return {
    access_token: value,
    token_type: "Bearer",
    ...(typeof refresh_token === "string" ? { refresh_token } : {}),
    expiry: new Date(expiresAt).toISOString(),
  };
}

/** Tokens of the login that the cache holds for this profile or host; undefined when it holds none. */
export function cachedLogin(signIn: SignIn): Fetch | undefined {
  const { machine, clock, settings, host } = signIn;
  // The profile's login is for the profile's host: with another one set beside it, it must not be sent there.
  const profile = originOf(settings.own("host")) === host ? settings.profile : undefined;
  const keys = loginKeys({ profile, host, accountId: settings.get("account_id") });
  if (!findLogin(machine, keys)) return undefined;
  let given: string | undefined;
  // Where the cache cannot be written, the login lives on in this process.
  let unsaved: { key: string; login: CachedLogin } | undefined;
  const present = () => unsaved ?? findLogin(machine, keys);
  // Asked again for the same token: it is getting old, or was refused.
  const good = ({ access_token, expiry }: CachedLogin) =>
    access_token !== given && Date.parse(expiry ?? "") - clock.wall() > ENOUGH_MS;

  async function current(signal: AbortSignal): Promise<CachedLogin> {
    const found = present();
    if (!found) throw loginError("The login is gone from the token cache.", again(signIn));
    if (good(found.login)) return found.login;
    try {
      const renewed = await renewedLogin(signIn, found.login, signal);
      try {
        keepLogin(machine, found.key, renewed);
        unsaved = undefined;
      } catch {
        unsaved = { key: found.key, login: renewed };
      }
      return renewed;
    } catch (error) {
      // A refresh token may be used up by another process, which has then left a new login.
      const other = present();
      if (other && good(other.login)) return other.login;
      throw error;
    }
  }

  return async (signal) => {
    const { access_token, expiry } = await current(signal);
    given = access_token;
    return { headers: bearer(access_token), expiresAt: Date.parse(expiry ?? "") };
  };
}

function originOf(host: string | undefined): string | undefined {
  const { address } = readHostUrl(host ?? "");
  const url = /^https?:/i.test(address) ? address : `https://${address}`;
  return URL.canParse(url) ? new URL(url).origin : undefined;
}

async function renewedLogin(signIn: SignIn, { refresh_token }: CachedLogin, signal: AbortSignal): Promise<CachedLogin> {
  if (refresh_token === undefined) throw loginError("The login has ended.", again(signIn));
  const { tokenEndpoint } = await signIn.oauth(signal);
  try {
    return await renew({ ...signIn, tokenEndpoint }, refresh_token, signal);
  } catch (error) {
    if (error instanceof ApiError && error.kind === "auth") throw error.with({ next: again(signIn) });
    throw error;
  }
}

const again = ({ settings: { profile }, host }: Pick<SignIn, "settings" | "host">): string =>
  `Sign in again: mcp-server-databricks login ${profile ? `--profile ${profile}` : `--host ${host}`}.`;
