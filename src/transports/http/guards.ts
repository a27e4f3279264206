import type { IncomingMessage } from "node:http";
import { isJsonContentType } from "@modelcontextprotocol/server";
import { type HttpRefusal, SERVER_ERROR } from "./answers.ts";

const refusal = (status: number, message: string, headers?: HttpRefusal["headers"]): HttpRefusal => ({
  status,
  code: SERVER_ERROR,
  message,
  ...(headers && { headers }),
});

/** Names of a loopback server. With its port, they are the default `Host` and `Origin` values. */
const LOOPBACK_NAMES = ["localhost", "127.0.0.1", "[::1]"];

/** `Host` values (`host[:port]`) for a loopback server on `port`. */
export function loopbackHosts(port: number): string[] {
  const hosts = LOOPBACK_NAMES.map((name) => `${name}:${port}`);
  return port === 80 ? [...hosts, ...LOOPBACK_NAMES] : hosts;
}

/** Accepted `Host` and `Origin` values, in lower case. */
export interface AllowedCallers {
  readonly hosts: ReadonlySet<string>;
  readonly origins: ReadonlySet<string>;
  readonly anyHost?: boolean;
}

/** Checks Host and Origin before the body is read, against DNS rebinding and requests from other websites. */
export function refuseCaller(req: IncomingMessage, allowed: AllowedCallers): HttpRefusal | undefined {
  const hosts = req.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === "host");
  if (hosts.length !== 1) return refusal(400, "Exactly one Host header is required");
  if (!req.url?.startsWith("/")) return refusal(400, "The request target must be a path");
  if (!allowed.anyHost && !allowed.hosts.has(req.headers.host?.toLowerCase() ?? "")) {
    return refusal(403, "Host not allowed: use the name and port that the server listens on");
  }
  const { origin } = req.headers;
  if (origin !== undefined && !allowed.origins.has(origin.toLowerCase())) {
    return refusal(403, "Origin not allowed: the operator can add it with --allowed-origins");
  }
  return undefined;
}

/** Checks the method (one of `methods`) and the media types of a request to `/mcp`. */
export function refuseForm(req: IncomingMessage, methods: readonly string[]): HttpRefusal | undefined {
  const method = req.method ?? "";
  if (!methods.includes(method)) return refusal(405, `${method} is not allowed here`, { Allow: methods.join(", ") });
  const accept = req.headers.accept?.toLowerCase() ?? "";
  const needed = { POST: ["application/json", "text/event-stream"], GET: ["text/event-stream"] }[method] ?? [];
  if (!needed.every((type) => accept.includes(type))) {
    return refusal(406, `The Accept header must list ${needed.join(" and ")}`);
  }
  if (method === "POST" && !isJsonContentType(req.headers["content-type"])) {
    return refusal(415, "The Content-Type must be application/json");
  }
  return undefined;
}
