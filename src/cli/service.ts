import type { Machine } from "../api/auth/machine.ts";
import type { OnBehalf } from "../api/auth/on-behalf.ts";
import { createTokenCall } from "../api/auth/token-call.ts";
import { systemClock } from "../api/http/clock.ts";
import { createTransport } from "../api/http/transport.ts";
import type { Config } from "../config.ts";
import type { Log } from "../core/log.ts";
import { toolsetIds } from "../core/tool.ts";
import { PRESET_IDS } from "../presets.ts";
import { createAppAuthenticator } from "../service/auth/app.ts";
import { scopesIn } from "../service/auth/grants.ts";
import type { Authenticator } from "../service/auth/identity.ts";
import { createOAuthAuthenticator } from "../service/auth/oauth.ts";
import { createTokenAuthenticator } from "../service/auth/tokens.ts";
import { createEnter } from "../service/enter.ts";
import { createImpersonator } from "../service/impersonation.ts";
import { createMetadata } from "../service/metadata.ts";
import type { Sharing } from "../service/redis/shared.ts";
import { createSurfaces, type SurfaceDeps } from "../service/surfaces.ts";
import { hostInUrl } from "../text.ts";
import type { HttpOptions, HttpServing } from "../transports/http.ts";
import type { Watched } from "./watching.ts";
import type { WorkspaceLogin } from "./workspaces.ts";

/** A server over HTTP for several callers: what the transport needs to know of them. */
export interface Service {
  readonly http: Partial<HttpOptions>;
  /** The server listens. Its levels can be measured from now on. */
  opened(server: Pick<HttpServing, "sessions" | "requests">): void;
  close(): Promise<void>;
}

export interface ServiceOptions {
  readonly deps: SurfaceDeps;
  readonly entries: readonly WorkspaceLogin[];
  readonly machine: Machine;
  readonly userAgent: string;
  readonly log: Log;
  readonly watched?: Watched | undefined;
  readonly sharing?: Sharing | undefined;
}

/** Opens the service that the configuration describes. Nothing is sent to the issuer before the first token. */
export function openService(
  config: Config,
  options: ServiceOptions,
): Service | { readonly problems: readonly string[] } {
  const { deps, entries, machine, userAgent, log, watched, sharing } = options;
  const metrics = watched?.metrics;
  const { auth, http, publicUrl, authIssuer = "", grants: rules = [], authScopes = [], actAs } = config;
  const resource = publicUrl ?? `http://${hostInUrl(http?.hostname ?? "127.0.0.1")}:${http?.port ?? 0}/mcp`;
  const scopes = [...new Set([...authScopes, ...scopesIn(rules)])];
  const metadata = auth === "oauth" ? createMetadata(resource, authIssuer, scopes) : undefined;
  const issuer = issuerCall(authIssuer, userAgent);
  const authenticator = createAuthenticator(config, { resource, machine, call: issuer.call });
  if (authenticator && "problems" in authenticator) return authenticator;
  const onBehalf = new Map(
    entries.flatMap(({ name, onBehalf: one }) => (one ? [[name, one] as [string, OnBehalf]] : [])),
  );
  const enter = createEnter({
    authenticator,
    rules,
    everything: { access: config.access },
    surfaces: createSurfaces(deps),
    impersonator: actAs === "user" ? createImpersonator(onBehalf) : undefined,
    known: {
      toolsets: [...toolsetIds(deps.tools), ...PRESET_IDS, "default", "all"],
      workspaces: deps.workspaces.map(({ name }) => name),
    },
    requiredScopes: authScopes,
    metadataUrl: () => metadata?.url,
    log,
    ...(metrics && { onSignIn: metrics.onSignIn }),
  });
  const own = publicUrl === undefined ? undefined : new URL(publicUrl);
  return {
    http: {
      enter,
      authenticates: authenticator !== undefined,
      // The platform's proxy alone reaches an app, and under a name of its own choice.
      anyHost: auth === "app",
      document: (path) => metadata?.at(path),
      maxCallsPerCaller: config.maxCallsPerCaller,
      ...(metrics && { onAnswered: metrics.onAnswered, onOverload: metrics.onOverload }),
      notReady: () => authenticator?.notReady(),
      // Without Redis the server works on: it says so, and stays in the load balancer.
      ...(sharing && { readiness: () => ({ redis: sharing.status().reachable ? "reachable" : "away" }) }),
      allowedHosts: [...(config.allowedHosts ?? []), ...(own ? [own.host] : [])],
      allowedOrigins: [...(config.allowedOrigins ?? []), ...(own ? [own.origin] : [])],
    },
    opened(server) {
      const loads = () => Object.fromEntries(deps.workspaces.map(({ name, runtime }) => [name, runtime.client.load()]));
      watched?.measure({ server, loads, ...(sharing && { sharing: sharing.status }) });
    },
    close: () => issuer.close(),
  };
}

type Call = ReturnType<typeof createTokenCall>;

function createAuthenticator(
  config: Config,
  { resource, machine, call }: { resource: string; machine: Machine; call: Call },
): Authenticator | { readonly problems: readonly string[] } | undefined {
  const { auth, authIntrospection, authClientId = "", authClientSecret = "" } = config;
  if (auth === "token") {
    return createTokenAuthenticator({ text: config.authTokens, file: config.authTokensFile, read: machine.read });
  }
  if (auth === "app") return createAppAuthenticator(machine.env);
  if (auth !== "oauth") return undefined;
  return createOAuthAuthenticator({
    issuer: config.authIssuer ?? "",
    audiences: config.authAudience ?? [resource],
    groupsClaim: config.authGroupsClaim,
    jwks: config.authJwks,
    call,
    introspection:
      authIntrospection === undefined
        ? undefined
        : { url: authIntrospection, clientId: authClientId, clientSecret: authClientSecret },
  });
}

/** Maximum response of an issuer; they send kilobytes. */
const MAX_BYTES = 2 ** 20;

/** Requests to the issuer. One on this machine may use plain HTTP: its URL says so. */
function issuerCall(issuer: string, userAgent: string) {
  const insecureLoopback = issuer.startsWith("http://");
  const transport = createTransport({ direct: insecureLoopback, connections: 4, maxBytes: MAX_BYTES });
  const { send } = transport;
  return {
    call: createTokenCall({ clock: systemClock, send, sendLocal: send, userAgent, insecureLoopback }),
    close: () => transport.close(),
  };
}
