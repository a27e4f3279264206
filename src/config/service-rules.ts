import { allows } from "../access.ts";
import { keysOf } from "../records.ts";
import type { Option } from "./option.ts";
import { type Config, nameOf, OPTIONS } from "./options.ts";
import { SERVICE } from "./service.ts";
import { isLoopbackName } from "./values.ts";

/** Options of one kind of authentication, and the kinds. */
const ONLY_WITH = {
  authTokensFile: ["token"],
  authTokens: ["token"],
  authIssuer: ["oauth"],
  authAudience: ["oauth"],
  authJwks: ["oauth"],
  authIntrospection: ["oauth"],
  authClientId: ["oauth"],
  authClientSecret: ["oauth"],
  authScopes: ["oauth"],
  grants: ["token", "oauth", "app"],
} as const satisfies Partial<Record<keyof typeof SERVICE, readonly Config["auth"][]>>;

/** Problems of the options for a server over HTTP that several people use. */
export function serviceProblems(config: Config, known: { readonly toolsets: readonly string[] }): string[] {
  if (!config.http) return unusedWithoutHttp(config);
  const { auth, http } = config;
  return [
    ...(auth === "none" && !isLoopbackName(http.hostname)
      ? [
          `${nameOf("http")} must be a loopback address (127.0.0.1, [::1] or localhost), because callers do not sign in. Set ${nameOf("auth")} to token or oauth to listen elsewhere.`,
        ]
      : []),
    ...keysOf(ONLY_WITH).flatMap((key) => {
      const kinds: readonly string[] = ONLY_WITH[key];
      return isSet(config, key) && !kinds.includes(auth)
        ? [`${nameOf(key)} requires ${nameOf("auth")} ${kinds.join(", ")}.`]
        : [];
    }),
    ...missing(config),
    ...impersonation(config),
    ...unknownInGrants(config, known),
    ...sharing(config),
  ];
}

function sharing(config: Config): string[] {
  const { redis, flags } = config;
  if (redis === undefined) {
    return isSet(config, "redisReplicas") ? [`${nameOf("redisReplicas")} requires ${nameOf("redis")}.`] : [];
  }
  return flags.has("redis") && new URL(redis).password !== ""
    ? [`Set ${OPTIONS.redis.env} instead of --redis: every process can read the password in an argument.`]
    : [];
}

const isSet = (config: Config, key: keyof typeof SERVICE): boolean => {
  const option: Option = SERVICE[key];
  const fallback = option.default === undefined ? undefined : option.read.parse(option.default);
  return config[key] !== fallback;
};

const unusedWithoutHttp = (config: Config): string[] =>
  keysOf(SERVICE)
    .filter((key) => isSet(config, key))
    .map((key) => `${nameOf(key)} requires ${nameOf("http")}.`);

function missing(config: Config): string[] {
  const { auth, http, authTokens, authTokensFile, authIssuer, authIntrospection, publicUrl, authAudience } = config;
  if (auth === "token" && authTokens === undefined && authTokensFile === undefined) {
    return [`${nameOf("auth")} token requires ${nameOf("authTokensFile")} or ${nameOf("authTokens")}.`];
  }
  if (auth !== "oauth") return [];
  const problems: string[] = [];
  if (authIssuer === undefined) problems.push(`${nameOf("auth")} oauth requires ${nameOf("authIssuer")}.`);
  if (publicUrl === undefined && http && (http.port === 0 || !isLoopbackName(http.hostname))) {
    problems.push(`${nameOf("auth")} oauth requires ${nameOf("publicUrl")}, for which tokens are issued.`);
  }
  const hasClient = config.authClientId !== undefined && config.authClientSecret !== undefined;
  if (authIntrospection !== undefined && !hasClient) {
    problems.push(
      `${nameOf("authIntrospection")} requires ${nameOf("authClientId")} and ${nameOf("authClientSecret")}.`,
    );
  }
  if (authAudience?.length === 0) problems.push(`${nameOf("authAudience")} is empty.`);
  return problems;
}

function impersonation({ actAs, auth, authIntrospection, sandbox }: Config): string[] {
  if (actAs !== "user") return [];
  const name = `${nameOf("actAs")} user`;
  if (auth !== "oauth" && auth !== "app") {
    return [`${name} requires ${nameOf("auth")} oauth or app: a caller's own identity comes from its sign-in.`];
  }
  if (authIntrospection !== undefined) {
    return [`${name} requires access tokens that are JWTs, without ${nameOf("authIntrospection")}.`];
  }
  return sandbox
    ? [`${name} does not work with ${nameOf("sandbox")}, which does not exchange tokens of other issuers.`]
    : [];
}

function unknownInGrants(
  { grants = [], workspaces, access }: Config,
  known: { toolsets: readonly string[] },
): string[] {
  const names = workspaces?.map(({ name }) => name) ?? [];
  return grants.flatMap((rule) => [
    ...(rule.toolsets ?? [])
      .filter((toolset) => !known.toolsets.includes(toolset))
      .map((toolset) => `${nameOf("grants")}: unknown toolset ${JSON.stringify(toolset)}.`),
    ...(rule.workspaces ?? [])
      .filter((workspace) => !names.includes(workspace))
      .map((workspace) => `${nameOf("grants")}: ${JSON.stringify(workspace)} is not in ${nameOf("workspaces")}.`),
    ...(allows(access, rule.access)
      ? []
      : [`${nameOf("grants")} gives ${rule.name} more access than ${nameOf("access")} ${access} allows.`]),
  ]);
}
