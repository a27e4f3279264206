import { createHash, randomBytes } from "node:crypto";
import { ApiError } from "../../http/errors.ts";
import { readHostUrl } from "../host-url.ts";
import { bearerHeader, type SignIn } from "../method.ts";
import { type CachedLogin, findLogin, loginKeys, writeLogin } from "../token-cache.ts";
import { askJson, loginError } from "../token-call.ts";
import { readToken } from "../token-response.ts";
import type { FetchGrant } from "../token-source.ts";

// A user signs in with the browser once; after that the refresh token renews the login. This is the OAuth authorization
// code flow with PKCE (RFC 7636), as in the Databricks CLI and with its client ID, so that each can use the other's
// login. https://docs.databricks.com/aws/en/dev-tools/auth/oauth-u2m

const CLIENT_ID = "databricks-cli";
const SCOPE = "offline_access all-apis";
const SERVICE = "the workspace's sign-in";

/** Like the CLI, renews a token that expires within this time. */
const MIN_LIFE_MS = 5 * 60_000;

/** The secrets of one sign-in, from opening the browser until it returns. */
export interface SignInAttempt {
  readonly state: string;
  readonly verifier: string;
}

/** Random secrets for one sign-in. */
export const newSignInAttempt = (): SignInAttempt => ({
  state: randomBytes(32).toString("base64url"),
  verifier: randomBytes(48).toString("base64url"),
});

/** The URL that the user opens in the browser. */
export function authorizationUrl(endpoint: string, redirectUri: string, { state, verifier }: SignInAttempt): string {
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

type TokenClient = Pick<SignIn, "call" | "clock"> & { readonly tokenEndpoint: string };

/**
 * Exchanges the code that the browser returned with for a login. `POST <token endpoint>`
 * @throws {ApiError} as `askJson`
 */
export const redeemCode = (
  client: TokenClient,
  { code, verifier, redirectUri }: { code: string; verifier: string; redirectUri: string },
  signal: AbortSignal,
) =>
  askLogin(
    client,
    { grant_type: "authorization_code", code, code_verifier: verifier, redirect_uri: redirectUri },
    [code, verifier],
    signal,
  );

const refreshLogin = (client: TokenClient, refreshToken: string, signal: AbortSignal) =>
  askLogin(client, { grant_type: "refresh_token", refresh_token: refreshToken }, [refreshToken], signal);

async function askLogin(
  { call, clock, tokenEndpoint }: TokenClient,
  form: Readonly<Record<string, string>>,
  secrets: readonly string[],
  signal: AbortSignal,
): Promise<CachedLogin> {
  const request = { service: SERVICE, url: tokenEndpoint, form: { ...form, client_id: CLIENT_ID }, secrets };
  const response = await askJson(call, request, signal);
  const { value, expiresAt } = readToken(response, { service: SERVICE, clock });
  const { refresh_token = form.refresh_token } = response;
  return {
    access_token: value,
    token_type: "Bearer",
    ...(typeof refresh_token === "string" ? { refresh_token } : {}),
    expiry: new Date(expiresAt).toISOString(),
  };
}

/**
 * Fetches tokens of the login that the token cache contains for this profile or host, and stores renewed ones there.
 * `undefined` if it contains none.
 */
export function cachedLogin(signIn: SignIn): FetchGrant | undefined {
  const { machine, clock, settings, host } = signIn;
  // The profile's login belongs to the profile's host. If another host is configured, it must not be sent there.
  const profile = originOf(settings.own("host")) === host ? settings.profile : undefined;
  const keys = loginKeys({ profile, host, accountId: settings.get("account_id") });
  if (!findLogin(machine, keys)) return undefined;
  let lastReturned: string | undefined;
  // If the cache cannot be written, the login is kept in this process.
  let unsaved: { key: string; login: CachedLogin } | undefined;
  const readLogin = () => unsaved ?? findLogin(machine, keys);
  // A second request for the same token means that it will expire soon or was refused.
  const isUsable = ({ access_token, expiry }: CachedLogin) =>
    access_token !== lastReturned && Date.parse(expiry ?? "") - clock.wall() > MIN_LIFE_MS;

  async function currentLogin(signal: AbortSignal): Promise<CachedLogin> {
    const found = readLogin();
    if (!found) throw loginError("The login is not in the token cache any more.", signInAgain(signIn));
    if (isUsable(found.login)) return found.login;
    try {
      const renewed = await renewedLogin(signIn, found.login, signal);
      try {
        writeLogin(machine, found.key, renewed);
        unsaved = undefined;
      } catch {
        unsaved = { key: found.key, login: renewed };
      }
      return renewed;
    } catch (error) {
      // Another process may have used the refresh token and stored a new login.
      const other = readLogin();
      if (other && isUsable(other.login)) return other.login;
      throw error;
    }
  }

  return async (signal) => {
    const { access_token, expiry } = await currentLogin(signal);
    lastReturned = access_token;
    return { headers: bearerHeader(access_token), expiresAt: Date.parse(expiry ?? "") };
  };
}

function originOf(host: string | undefined): string | undefined {
  const { address } = readHostUrl(host ?? "");
  const url = /^https?:/i.test(address) ? address : `https://${address}`;
  return URL.canParse(url) ? new URL(url).origin : undefined;
}

async function renewedLogin(signIn: SignIn, { refresh_token }: CachedLogin, signal: AbortSignal): Promise<CachedLogin> {
  if (refresh_token === undefined) throw loginError("The login has expired.", signInAgain(signIn));
  const { tokenEndpoint } = await signIn.oauth(signal);
  try {
    return await refreshLogin({ ...signIn, tokenEndpoint }, refresh_token, signal);
  } catch (error) {
    if (error instanceof ApiError && error.kind === "auth") throw error.with({ next: signInAgain(signIn) });
    throw error;
  }
}

const signInAgain = ({ settings: { profile }, host }: Pick<SignIn, "settings" | "host">): string =>
  `Sign in again: mcp-server-databricks login ${profile ? `--profile ${profile}` : `--host ${host}`}.`;
