import { getCurrentUser } from "../api/admin/scim.ts";
import { bearerHeader, type SignIn } from "../api/auth/method.ts";
import { authorizationUrl, newSignInAttempt, redeemCode } from "../api/auth/methods/u2m.ts";
import { workspaceHeader } from "../api/auth/oauth-server.ts";
import { tokenCachePath, writeLogin } from "../api/auth/token-cache.ts";
import { createClient } from "../api/http/create-client.ts";

import { ApiError } from "../api/http/errors.ts";
import { createRequestSignal } from "../api/http/request-signal.ts";
import type { Config } from "../config.ts";
import { openCallback } from "./login-callback.ts";
import { type Dialogue, pastedCode } from "./login-redirect.ts";
import { addProfile, loginTarget } from "./login-target.ts";
import type { Surroundings } from "./workspaces.ts";

/** The person at the terminal. */
export interface Terminal extends Dialogue {
  /** Opens an address in their browser, if it can. */
  open(url: string): void;
  /** For tests: where to listen, in place of the ports the OAuth client is registered with. */
  readonly listen?: Parameters<typeof openCallback>[1];
}

/** A person finds their password, their phone and their glasses in this time. */
const PATIENCE_MS = 10 * 60_000;

/** Signs a person in with their browser and keeps the login where the Databricks CLI does. Throws what went wrong. */
export async function login(config: Config, around: Surroundings, terminal: Terminal): Promise<void> {
  const target = loginTarget(config, around);
  const { signIn, keys, profile, newProfile } = target;
  const { host, settings } = signIn;
  const [key = host] = keys;
  const { print } = terminal;
  const { signal, abort, end } = createRequestSignal(undefined, PATIENCE_MS);

  const attempt = newSignInAttempt();
  const callback = await openCallback(attempt.state, terminal.listen);
  const { redirectUri } = callback;
  try {
    const { authorizationEndpoint, tokenEndpoint } = await signIn.oauth(signal);
    if (authorizationEndpoint === undefined) throw new Error(`${host} offers no sign-in with a browser.`);
    const url = authorizationUrl(authorizationEndpoint, redirectUri, attempt);
    print(`Sign in to ${host} with your browser. If it does not open by itself, open this address:`);
    print(`\n  ${url}\n`);
    print("With the browser on another machine, the last page will not load: paste its address here.");
    const pasted = pastedCode(terminal, attempt.state, signal).then((code) => code ?? callback.code);
    terminal.open(url);
    const code = await Promise.race([callback.code, pasted, ended(signal)]);
    const kept = await redeemCode(
      { ...signIn, tokenEndpoint },
      { code, verifier: attempt.verifier, redirectUri },
      signal,
    );
    writeLogin(around, key, kept);
    if (newProfile !== undefined) addProfile(config, around, target);
    print(`Signed in to ${host} as ${await nameOf(config, around, signIn, kept.access_token)}.`);
  } finally {
    end();
    abort();
    await callback.close();
  }

  print(`The login is kept in ${tokenCachePath(around)} as ${key}.`);
  print(profile === undefined ? `Use it with DATABRICKS_HOST=${host}.` : `Use it with --profile ${profile}.`);
  const [family] = settings.families;
  if (family !== undefined && settings.get("auth_type") !== "databricks-cli") {
    print(`Note: ${family} is configured too and goes first. Remove it, or set auth_type to databricks-cli.`);
  }
}

const ended = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error("Nobody signed in within ten minutes.")), { once: true });
  });

/** Whose login it is; a workspace that does not say is no reason to lose it. */
async function nameOf(config: Config, { userAgent }: Surroundings, signIn: SignIn, token: string): Promise<string> {
  const { host, settings } = signIn;
  const headers = { ...bearerHeader(token), ...workspaceHeader(settings.get("workspace_id")) };
  const credentials = { source: "this login", headers: async () => headers, secrets: [token] };
  const client = createClient({ host, userAgent, insecureLoopback: config.insecureLoopback, credentials });
  try {
    const { user_name, application_id } = await getCurrentUser(client);
    return user_name ?? application_id ?? "somebody without a name";
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return `somebody the workspace does not name (${error.message})`;
  } finally {
    await client.close();
  }
}
