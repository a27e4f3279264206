import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Log } from "../core/log.ts";
import type { ServerFactory } from "../server.ts";
import { refuse, refuseOnSocket, SERVER_ERROR, sendJson } from "./http/answers.ts";
import { createEndpoint } from "./http/endpoint.ts";
import { isLoopback, loopbackHosts, refuseCaller } from "./http/guards.ts";

export interface HttpOptions {
  /** A loopback name or address. Others are refused, because callers are not authenticated. */
  readonly hostname: string;
  /** 0 selects a free port. */
  readonly port: number;
  readonly log: Log;
  /** `Host` values (`host[:port]`) to accept in addition to the server's own. */
  readonly allowedHosts?: readonly string[];
  /** `Origin` values to accept in addition to the server's own. */
  readonly allowedOrigins?: readonly string[];
  readonly bodyLimitBytes?: number;
  readonly sessionIdleMs?: number;
  readonly maxSessions?: number;
  /** At the maximum, a session that has been idle this long is ended for a new one, in milliseconds. */
  readonly replaceIdleMs?: number;
  /** Without sessions, 2025-era requests are independent: no subscriptions and no questions to the user. */
  readonly stateless?: boolean;
  /** How long open calls may continue while the server closes, in milliseconds. */
  readonly shutdownGraceMs?: number;
  /** How long a request may take to arrive, in milliseconds. */
  readonly requestTimeoutMs?: number;
  /** How long a client may leave a response unread, in milliseconds. */
  readonly unreadMs?: number;
  /** The body of `/healthz`. */
  health(): object;
}

export interface HttpServing {
  /** The URL for clients, e.g. `http://127.0.0.1:3000/mcp`. */
  readonly url: string;
  /** Refuses new requests, lets open calls finish within the grace period, and ends every stream. */
  close(): Promise<void>;
  /** Immediately answers every open call with an error, before the process exits. */
  abandon(reason: string): void;
}

const FLUSH_MS = 300;

/** Serves both protocol eras over Streamable HTTP at `/mcp`, and a health check at `/healthz`. */
export async function serveHttp(makeServer: ServerFactory, options: HttpOptions): Promise<HttpServing> {
  const { hostname, log, requestTimeoutMs = 20_000 } = options;
  if (!isLoopback(hostname)) {
    throw new Error(
      `Refusing to listen on ${hostname}: callers are not authenticated, so only loopback addresses are allowed`,
    );
  }
  const endpoint = createEndpoint(makeServer, {
    log,
    stateless: options.stateless ?? false,
    bodyLimitBytes: options.bodyLimitBytes ?? 4 * 1024 * 1024,
    sessionIdleMs: options.sessionIdleMs ?? 30 * 60_000,
    maxSessions: options.maxSessions ?? 200,
    replaceIdleMs: options.replaceIdleMs ?? 60_000,
    unreadMs: options.unreadMs,
  });
  const listed = { hosts: new Set<string>(), origins: new Set<string>() };

  const serve = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    res.setHeader("X-Content-Type-Options", "nosniff");
    const refused = refuseCaller(req, listed);
    if (refused) return refuse(res, refused);
    const path = req.url?.split("?", 1)[0];
    if (path === "/mcp") return endpoint.serve(req, res);
    if (path !== "/healthz") {
      return refuse(res, { status: 404, code: SERVER_ERROR, message: "Not found: MCP is served at /mcp" });
    }
    if (req.method !== "GET" && req.method !== "HEAD") {
      const message = `${req.method} is not allowed here`;
      return refuse(res, { status: 405, code: SERVER_ERROR, message, headers: { Allow: "GET, HEAD" } });
    }
    sendJson(res, 200, { ...options.health(), sessions: endpoint.sessions });
  };
  const listener = (req: IncomingMessage, res: ServerResponse) => {
    serve(req, res).catch((error: unknown) => {
      log.error("request failed", { reason: error instanceof Error ? error.message : String(error) });
      if (res.headersSent) res.destroy();
      else refuse(res, { status: 500, code: -32603, message: "Internal server error" });
    });
  };

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
  await new Promise<void>((resolve, reject) => {
    http.once("error", reject);
    http.listen(options.port, hostname.replace(/^\[|\]$/g, ""), resolve);
  });

  const { port } = http.address() as AddressInfo;
  for (const host of [...loopbackHosts(port), ...(options.allowedHosts ?? [])]) listed.hosts.add(host.toLowerCase());
  for (const host of loopbackHosts(port)) listed.origins.add(`http://${host}`);
  for (const origin of options.allowedOrigins ?? []) listed.origins.add(origin.toLowerCase());

  const close = async () => {
    const closed = new Promise((resolve) => http.close(resolve));
    await endpoint.close(options.shutdownGraceMs ?? 3_500);
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, FLUSH_MS))]);
    http.closeAllConnections();
    await closed;
  };
  let closing: Promise<void> | undefined;
  const name = hostname.includes(":") && !hostname.startsWith("[") ? `[${hostname}]` : hostname;
  return {
    url: `http://${name}:${port}/mcp`,
    close: () => {
      closing ??= close();
      return closing;
    },
    abandon: (reason) => void endpoint.close(0, reason),
  };
}
