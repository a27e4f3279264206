import { grants } from "./grants.ts";
import { flag, variable } from "./option.ts";
import { absolutePath, endpoint, list, oneOf, redisUrl, text, trimmed, webAddress, wholeNumber } from "./values.ts";

const AUTH = ["none", "token", "oauth", "app"] as const;
const ACT_AS = ["service", "user"] as const;

/** The options of a server that several people use, part of `OPTIONS`. */
export const SERVICE = {
  auth: flag(
    "auth",
    {
      group: "transport",
      title: "Authentication",
      value: "kind",
      choices: AUTH,
      description:
        "How HTTP callers prove who they are: `token` accepts configured bearer tokens, `oauth` accepts access tokens of an identity provider, `app` trusts the sign-in of Databricks Apps. With `none` the server listens on loopback only.",
    },
    oneOf(AUTH),
    "none",
  ),
  publicUrl: flag(
    "public-url",
    {
      group: "transport",
      title: "Public URL",
      value: "url",
      description:
        "URL that clients connect to, for example https://mcp.example.com/mcp. Its host is accepted as Host and Origin, and access tokens must be issued for it.",
    },
    webAddress,
  ),
  authTokensFile: flag(
    "auth-tokens-file",
    {
      group: "transport",
      title: "File of bearer tokens",
      value: "path",
      description:
        "File with one name:token per line for --auth token. It is read again when it changes; a name can have several tokens during a rotation.",
    },
    absolutePath,
  ),
  authTokens: variable(
    "MCP_DATABRICKS_AUTH_TOKENS",
    {
      group: "transport",
      title: "Bearer tokens",
      description: "Bearer tokens for --auth token, as name:token, separated by commas or line breaks.",
      secret: true,
    },
    trimmed,
  ),
  authIssuer: flag(
    "auth-issuer",
    {
      group: "transport",
      title: "Issuer",
      value: "url",
      description: "Issuer of the access tokens for --auth oauth. Its metadata names the keys.",
    },
    webAddress,
  ),
  authAudience: flag(
    "auth-audience",
    {
      group: "transport",
      title: "Audience",
      value: "a,b",
      description: "Audiences to accept in access tokens; defaults to the public URL.",
    },
    list,
  ),
  authJwks: flag(
    "auth-jwks",
    {
      group: "transport",
      title: "Key set",
      value: "url",
      description: "URL of the issuer's keys, if its metadata does not name it.",
    },
    webAddress,
  ),
  authIntrospection: flag(
    "auth-introspection",
    {
      group: "transport",
      title: "Introspection",
      value: "url",
      description: "URL that checks access tokens (RFC 7662), for an issuer whose tokens are not JWTs.",
    },
    webAddress,
  ),
  authClientId: flag(
    "auth-client-id",
    {
      group: "transport",
      title: "Introspection client",
      value: "id",
      description: "Client ID with which this server signs in at the introspection URL.",
    },
    text,
  ),
  authClientSecret: variable(
    "MCP_DATABRICKS_AUTH_CLIENT_SECRET",
    {
      group: "transport",
      title: "Introspection secret",
      description: "Client secret for the introspection URL.",
      secret: true,
    },
    trimmed,
  ),
  authScopes: flag(
    "auth-scopes",
    {
      group: "transport",
      title: "Required scopes",
      value: "a,b",
      description: "Scopes that every access token must have.",
    },
    list,
  ),
  authGroupsClaim: flag(
    "auth-groups-claim",
    {
      group: "transport",
      title: "Groups claim",
      value: "name",
      description:
        "Claim of the access token with the caller's groups; dots lead into objects, as in realm_access.roles.",
    },
    text,
    "groups",
  ),
  grants: flag(
    "grants",
    {
      group: "transport",
      title: "Grants",
      value: "who=access,…",
      description:
        "Access of each caller, for example scope:mcp.write=write,group:admins=destructive@dev+prod,*=read/analyst. Who is a scope, group, user or token by name, or *. The first match decides, and callers without a match are refused. Without grants, every authenticated caller may use what the server serves.",
    },
    grants,
  ),
  actAs: flag(
    "act-as",
    {
      group: "transport",
      title: "Identity in the workspace",
      value: "who",
      choices: ACT_AS,
      description:
        "Whose identity calls have in the workspace: the server's own login, or the caller's, by token exchange at the workspace.",
    },
    oneOf(ACT_AS),
    "service",
  ),
  maxSessionsPerCaller: flag(
    "max-sessions-per-caller",
    {
      group: "transport",
      title: "Maximum sessions per caller",
      value: "number",
      description: "Maximum number of HTTP sessions of one authenticated caller.",
    },
    wholeNumber(1, 10_000, "sessions"),
    "32",
  ),
  sessionLifetime: flag(
    "session-lifetime",
    {
      group: "transport",
      title: "Maximum session lifetime",
      value: "seconds",
      description: "How long an HTTP session may last, even in use.",
    },
    wholeNumber(60, 2_592_000, "seconds"),
    "86400",
  ),
  maxCallsPerCaller: flag(
    "max-calls-per-caller",
    {
      group: "transport",
      title: "Maximum calls per caller",
      value: "number",
      description:
        "Maximum requests of one caller that are handled at once. Four times as many can wait for their turn.",
    },
    wholeNumber(1, 10_000, "calls"),
    "64",
  ),
  redis: flag(
    "redis",
    {
      group: "transport",
      title: "Redis",
      value: "url",
      description:
        "Redis 6 or later that several servers share, so that together they keep the workspace's request rate and each can continue what another began. Set the variable if the URL contains a password.",
    },
    redisUrl,
  ),
  redisReplicas: flag(
    "redis-replicas",
    {
      group: "transport",
      title: "Number of servers",
      value: "number",
      description:
        "Number of servers that share the request rate while Redis cannot be reached, if more than have been seen.",
    },
    wholeNumber(1, 30, "servers"),
    "3",
  ),
  metrics: flag(
    "metrics",
    {
      group: "transport",
      title: "Metrics",
      value: "[host:]port",
      description: "Serve Prometheus metrics at /metrics on this address, without authentication. Loopback by default.",
    },
    endpoint,
  ),
};
