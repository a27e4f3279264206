import { getCurrentUser } from "../api/admin/scim.ts";
import { bearerHeader, type SignIn } from "../api/auth/method.ts";
import { authorizationUrl, newSignInAttempt, redeemCode, type SignInAttempt } from "../api/auth/methods/u2m.ts";
import { workspaceHeader } from "../api/auth/oauth-server.ts";
import { type CachedLogin, tokenCachePath, writeLogin } from "../api/auth/token-cache.ts";
import { createClient } from "../api/http/create-client.ts";
import { ApiError } from "../api/http/errors.ts";
import { createRequestSignal } from "../api/http/request-signal.ts";
import type { Config } from "../config.ts";
import { fileProblem } from "./file-problem.ts";
import { type Callback, openCallback } from "./login/callback.ts";
import { type Dialogue, readPastedCode } from "./login/redirect.ts";
import { addProfile, type LoginTarget, loginTarget } from "./login/target.ts";
import type { Surroundings } from "./workspaces.ts";

/** The user's terminal and browser. */
export interface Terminal extends Dialogue {
  /** Opens a URL in the browser, if possible. */
  open(url: string): void;
  /** Signs in for a trial: the login works only while this command runs, and is not stored. */
  readonly trial?: boolean;
  /** For tests: ports and addresses to listen on instead of those registered for the OAuth client. */
  readonly listen?: Parameters<typeof openCallback>[1];
}

/** Time for the user to sign in. */
const SIGN_IN_MS = 10 * 60_000;

const REMINDER_MS = 8_000;

/** Signs in with the browser and stores the login where the Databricks CLI does. @throws {Error} with the reason */
export async function login(config: Config, around: Surroundings, terminal: Terminal): Promise<void> {
  const target = loginTarget(config, around);
  const { signIn } = target;
  const { signal, abort, end } = createRequestSignal(undefined, SIGN_IN_MS);
  const attempt = newSignInAttempt();
  const callback = await openCallback(attempt.state, terminal.listen);
  try {
    const kept = await askInBrowser(signIn, { attempt, callback, terminal, signal });
    if (!terminal.trial) storeLogin(config, around, target, kept);
    terminal.print(`Signed in to ${signIn.host} as ${await userName(config, around, signIn, kept.access_token)}.`);
  } finally {
    end();
    abort();
    await callback.close();
  }
  if (!terminal.trial) explainUse(around, target, terminal);
}

interface BrowserSignIn {
  readonly attempt: SignInAttempt;
  readonly callback: Callback;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** Waits until the user has signed in: in the browser, or by pasting the URL of its last page. */
async function askInBrowser(signIn: SignIn, { attempt, callback, terminal, signal }: BrowserSignIn) {
  const { host } = signIn;
  const { redirectUri } = callback;
  const { print } = terminal;
  print(`Asking ${host} how to sign in.`);
  const { authorizationEndpoint, tokenEndpoint } = await withReminder(signIn.oauth(signal), () =>
    print(`${host} has not answered yet. Check the address, the network and the proxy; press Ctrl+C to stop.`),
  );
  if (authorizationEndpoint === undefined) throw new Error(`${host} does not support browser sign-in.`);
  const url = authorizationUrl(authorizationEndpoint, redirectUri, attempt);
  print(`Sign in to ${host} with your browser. If it does not open automatically, open this URL:`);
  print(`\n  ${url}\n`);
  print("If your browser is on another machine, the last page will not load. Paste its URL here.");
  const pasted = readPastedCode(terminal, attempt.state, signal).then((code) => code ?? callback.code);
  terminal.open(url);
  const code = await Promise.race([callback.code, pasted, timeout(signal)]);
  return redeemCode({ ...signIn, tokenEndpoint }, { code, verifier: attempt.verifier, redirectUri }, signal);
}

function storeLogin(config: Config, around: Surroundings, target: LoginTarget, kept: CachedLogin): void {
  try {
    writeLogin(around, keyOf(target), kept);
    if (target.newProfile !== undefined) addProfile(config, around, target);
  } catch (error) {
    const problem = fileProblem(error);
    if (problem === undefined) throw error;
    throw new Error(
      `The login cannot be stored in ${around.home} (${problem}). Check the permissions of the folder, or set HOME to one that you can write to, and sign in again.`,
    );
  }
}

function explainUse(around: Surroundings, target: LoginTarget, { print }: Terminal): void {
  const { profile, signIn } = target;
  const { host, settings } = signIn;
  print(`The login is stored in ${tokenCachePath(around)} as ${keyOf(target)}.`);
  print(profile === undefined ? `Use it with DATABRICKS_HOST=${host}.` : `Use it with --profile ${profile}.`);
  const [family] = settings.families;
  if (family !== undefined && settings.get("auth_type") !== "databricks-cli") {
    print(`Note: ${family} is also configured and takes precedence. Remove it, or set auth_type to databricks-cli.`);
  }
}

const keyOf = ({ keys: [key], signIn }: LoginTarget): string => key ?? signIn.host;

/** A request without an answer is repeated for up to a minute, which must not pass in silence. */
async function withReminder<T>(work: Promise<T>, remind: () => void): Promise<T> {
  const timer = setInterval(remind, REMINDER_MS);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}

const timeout = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error("The sign-in was not completed within ten minutes.")), {
      once: true,
    });
  });

/** The name of the user. If the workspace does not return it, the login is still valid. */
async function userName(config: Config, { userAgent }: Surroundings, signIn: SignIn, token: string): Promise<string> {
  const { host, settings } = signIn;
  const headers = { ...bearerHeader(token), ...workspaceHeader(settings.get("workspace_id")) };
  const credentials = { source: "this login", headers: async () => headers, secrets: [token] };
  const client = createClient({ host, userAgent, insecureLoopback: config.insecureLoopback, credentials });
  try {
    const { user_name, application_id } = await getCurrentUser(client);
    return user_name ?? application_id ?? "(unknown user)";
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return `(unknown user: ${error.message})`;
  } finally {
    await client.close();
  }
}
