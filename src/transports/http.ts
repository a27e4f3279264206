import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { isLoopbackName } from "../config/values.ts";
import type { Log } from "../core/log.ts";
import type { ServerFactory } from "../server.ts";
import { hostInUrl } from "../text.ts";
import { type Overload, refuse, refuseOnSocket, SERVER_ERROR, sendJson } from "./http/answers.ts";
import { allowOrigin, answerPreflight, isPreflight } from "./http/cors.ts";
import { createEndpoint, type EndpointOptions } from "./http/endpoint.ts";
import { type Enter, enterFreely, NO_SUCH_PATH } from "./http/entry.ts";
import { loopbackHosts, refuseCaller } from "./http/guards.ts";

export interface HttpOptions {
  /** A name or address of this machine. Only loopback is accepted unless callers are authenticated (`enter`). */
  readonly hostname: string;
  /** 0 selects a free port. */
  readonly port: number;
  readonly log: Log;
  /** Authenticates callers. Without it, everyone who reaches the server may call it. */
  readonly enter?: Enter | undefined;
  /** Whether callers prove who they are, so that the server may listen on an address that others can reach. */
  readonly authenticates?: boolean | undefined;
  /** Accepts every `Host`: for a server that only a proxy can reach, which authenticates. */
  readonly anyHost?: boolean | undefined;
  /** A public document at a path outside `/mcp`, such as the metadata of the authorization. */
  document?(path: string): object | undefined;
  /** `Host` values (`host[:port]`) to accept in addition to the server's own. */
  readonly allowedHosts?: readonly string[];
  /** `Origin` values to accept in addition to the server's own. */
  readonly allowedOrigins?: readonly string[];
  readonly bodyLimitBytes?: number;
  readonly sessionIdleMs?: number;
  readonly sessionLifeMs?: number;
  readonly maxSessions?: number;
  readonly maxSessionsPerCaller?: number;
  /** At a maximum, a session that has been idle this long is ended for a new one, in milliseconds. */
  readonly replaceIdleMs?: number;
  /** Without sessions, 2025-era requests are independent: no subscriptions and no questions to the user. */
  readonly stateless?: boolean;
  /** How long open calls may continue while the server closes, in milliseconds. */
  readonly shutdownGraceMs?: number;
  /** How long a request may take to arrive, in milliseconds. */
  readonly requestTimeoutMs?: number;
  /** How long a client may leave a response unread, in milliseconds. */
  readonly unreadMs?: number;
  /** Maximum requests of one caller that are handled at once. Four times as many may wait. */
  readonly maxCallsPerCaller?: number;
  /** Maximum requests that are handled at once. */
  readonly maxCalls?: number;
  /** Bytes of the bodies of all requests that are being handled. */
  readonly bodiesLimitBytes?: number;
  /** A response is complete. */
  onAnswered?(answered: { readonly status: number; readonly ms: number }): void;
  /** A request was refused because of a limit. */
  onOverload?(reason: Overload): void;
  /** The body of `/healthz`. */
  health(): object;
  /** Why the server cannot serve calls now, for `/readyz`; `undefined` if it can. */
  notReady?(): string | undefined | Promise<string | undefined>;
  /** More about a server that can serve calls, for `/readyz`. */
  readiness?(): object;
}

export interface HttpServing {
  /** The URL for clients, e.g. `http://127.0.0.1:3000/mcp`. */
  readonly url: string;
  /** Refuses new requests, lets open calls finish within the grace period, and ends every stream. */
  close(): Promise<void>;
  /** Number of open sessions. */
  readonly sessions: number;
  /** Requests that are being handled, and those that wait for their turn. */
  readonly requests: { readonly inFlight: number; readonly waiting: number };
  /** Immediately answers every open call with an error, before the process exits. */
  abandon(reason: string): void;
}

const FLUSH_MS = 300;

/** Serves both protocol eras over Streamable HTTP at `/mcp`, and health checks at `/healthz` and `/readyz`. */
export async function serveHttp(makeServer: ServerFactory, options: HttpOptions): Promise<HttpServing> {
  const { hostname, log, onAnswered, enter = enterFreely(makeServer) } = options;
  if (!options.authenticates && !isLoopbackName(hostname)) {
    throw new Error(
      `Refusing to listen on ${hostname}: callers are not authenticated, so only loopback addresses are allowed`,
    );
  }
  const endpoint = createEndpoint(enter, endpointOptions(options));
  const allowed = { hosts: new Set<string>(), origins: new Set<string>(), anyHost: options.anyHost ?? false };
  let closing: Promise<void> | undefined;

  const serve = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    res.setHeader("X-Content-Type-Options", "nosniff");
    const refused = refuseCaller(req, allowed);
    if (refused) return refuse(res, refused);
    allowOrigin(req, res);
    const [path = ""] = req.url?.split("?", 1) ?? [];
    const isMcp = path === "/mcp" || path.startsWith("/mcp/");
    if (isPreflight(req)) return answerPreflight(req, res, isMcp ? endpoint.methods : ["GET", "HEAD"]);
    if (isMcp) return endpoint.serve(req, res);
    const document = await documentAt(path);
    if (!document) return refuse(res, NO_SUCH_PATH);
    if (req.method !== "GET" && req.method !== "HEAD") {
      const message = `${req.method} is not allowed here`;
      return refuse(res, { status: 405, code: SERVER_ERROR, message, headers: { Allow: "GET, HEAD" } });
    }
    sendJson(res, document.status, document.body);
  };
  const documentAt = async (path: string): Promise<{ status: number; body: object } | undefined> => {
    if (path === "/healthz") return { status: 200, body: { ...options.health(), sessions: endpoint.sessions } };
    if (path === "/readyz") {
      const reason = closing ? "The server is shutting down" : await options.notReady?.();
      return reason === undefined
        ? { status: 200, body: { status: "ready", ...options.readiness?.() } }
        : { status: 503, body: { reason } };
    }
    const body = options.document?.(path);
    return body && { status: 200, body };
  };

  const listener = (req: IncomingMessage, res: ServerResponse) => {
    if (onAnswered) {
      const from = performance.now();
      res.on("close", () => onAnswered({ status: res.statusCode, ms: performance.now() - from }));
    }
    serve(req, res).catch((error: unknown) => {
      log.error("request failed", { reason: error instanceof Error ? error.message : String(error) });
      if (res.headersSent) res.destroy();
      else refuse(res, { status: 500, code: -32603, message: "Internal server error" });
    });
  };

  const http = createHttp(listener, options.requestTimeoutMs);
  const port = await listen(http, options);
  const loopback = loopbackHosts(port);
  for (const host of [...loopback, ...(options.allowedHosts ?? [])]) allowed.hosts.add(host.toLowerCase());
  for (const host of loopback) allowed.origins.add(`http://${host}`);
  for (const origin of options.allowedOrigins ?? []) allowed.origins.add(origin.toLowerCase());

  const close = async () => {
    const closed = new Promise((resolve) => http.close(resolve));
    await endpoint.close(options.shutdownGraceMs ?? 3_500);
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, FLUSH_MS))]);
    http.closeAllConnections();
    await closed;
  };
  return {
    url: `http://${hostInUrl(hostname)}:${port}/mcp`,
    get sessions() {
      return endpoint.sessions;
    },
    get requests() {
      return endpoint.requests;
    },
    close: () => {
      closing ??= close();
      return closing;
    },
    abandon: (reason) => void endpoint.close(0, reason),
  };
}

/** The limits of `/mcp`, with their defaults. */
function endpointOptions(options: HttpOptions): EndpointOptions {
  const { log, unreadMs, onOverload, maxCallsPerCaller: perCaller = 64 } = options;
  return {
    log,
    stateless: options.stateless ?? false,
    bodyLimitBytes: options.bodyLimitBytes ?? 4 * 2 ** 20,
    bodiesLimitBytes: options.bodiesLimitBytes ?? 64 * 2 ** 20,
    sessionIdleMs: options.sessionIdleMs ?? 30 * 60_000,
    sessionLifeMs: options.sessionLifeMs ?? 24 * 3_600_000,
    maxSessions: options.maxSessions ?? 200,
    maxSessionsPerCaller: options.maxSessionsPerCaller ?? 32,
    replaceIdleMs: options.replaceIdleMs ?? 60_000,
    unreadMs,
    turns: { perCaller, waitingPerCaller: 4 * perCaller, total: options.maxCalls ?? 512 },
    ...(onOverload && { onOverload }),
  };
}

/** An HTTP server that ends connections whose requests do not arrive in time. */
function createHttp(listener: RequestListener, requestTimeoutMs = 20_000): Server {
  const http = createServer(
    {
      maxHeaderSize: 16 * 1024,
      headersTimeout: requestTimeoutMs / 2,
      requestTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.min(1_000, requestTimeoutMs / 4),
    },
    listener,
  );
  // Node's own timeouts begin with the first byte.
  http.on("connection", (socket) => {
    const timer = setTimeout(() => socket.bytesRead === 0 && socket.destroy(), requestTimeoutMs).unref();
    socket.once("close", () => clearTimeout(timer));
  });
  // Without this handler, Node requests the body before the headers are checked.
  http.on("checkContinue", listener);
  http.on("clientError", refuseOnSocket);
  return http;
}

/** Returns the port. */
async function listen(http: Server, { hostname, port }: Pick<HttpOptions, "hostname" | "port">): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    http.once("error", reject);
    http.listen(port, hostname.replace(/^\[|\]$/g, ""), resolve);
  });
  const address = http.address();
  return typeof address === "object" && address ? address.port : port;
}
