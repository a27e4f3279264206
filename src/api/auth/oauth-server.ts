import { parseHost } from "../http/host.ts";
import { isAccountHost } from "./cloud.ts";
import type { LoginSettings } from "./settings.ts";
import { askJson, loginError, type TokenCall } from "./token-call.ts";

/**
 * The server that issues the workspace's OAuth tokens (https://docs.databricks.com/aws/en/dev-tools/auth/oauth-m2m).
 */
export interface OAuthServer {
  /** URL at which users sign in with the browser; absent if the server does not support that. */
  readonly authorizationEndpoint: string | undefined;
  readonly tokenEndpoint: string;
  /** Audience that ID tokens for this server need, if the workspace says so. */
  readonly audience: string | undefined;
  /** Headers that route a request on a shared host to this workspace, if the host says which one it is. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Options of `createOAuthServer`. */
export interface OAuthServerOptions {
  readonly host: string;
  readonly accountId: string | undefined;
  readonly settings: LoginSettings;
  readonly call: TokenCall;
  readonly insecureLoopback: boolean;
  readonly hostSuffixes: readonly string[];
}

/** The header that routes a request on a shared host to a workspace. */
export const workspaceHeader = (id: string | undefined): Record<string, string> =>
  id === undefined ? {} : { "x-databricks-workspace-id": id };

/**
 * Finds the OAuth server at the first call (RFC 8414) and remembers it, but not a failure.
 * @throws {ApiError} `auth` if the host has no OAuth server or names one that is not a Databricks host; else as
 *   `askJson`
 */
export function createOAuthServer(options: OAuthServerOptions): (signal: AbortSignal) => Promise<OAuthServer> {
  let found: OAuthServer | undefined;
  return async (signal) => {
    found ??= await discover(options, signal);
    return found;
  };
}

async function discover(options: OAuthServerOptions, signal: AbortSignal): Promise<OAuthServer> {
  const { host, settings, call } = options;
  const configuration = await hostConfiguration(options, signal);
  const accountId = options.accountId ?? textOrUndefined(configuration.account_id);
  const issuer = textOrUndefined(configuration.oidc_endpoint)?.replaceAll("{account_id}", accountId ?? "");
  const [audience] = Array.isArray(configuration.token_federation_default_oidc_audiences)
    ? configuration.token_federation_default_oidc_audiences
    : [];
  const shared = {
    audience: settings.get("audience") ?? textOrUndefined(audience),
    headers:
      settings.get("workspace_id") === undefined ? workspaceHeader(textOrUndefined(configuration.workspace_id)) : {},
  };
  const explicit = settings.get("discovery_url");
  if (isAccountHost(host) && explicit === undefined && issuer === undefined) {
    if (accountId === undefined) throw loginError(`${host} is the host of an account: also set DATABRICKS_ACCOUNT_ID.`);
    const base = `${host}/oidc/accounts/${encodeURIComponent(accountId)}/v1`;
    return { ...shared, authorizationEndpoint: `${base}/authorize`, tokenEndpoint: `${base}/token` };
  }
  const service = "the workspace's OAuth metadata";
  const url = explicit ?? `${issuer ?? `${host}/oidc`}/.well-known/oauth-authorization-server`;
  const { authorization_endpoint, token_endpoint } = await askJson(
    call,
    { service, url: assertDatabricksUrl(url, options) },
    signal,
  );
  const tokenEndpoint = textOrUndefined(token_endpoint);
  if (tokenEndpoint === undefined)
    throw loginError(`${host} does not support OAuth: its metadata does not contain a token endpoint.`);
  const authorizationEndpoint = textOrUndefined(authorization_endpoint);
  return {
    ...shared,
    authorizationEndpoint: authorizationEndpoint && assertDatabricksUrl(authorizationEndpoint, options),
    tokenEndpoint: assertDatabricksUrl(tokenEndpoint, options),
  };
}

/** The host's configuration; empty if the host does not publish one. */
async function hostConfiguration({ host, call }: OAuthServerOptions, signal: AbortSignal) {
  const request = { service: "the workspace's own configuration", url: `${host}/.well-known/databricks-config` };
  try {
    return await askJson(call, { ...request, once: true }, signal);
  } catch {
    signal.throwIfAborted();
    return {};
  }
}

/**
 * Returns the URL if it is the workspace's own origin or another Databricks host: a response must not redirect the
 * secret.
 */
function assertDatabricksUrl(url: string, { host, insecureLoopback, hostSuffixes }: OAuthServerOptions): string {
  const origin = URL.canParse(url) ? new URL(url).origin : "";
  if (origin === host || "origin" in parseHost(origin, { insecureLoopback, suffixes: hostSuffixes })) return url;
  throw loginError(`${host} names an OAuth server that is not a Databricks host. Nothing was sent to it.`);
}

const textOrUndefined = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" && value.length < 2048 ? value : undefined;
