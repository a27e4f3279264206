import type { ErrorFacts } from "./errors.ts";
import { failure, lost, type Outgoing } from "./send.ts";

/** Codes that come before any byte is sent. */
const NEVER_SENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

const MALFORMED =
  /^(UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|NOT_HTTP|HPE_.*|Z_.*|ERR_.*BROTLI.*)$/;
const CERTIFICATE =
  /^(CERT_.*|ERR_TLS_.*|ERR_SSL_.*|EPROTO|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*|HOSTNAME_MISMATCH)$/;

interface Fault {
  readonly code: string;
  /** Port and host name of the connection that failed, where the runtime says. */
  readonly port?: number | undefined;
  readonly hostname?: string | undefined;
  /** The status a proxy refused with. */
  readonly proxyStatus?: number | undefined;
}

/**
 * A rejected `fetch` as an `ApiError`. Classified by code, never by text (texts hold URLs and header values); only
 * the host is named. `written`: the request had begun to leave, or that cannot be told.
 */
export function transportFailure(error: unknown, request: Outgoing, written: boolean): Error {
  const fault = read(error);
  const { hostname, port } = new URL(request.url);
  const place = isProxy(fault, hostname, port) ? `the proxy in front of ${hostname}` : hostname;
  return failure(request, { errorCode: fault.code, ...facts(fault, place, request, written) });
}

function facts(fault: Fault, place: string, request: Outgoing, written: boolean): ErrorFacts {
  const { code, proxyStatus } = fault;
  const unsent = { kind: "transport", outcome: "not-executed" } as const;
  if (proxyStatus !== undefined) {
    return {
      ...unsent,
      message: `The proxy in front of ${place} refused the connection (HTTP ${proxyStatus}).`,
      next: proxyStatus === 407 ? "Check the proxy's user and password." : "Check HTTPS_PROXY and NO_PROXY.",
    };
  }
  if (CERTIFICATE.test(code)) {
    return {
      ...unsent,
      message: `The certificate of ${place} is not trusted (${code}).`,
      next: "Check the host. For a private certificate authority set NODE_EXTRA_CA_CERTS.",
    };
  }
  if (NEVER_SENT.has(code)) {
    return {
      ...unsent,
      replay: "always",
      message: `Could not connect to ${place} (${code}).`,
      next:
        code === "ENOTFOUND" ? "The name does not resolve: check DATABRICKS_HOST." : "Check host, network and proxy.",
    };
  }
  if (code === "UND_ERR_RES_EXCEEDED_MAX_SIZE") return tooLarge(request);
  if (MALFORMED.test(code)) {
    return { kind: "bad-response", outcome: lost(request), message: `The answer of ${place} is malformed (${code}).` };
  }
  if (!written) {
    return {
      ...unsent,
      replay: "always",
      message: `The connection to ${place} failed before anything was sent (${code}).`,
    };
  }
  const slow = code === "UND_ERR_HEADERS_TIMEOUT" || code === "UND_ERR_BODY_TIMEOUT";
  return {
    kind: slow ? "timeout" : "transport",
    outcome: lost(request),
    replay: "if-safe",
    message: slow ? `${place} stopped answering (${code}).` : `The connection to ${place} broke (${code}).`,
  };
}

/** What an answer over the size cap is told as. */
export const tooLarge = (request: Outgoing): ErrorFacts => ({
  kind: "too-large",
  outcome: lost(request),
  message: "The answer is larger than this server reads.",
  next: "Ask for less: a smaller page, a filter, fewer columns.",
});

const isProxy = ({ hostname, port }: Fault, host: string, hostPort: string): boolean =>
  (hostname !== undefined && hostname !== host) || (port !== undefined && String(port) !== (hostPort || "443"));

/** The innermost code of an error and its causes. */
function read(error: unknown): Fault {
  let fault: Fault = { code: "no code" };
  let at: unknown = error;
  for (let depth = 0; depth < 5 && at instanceof Error; depth++) {
    const proxyStatus = /^Proxy response \((\d{3})\)/.exec(at.message)?.[1];
    if (proxyStatus !== undefined) return { code: "PROXY_REFUSED", proxyStatus: Number(proxyStatus) };
    // The parser's errors mostly come without a code.
    if (at.name === "HTTPParserError") return { code: "NOT_HTTP" };
    const detail: Error & { code?: unknown; port?: unknown; hostname?: unknown; errors?: unknown } = at;
    if (typeof detail.code === "string") {
      fault = {
        code: detail.code,
        port: typeof detail.port === "number" ? detail.port : undefined,
        hostname: typeof detail.hostname === "string" ? detail.hostname : undefined,
      };
    }
    // Several addresses were tried (happy eyeballs): they fail alike.
    at = Array.isArray(detail.errors) ? detail.errors[0] : at.cause;
  }
  return fault;
}
