import type { ErrorKind, Replay, RequestOutcome } from "./errors.ts";

// What happens on X? Each row says what a status or a connection error means (`kind`), whether the request took effect
// (`outcome`) and whether it is sent again (`replay`).
//
// A request is safe to replay when it only reads, when its effect is the same the second time, or when it carries an
// idempotency key. At most `MAX_ATTEMPTS` attempts, never past the call's deadline. `auth` is separate: `authorize.ts`
// gets one new token and sends the request once more. A cancelled call or one past its deadline is never repeated.

/** One row of the policy. */
export interface RetryRule {
  readonly kind: ErrorKind;
  /**
   * Whether the request took effect. `unknown-if-write`: no usable response arrived, so the outcome is `failed` for a
   * request that only reads and `unknown` for one that changes something, even if it is safe to replay.
   */
  readonly outcome: Exclude<RequestOutcome, "unknown"> | "unknown-if-write";
  readonly replay: Replay;
  /** Holds back every request to the workspace, for as long as the response asks (1 s if it does not say). */
  readonly pausesWorkspace?: true;
}

/** Rules by status (`404`) or class of statuses (`5xx`); `other` matches every status without a rule. */
type StatusRules = Readonly<Record<string, RetryRule>> & { readonly other: RetryRule };

/** Responses of the workspace. The platform's error code can refine `kind` (`error-kind.ts`), not the other columns. */
export const WORKSPACE_RULES: StatusRules = {
  // A success whose body is an error (`error_code`). The code tells whether the request was rejected.
  "2xx": { kind: "internal", outcome: "unknown-if-write", replay: "never" },
  // The REST API does not redirect: the host is not a workspace, or it wants a browser login. A gateway could redirect
  // after the effect, too; `decode.ts` recognizes login pages.
  "3xx": { kind: "auth", outcome: "unknown-if-write", replay: "never" },
  // `authorize.ts` renews the login once.
  401: { kind: "auth", outcome: "failed", replay: "never" },
  403: { kind: "permission", outcome: "failed", replay: "never" },
  404: { kind: "not-found", outcome: "failed", replay: "never" },
  405: { kind: "not-available", outcome: "failed", replay: "never" },
  // Request Timeout (RFC 9110, 15.5.9): the server did not receive a complete request in time, and a client may repeat
  // it. Proxies also send it for a slow service behind them, so a write without a key may have taken effect.
  408: { kind: "timeout", outcome: "unknown-if-write", replay: "if-safe" },
  409: { kind: "conflict", outcome: "failed", replay: "never" },
  413: { kind: "too-large", outcome: "failed", replay: "never" },
  // Too Early (RFC 8470, 5.2) rejects early data, which this client does not send: what a proxy means by it is not known.
  425: { kind: "unavailable", outcome: "unknown-if-write", replay: "if-safe" },
  // Too Many Requests (RFC 6585, 4): the workspace's rate limit rejects a request before it runs, so any method can be
  // repeated.
  429: { kind: "throttled", outcome: "not-executed", replay: "always", pausesWorkspace: true },
  // A gateway's status for a request that its client cancelled.
  499: { kind: "cancelled", outcome: "unknown-if-write", replay: "never" },
  // The service does not implement the operation, so nothing ran.
  501: { kind: "not-available", outcome: "not-executed", replay: "never" },
  // The gateway lost the service or does not reach it. The service may have processed the request before.
  502: { kind: "unavailable", outcome: "unknown-if-write", replay: "if-safe" },
  503: { kind: "unavailable", outcome: "unknown-if-write", replay: "if-safe" },
  504: { kind: "timeout", outcome: "unknown-if-write", replay: "if-safe" },
  // A bug or a limit of the service, which fails the same way again; TRANSIENT_MESSAGES lists the exceptions.
  "5xx": { kind: "internal", outcome: "unknown-if-write", replay: "never" },
  "4xx": { kind: "invalid", outcome: "failed", replay: "never" },
  // Not a status of HTTP, so it does not say that the request was rejected.
  other: { kind: "internal", outcome: "unknown-if-write", replay: "never" },
};

/**
 * Messages that mean "try again later" under any status, as in the official Go and Python SDKs. They turn `never` into
 * `if-safe`. SCIM, for example, reports throttling as 500 with REQUEST_LIMIT_EXCEEDED.
 */
export const TRANSIENT_MESSAGES: readonly string[] = [
  "com.databricks.backend.manager.util.UnknownWorkerEnvironmentException",
  "does not have any associated worker environments",
  "There is no worker environment with id",
  "Unknown worker environment",
  "ClusterNotReadyException",
  "Timed out after ",
  "deadline exceeded",
  "Unexpected error",
  "Please try again later or try a faster operation.",
  "RPC token bucket limit has been exceeded",
  "REQUEST_LIMIT_EXCEEDED",
];

const isTransient = (message: string): boolean => TRANSIENT_MESSAGES.some((text) => message.includes(text));

/** Responses that do not come from the REST API or cannot be used, and successful responses that are broken. */
export const UNUSABLE_RESPONSE_RULES = {
  // A redirect to the page that says that this network may not reach the workspace.
  privateLink: { kind: "permission", outcome: "not-executed", replay: "never" },
  // HTML under 200: a login page, another web site, or a gateway's page after the effect.
  webPage: { kind: "auth", outcome: "unknown-if-write", replay: "never" },
  // A redirect to a login page: the request did not reach the API.
  loginPage: { kind: "auth", outcome: "failed", replay: "never" },
  invalidUtf8: { kind: "bad-response", outcome: "unknown-if-write", replay: "never" },
  // Probably cut short on the way: one more attempt can tell.
  invalidJson: { kind: "bad-response", outcome: "unknown-if-write", replay: "once-if-safe" },
  nestedTooDeep: { kind: "bad-response", outcome: "unknown-if-write", replay: "never" },
  unexpectedShape: { kind: "bad-response", outcome: "unknown-if-write", replay: "never" },
  unknownCoding: { kind: "bad-response", outcome: "unknown-if-write", replay: "never" },
  tooLarge: { kind: "too-large", outcome: "unknown-if-write", replay: "never" },
} as const satisfies Record<string, RetryRule>;

/** Responses of cloud storage to a presigned link. All requests are reads; 200 and 206 are the successes. */
export const STORAGE_RULES: StatusRules = {
  "3xx": { kind: "link-refused", outcome: "not-executed", replay: "never" },
  // The link's signature has expired: only the workspace can give a new link.
  403: { kind: "link-expired", outcome: "failed", replay: "never" },
  // The same from Google Cloud Storage, and from S3 when the session that signed the link has ended.
  "400 ExpiredToken": { kind: "link-expired", outcome: "failed", replay: "never" },
  404: { kind: "not-found", outcome: "failed", replay: "never" },
  408: { kind: "unavailable", outcome: "failed", replay: "if-safe" },
  425: { kind: "unavailable", outcome: "failed", replay: "if-safe" },
  429: { kind: "unavailable", outcome: "failed", replay: "if-safe" },
  "5xx": { kind: "unavailable", outcome: "failed", replay: "if-safe" },
  other: { kind: "bad-response", outcome: "failed", replay: "never" },
};

/**
 * Responses of token services. `not-executed`, because the workspace has received nothing. `token-call.ts` repeats them
 * for at most a minute, so the errors it throws are not repeated a second time.
 */
export const SIGN_IN_RULES: StatusRules = {
  408: { kind: "unavailable", outcome: "not-executed", replay: "always" },
  425: { kind: "unavailable", outcome: "not-executed", replay: "always" },
  429: { kind: "throttled", outcome: "not-executed", replay: "always" },
  502: { kind: "unavailable", outcome: "not-executed", replay: "always" },
  503: { kind: "unavailable", outcome: "not-executed", replay: "always" },
  504: { kind: "unavailable", outcome: "not-executed", replay: "always" },
  "5xx": { kind: "unavailable", outcome: "not-executed", replay: "never" },
  // The service rejects this login: the same request would be rejected again.
  other: { kind: "auth", outcome: "not-executed", replay: "never" },
};

/** Ways in which a request fails without a usable response; `fault.ts` words each. */
export type ConnectionFault =
  | "proxy-refused"
  | "proxy-silent"
  | "not-tls"
  | "certificate-dates"
  | "certificate-name"
  | "tls"
  | "certificate"
  | "not-connected"
  | "address-refused"
  | "too-large"
  | "malformed"
  | "not-sent"
  | "silent"
  | "broken";

/** A row for failed connections. */
export interface ConnectionRule extends RetryRule {
  readonly fault: ConnectionFault;
  /** Error codes of Node.js, OpenSSL, undici and its HTTP parser. Absent: any code. */
  readonly codes?: RegExp;
  /** `false`: only if it is certain that nothing was written to the socket. Absent: regardless. */
  readonly written?: false;
}

/** Nothing was sent, and the next attempt would fail in the same way. */
const NEVER_SENT = { kind: "transport", outcome: "not-executed", replay: "never" } as const;

/** Failed connections and broken responses, by error code. The first rule that matches applies. */
export const CONNECTION_RULES: readonly ConnectionRule[] = [
  { fault: "proxy-refused", codes: /^PROXY_REFUSED$/, ...NEVER_SENT },
  // The proxy did not answer CONNECT, or not with HTTP. Mostly a wrong proxy, so a second attempt is enough.
  { fault: "proxy-silent", codes: /^PROXY_(SILENT|NOT_HTTP)$/, ...NEVER_SENT, replay: "once-if-safe" },
  // A certificate or a protocol does not become valid by asking again.
  { fault: "not-tls", codes: /^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST)$/, ...NEVER_SENT },
  { fault: "certificate-dates", codes: /^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/, ...NEVER_SENT },
  { fault: "certificate-name", codes: /^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/, ...NEVER_SENT },
  { fault: "tls", codes: /^(ERR_SSL_.*|EPROTO)$/, ...NEVER_SENT },
  {
    fault: "certificate",
    codes: /^(CERT_.*|ERR_TLS_.*|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*)$/,
    ...NEVER_SENT,
  },
  // No connection, so no byte was sent: any method can be repeated.
  {
    fault: "not-connected",
    codes: /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/,
    ...NEVER_SENT,
    replay: "always",
  },
  // Our own check of storage addresses (`storage/address.ts`).
  { fault: "address-refused", codes: /^ERR_ADDRESS_REFUSED$/, ...NEVER_SENT, kind: "link-refused" },
  { fault: "too-large", codes: /^UND_ERR_RES_EXCEEDED_MAX_SIZE$/, ...UNUSABLE_RESPONSE_RULES.tooLarge },
  // The peer does not speak HTTP, or its compression or length is wrong.
  {
    fault: "malformed",
    codes: /^(UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|NOT_HTTP|HPE_.*|Z_.*|ERR_.*BROTLI.*)$/,
    kind: "bad-response",
    outcome: "unknown-if-write",
    replay: "never",
  },
  // Any other code before the first byte was written: any method can be repeated.
  { fault: "not-sent", written: false, kind: "transport", outcome: "not-executed", replay: "always" },
  {
    fault: "silent",
    codes: /^UND_ERR_(HEADERS|BODY)_TIMEOUT$/,
    kind: "timeout",
    outcome: "unknown-if-write",
    replay: "if-safe",
  },
  { fault: "broken", kind: "transport", outcome: "unknown-if-write", replay: "if-safe" },
];

/** The rule for a response of the workspace. */
export const workspaceRule = (status: number): RetryRule => ruleOf(WORKSPACE_RULES, status);

/**
 * The rule for a response of cloud storage. `body`: the beginning of the response's text, which shows whether a 400
 * means an expired link.
 */
export const storageRule = (status: number, body: string): RetryRule =>
  ruleOf(STORAGE_RULES, status, status === 400 && body.includes("ExpiredToken") ? "400 ExpiredToken" : undefined);

/** The rule for a response of a token service. */
export const signInRule = (status: number): RetryRule => ruleOf(SIGN_IN_RULES, status);

const ruleOf = (rules: StatusRules, status: number, special = `${status}`): RetryRule =>
  rules[special] ?? rules[`${Math.floor(status / 100)}xx`] ?? rules.other;

/**
 * The rule for a failed connection. `written`: the request had begun to leave, or it is not certain that it had not.
 */
export function connectionRule(code: string, written: boolean): ConnectionRule {
  const rule = CONNECTION_RULES.find(
    (each) => (each.codes?.test(code) ?? true) && (each.written === undefined || each.written === written),
  );
  if (rule === undefined) throw new Error(`no connection rule for ${code}`);
  return rule;
}

/** Whether a request may be sent again after an error response of the workspace. */
export function replayAfterResponse(status: number, message: string): Replay {
  const { replay } = workspaceRule(status);
  if (replay !== "never") return replay;
  return isTransient(message) ? "if-safe" : "never";
}

/** The outcome of a request whose response is lost or cannot be used. */
export const outcomeWhenResponseLost = ({ changes }: { readonly changes: boolean }): RequestOutcome =>
  changes ? "unknown" : "failed";

/** Kinds of errors with which the platform rejects a request, so that it had no effect. */
const REJECTIONS: ReadonlySet<ErrorKind> = new Set([
  "not-found",
  "permission",
  "auth",
  "conflict",
  "throttled",
  "invalid",
  "not-available",
  "too-large",
]);

/**
 * The outcome after an error response: by the status, except that a status for success says nothing, and that an error
 * code such as INTERNAL_ERROR or a transient message under a status of rejection (400) leaves open how far the request
 * got.
 */
export function outcomeOfErrorResponse(
  { status, kind, message }: { readonly status: number; readonly kind: ErrorKind; readonly message: string },
  request: { readonly changes: boolean },
): RequestOutcome {
  const { outcome } = applyRule(workspaceRule(status), request);
  if (status < 300) return REJECTIONS.has(kind) ? "failed" : outcome;
  const isOpen = !REJECTIONS.has(kind) || isTransient(message);
  return outcome === "failed" && isOpen ? outcomeWhenResponseLost(request) : outcome;
}

/** Kind, outcome and replay of one request under a rule. */
export const applyRule = ({ kind, outcome, replay }: RetryRule, request: { readonly changes: boolean }) => ({
  kind,
  outcome: outcome === "unknown-if-write" ? outcomeWhenResponseLost(request) : outcome,
  replay,
});

/** Attempts in total, the first included. */
export const MAX_ATTEMPTS = 4;

/** Whether an attempt may follow. `attempt`: the number of the one that failed, from 1. */
export function mayRetry(replay: Replay, replaySafe: boolean, attempt: number): boolean {
  if (attempt >= MAX_ATTEMPTS) return false;
  switch (replay) {
    case "always":
      return true;
    case "if-safe":
      return replaySafe;
    case "once-if-safe":
      return replaySafe && attempt === 1;
    case "never":
      return false;
  }
}

/**
 * Milliseconds to wait after the given attempt: `attempt` seconds (at most 10) or what the platform asks for,
 * whichever is longer, plus 50 to 750 ms of jitter, as the official Go SDK does. `random`: from 0 up to 1.
 */
export const waitBeforeRetry = (attempt: number, retryAfterMs: number | undefined, random: number): number =>
  Math.max(Math.min(attempt, 10) * 1000, Number(retryAfterMs) || 0) + 50 + random * 700;
