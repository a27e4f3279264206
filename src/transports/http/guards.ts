import type { IncomingMessage } from "node:http";
import { isJsonContentType } from "@modelcontextprotocol/server";
import { type Refusal, SERVER_ERROR } from "./answers.ts";

const refusal = (status: number, message: string, headers?: Refusal["headers"]): Refusal => ({
  status,
  code: SERVER_ERROR,
  message,
  ...(headers && { headers }),
});

/** Names a loopback server answers to; with its port they are its default `Host` and `Origin` lists. */
const LOOPBACK_NAMES = ["localhost", "127.0.0.1", "[::1]"];

/** Is this an address only this machine can reach? */
export const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "::1" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);

/** `host[:port]` values a loopback server on `port` is addressed by. */
export function loopbackHosts(port: number): string[] {
  const hosts = LOOPBACK_NAMES.map((name) => `${name}:${port}`);
  return port === 80 ? [...hosts, ...LOOPBACK_NAMES] : hosts;
}

export interface Listed {
  readonly hosts: ReadonlySet<string>;
  readonly origins: ReadonlySet<string>;
}

/** Who asks, judged by headers alone, before anything of the body is read: against DNS rebinding and strange pages. */
export function refuseCaller(req: IncomingMessage, listed: Listed): Refusal | undefined {
  const hosts = req.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === "host");
  if (hosts.length !== 1) return refusal(400, "Exactly one Host header is needed");
  if (!req.url?.startsWith("/")) return refusal(400, "The request target must be a path");
  if (!listed.hosts.has(req.headers.host?.toLowerCase() ?? "")) {
    return refusal(403, "Host not allowed: address the server by the name and port it listens on");
  }
  const { origin } = req.headers;
  if (origin !== undefined && !listed.origins.has(origin.toLowerCase())) return refusal(403, "Origin not allowed");
  return undefined;
}

/** What is asked of `/mcp`, judged by method and media types. `methods` is what this server takes. */
export function refuseForm(req: IncomingMessage, methods: readonly string[]): Refusal | undefined {
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
