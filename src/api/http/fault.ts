import type { ErrorFacts } from "./errors.ts";
import { applyRule, type ConnectionFault, connectionRule, UNUSABLE_RESPONSE_RULES } from "./retry-policy.ts";
import { type OutgoingRequest, requestError } from "./send.ts";

/** The runtime's facts about a failed connection. */
interface ConnectionFailure {
  readonly code: string;
  /** Port and host name of the connection that failed, if the runtime names them. */
  readonly port?: number | undefined;
  readonly hostname?: string | undefined;
  /** Status of a proxy that refused the connection. */
  readonly proxyStatus?: number | undefined;
}

/**
 * A rejected `fetch` as an `ApiError`: kind, outcome and replay come from `CONNECTION_RULES`. Only the error's code
 * counts, because its text can hold URLs and header values; the message names the host and nothing else of the request.
 * `written`: the request had begun to leave, or it is not certain that it had not.
 */
export function transportFailure(error: unknown, request: OutgoingRequest, written: boolean): Error {
  const found = readFailure(error);
  const { hostname, port } = new URL(request.url);
  const peer = isProxy(found, hostname, port) ? `the proxy in front of ${hostname}` : hostname;
  const rule = connectionRule(found.code, written);
  return requestError(request, {
    ...applyRule(rule, request),
    errorCode: found.code,
    ...wordsFor(rule.fault, found, peer),
  });
}

/** Message and next step of each fault. `peer`: the host, or the proxy in front of it. */
function wordsFor(
  fault: ConnectionFault,
  { code, proxyStatus }: ConnectionFailure,
  peer: string,
): Pick<ErrorFacts, "message" | "next"> {
  switch (fault) {
    case "proxy-refused":
      return {
        message: `The proxy in front of ${peer} refused the connection (HTTP ${proxyStatus}).`,
        next: proxyStatus === 407 ? "Check the proxy's user and password." : "Check HTTPS_PROXY and NO_PROXY.",
      };
    case "proxy-silent":
      return {
        message: `The proxy in front of ${peer} does not respond as an HTTP proxy (${code}).`,
        next: "Check HTTPS_PROXY and NO_PROXY.",
      };
    case "not-tls":
      return {
        message: `${peer} does not speak TLS on this port (${code}).`,
        next: "Check the host and its port, and HTTPS_PROXY: https is required.",
      };
    case "certificate-dates":
      return {
        message: `The certificate of ${peer} has expired or is not valid yet (${code}).`,
        next: "Check this machine's clock. Otherwise the administrator of the host, or of a proxy before it, must renew the certificate.",
      };
    case "certificate-name":
      return {
        message: `The certificate of ${peer} belongs to another host (${code}).`,
        next: "Check DATABRICKS_HOST and the proxy.",
      };
    case "tls":
      return {
        message: `The TLS connection to ${peer} could not be established (${code}).`,
        next: "Check the host and the proxy.",
      };
    case "certificate":
      return {
        message: `The certificate of ${peer} is not trusted (${code}).`,
        next: "Check the host. For a private certificate authority, set NODE_EXTRA_CA_CERTS.",
      };
    case "not-connected":
      return {
        message: `Could not connect to ${peer} (${code}).`,
        next:
          code === "ENOTFOUND"
            ? "The host name does not resolve: check DATABRICKS_HOST."
            : "Check the host, the network and the proxy.",
      };
    case "address-refused":
      return { message: `${peer} resolves to an address that is not allowed (${code}).` };
    case "too-large":
      return TOO_LARGE;
    case "malformed":
      return { message: `The response of ${peer} is malformed (${code}).` };
    case "not-sent":
      return { message: `The connection to ${peer} failed before anything was sent (${code}).` };
    case "silent":
      return { message: `${peer} stopped responding (${code}).` };
    case "broken":
      return { message: `The connection to ${peer} broke (${code}).` };
  }
}

const TOO_LARGE = {
  message: "The response is larger than this server reads.",
  next: "Ask for less: a smaller page, a filter or fewer columns.",
};

/** The error for a response over the size cap. */
export const tooLargeFacts = (request: OutgoingRequest): ErrorFacts => ({
  ...applyRule(UNUSABLE_RESPONSE_RULES.tooLarge, request),
  ...TOO_LARGE,
});

/** The error for a successful response in a compression that cannot be undone. */
export const unreadableFacts = (request: OutgoingRequest, status: number, coding: string): ErrorFacts => ({
  ...applyRule(UNUSABLE_RESPONSE_RULES.unknownCoding, request),
  status,
  errorCode: "CONTENT_ENCODING",
  message: `The content encoding of the response is not one that this server reads: ${coding}.`,
  next: "Check the proxy between this server and the workspace.",
});

const isProxy = ({ hostname, port }: ConnectionFailure, host: string, hostPort: string): boolean =>
  (hostname !== undefined && hostname !== host) || (port !== undefined && String(port) !== (hostPort || "443"));

/** The innermost code of an error and its causes. */
function readFailure(error: unknown): ConnectionFailure {
  let found: ConnectionFailure = { code: "no code" };
  let at: unknown = error;
  for (let depth = 0; depth < 5 && at instanceof Error; depth++) {
    const proxyStatus = /^Proxy response \((\d{3})\)/.exec(at.message)?.[1];
    if (proxyStatus !== undefined) return { code: "PROXY_REFUSED", proxyStatus: Number(proxyStatus) };
    // Most errors of the HTTP parser have no code.
    if (at.name === "HTTPParserError") return { code: "NOT_HTTP" };
    const detail: Error & { code?: unknown; port?: unknown; hostname?: unknown; errors?: unknown } = at;
    if (typeof detail.code === "string") {
      found = {
        code: detail.code,
        port: typeof detail.port === "number" ? detail.port : undefined,
        hostname: typeof detail.hostname === "string" ? detail.hostname : undefined,
      };
    }
    // When several addresses were tried (happy eyeballs), all fail in the same way: the first is enough.
    at = Array.isArray(detail.errors) ? detail.errors[0] : at.cause;
  }
  return found;
}
