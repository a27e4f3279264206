import { parseHost } from "../http/host.ts";
import { isAccountHost } from "./cloud.ts";
import type { Settings } from "./settings.ts";
import { askJson, loginError, type TokenCall } from "./token-call.ts";

/** Who gives out the workspace's OAuth tokens. */
export interface OAuthServer {
  /** Where a person signs in with the browser, where there is such a place. */
  readonly authorizationEndpoint: string | undefined;
  readonly tokenEndpoint: string;
  /** The audience ID tokens for it should have, where the workspace says so. */
  readonly audience: string | undefined;
  /** Headers that lead a request on a shared host to this workspace, where the host told which it is. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface OAuthServerOptions {
  readonly host: string;
  readonly accountId: string | undefined;
  readonly settings: Settings;
  readonly call: TokenCall;
  readonly insecureLoopback: boolean;
  readonly hostSuffixes: readonly string[];
}

export const workspaceHeader = (id: string | undefined): Record<string, string> =>
  id === undefined ? {} : { "x-databricks-workspace-id": id };

/** Finds the OAuth server at the first call and keeps it; a failure is not kept. */
export function createOAuthServer(options: OAuthServerOptions): (signal: AbortSignal) => Promise<OAuthServer> {
  let found: OAuthServer | undefined;
  return async (signal) => {
    found ??= await discover(options, signal);
    return found;
  };
}

async function discover(options: OAuthServerOptions, signal: AbortSignal): Promise<OAuthServer> {
  const { host, settings, call } = options;
  const told = await hostConfiguration(options, signal);
  const accountId = options.accountId ?? text(told.account_id);
  const issuer = text(told.oidc_endpoint)?.replaceAll("{account_id}", accountId ?? "");
  const [audience] = Array.isArray(told.token_federation_default_oidc_audiences)
    ? told.token_federation_default_oidc_audiences
    : [];
  const shared = {
    audience: settings.get("audience") ?? text(audience),
    headers: settings.get("workspace_id") === undefined ? workspaceHeader(text(told.workspace_id)) : {},
  };
  const explicit = settings.get("discovery_url");
  if (isAccountHost(host) && explicit === undefined && issuer === undefined) {
    if (accountId === undefined) throw loginError(`${host} is an account's host: set DATABRICKS_ACCOUNT_ID too.`);
    const base = `${host}/oidc/accounts/${encodeURIComponent(accountId)}/v1`;
    return { ...shared, authorizationEndpoint: `${base}/authorize`, tokenEndpoint: `${base}/token` };
  }
  const service = "the workspace's OAuth metadata";
  const url = explicit ?? `${issuer ?? `${host}/oidc`}/.well-known/oauth-authorization-server`;
  const { authorization_endpoint, token_endpoint } = await askJson(
    call,
    { service, url: trusted(url, options) },
    signal,
  );
  const tokenEndpoint = text(token_endpoint);
  if (tokenEndpoint === undefined) throw loginError(`${host} offers no OAuth: its metadata names no token endpoint.`);
  const authorizationEndpoint = text(authorization_endpoint);
  return {
    ...shared,
    authorizationEndpoint: authorizationEndpoint && trusted(authorizationEndpoint, options),
    tokenEndpoint: trusted(tokenEndpoint, options),
  };
}

/** What the host tells about itself; nothing when it does not. */
async function hostConfiguration({ host, call }: OAuthServerOptions, signal: AbortSignal) {
  const request = { service: "the workspace's own configuration", url: `${host}/.well-known/databricks-config` };
  try {
    return await askJson(call, { ...request, once: true }, signal);
  } catch {
    signal.throwIfAborted();
    return {};
  }
}

/** An answer must not lead the secret elsewhere: the workspace's own origin, or another Databricks host. */
function trusted(url: string, { host, insecureLoopback, hostSuffixes }: OAuthServerOptions): string {
  const origin = URL.canParse(url) ? new URL(url).origin : "";
  if (origin === host || "origin" in parseHost(origin, { insecureLoopback, suffixes: hostSuffixes })) return url;
  throw loginError(`${host} names an OAuth server that is no Databricks host; nothing was sent to it.`);
}

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" && value.length < 2048 ? value : undefined;
