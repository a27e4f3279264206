import type { IncomingMessage, ServerResponse } from "node:http";

/** Response headers that a client in a browser reads. */
const EXPOSED = "Mcp-Session-Id, WWW-Authenticate, Retry-After";

/** How long a browser may remember the answer to a preflight request, in seconds. */
const PREFLIGHT_SECONDS = 600;

/**
 * Lets pages of an allowed origin read the response, errors and challenges too. `Origin` has been checked. Cookies are not
 * allowed: callers authenticate with the `Authorization` header, which a page must set itself.
 */
export function allowOrigin({ headers: { origin } }: IncomingMessage, res: ServerResponse): void {
  // Caches must not give the response for one origin to another.
  res.setHeader("Vary", "Origin");
  if (origin === undefined) return;
  res.setHeader("Access-Control-Allow-Origin", origin);
  res.setHeader("Access-Control-Expose-Headers", EXPOSED);
}

/** Whether a browser asks if a page may send a request. It comes without credentials. */
export const isPreflight = ({ method, headers }: IncomingMessage): boolean =>
  method === "OPTIONS" && headers.origin !== undefined && headers["access-control-request-method"] !== undefined;

/** Allows the page every header that it wants to send: 2026-07-28 has headers for the arguments of tools. */
export function answerPreflight(req: IncomingMessage, res: ServerResponse, methods: readonly string[]): void {
  const wanted = req.headers["access-control-request-headers"];
  res.setHeader("Vary", "Origin, Access-Control-Request-Headers");
  res.writeHead(204, {
    "Access-Control-Allow-Methods": methods.join(", "),
    ...(wanted === undefined ? {} : { "Access-Control-Allow-Headers": wanted }),
    "Access-Control-Max-Age": String(PREFLIGHT_SECONDS),
  });
  res.end();
}
