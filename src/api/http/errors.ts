/** Every way a call to the platform can fail, as a caller needs to tell them apart. */
export type ErrorKind =
  | "not-found"
  | "permission"
  | "auth"
  | "conflict"
  | "throttled"
  | "busy"
  | "invalid"
  | "unavailable"
  | "internal"
  | "timeout"
  | "cancelled"
  | "transport"
  | "bad-response"
  | "not-available"
  | "too-large"
  | "link-refused"
  | "link-expired";

/**
 * What is known of the effect: nothing was executed, the platform refused or failed it (or it was a read), or it may
 * or may not have taken effect.
 */
export type Outcome = "not-executed" | "failed" | "unknown";

/** Which requests may be sent again after this error (see `retry.ts`). */
export type Replay = "always" | "if-safe" | "once-if-safe" | "never";

export interface ErrorFacts {
  readonly kind: ErrorKind;
  readonly message: string;
  readonly outcome: Outcome;
  readonly replay?: Replay;
  readonly method?: string | undefined;
  readonly path?: string | undefined;
  readonly status?: number | undefined;
  readonly errorCode?: string | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly details?: readonly unknown[] | undefined;
  readonly next?: string | undefined;
}

/**
 * The one failure of `api/`. `message` is one line of at most 500 characters and holds no credential; platform text
 * in it was written by others. `errorCode` is the platform's code, or the transport's (`ECONNREFUSED`).
 */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly kind: ErrorKind;
  readonly outcome: Outcome;
  readonly replay: Replay;
  readonly method: string | undefined;
  /** Path without query. */
  readonly path: string | undefined;
  readonly status: number | undefined;
  readonly errorCode: string | undefined;
  /** The platform's id of the failed request, for its support. */
  readonly requestId: string | undefined;
  readonly retryAfterMs: number | undefined;
  /** The platform's `details[]`, as sent. */
  readonly details: readonly unknown[];
  /** What to do next, where this layer knows it. */
  readonly next: string | undefined;

  constructor(facts: ErrorFacts) {
    super(oneLine(facts.message));
    this.kind = facts.kind;
    this.outcome = facts.outcome;
    this.replay = facts.replay ?? "never";
    this.method = facts.method;
    this.path = facts.path;
    this.status = facts.status;
    this.errorCode = facts.errorCode;
    this.requestId = facts.requestId;
    this.retryAfterMs = facts.retryAfterMs;
    this.details = facts.details ?? [];
    this.next = facts.next;
  }

  /** The same error with some facts corrected. */
  with(facts: Partial<ErrorFacts>): ApiError {
    return new ApiError({ ...this, message: this.message, ...facts });
  }
}

const MAX_MESSAGE = 500;

/** Text of the platform as one line: control characters become spaces, at most 500 characters, no code point split. */
export function oneLine(text: string, max = MAX_MESSAGE): string {
  const line = text
    .slice(0, max * 8)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
  if (line.length <= max) return line;
  return `${line.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

/** What to say and do when a request that changes something got no answer. */
export const CHECK_FIRST = "Whether it took effect is unknown: read the current state before sending it again.";

const KIND_OF_CODE: Readonly<Record<string, ErrorKind>> = {
  NOT_FOUND: "not-found",
  ContextNotFound: "not-found",
  CommandNotFound: "not-found",
  ENDPOINT_NOT_FOUND: "not-available",
  FEATURE_DISABLED: "not-available",
  NOT_IMPLEMENTED: "not-available",
  PERMISSION_DENIED: "permission",
  PRIVATE_LINK_VALIDATION_ERROR: "permission",
  UNAUTHENTICATED: "auth",
  CUSTOMER_UNAUTHORIZED: "auth",
  ABORTED: "conflict",
  ALREADY_EXISTS: "conflict",
  RESOURCE_CONFLICT: "conflict",
  GIT_CONFLICT: "conflict",
  COULD_NOT_ACQUIRE_LOCK: "conflict",
  RESOURCE_EXHAUSTED: "throttled",
  REQUEST_LIMIT_EXCEEDED: "throttled",
  CANCELLED: "cancelled",
  BAD_REQUEST: "invalid",
  INVALID_PARAMETER_VALUE: "invalid",
  MALFORMED_REQUEST: "invalid",
  INVALID_STATE: "conflict",
  INVALID_STATE_TRANSITION: "conflict",
  MAX_NOTEBOOK_SIZE_EXCEEDED: "too-large",
  MAX_READ_SIZE_EXCEEDED: "too-large",
  MAX_BLOCK_SIZE_EXCEEDED: "too-large",
  MAX_LIST_SIZE_EXCEEDED: "too-large",
  INTERNAL_ERROR: "internal",
  DATA_LOSS: "internal",
  TEMPORARILY_UNAVAILABLE: "unavailable",
  UNAVAILABLE: "unavailable",
  SERVICE_UNDER_MAINTENANCE: "unavailable",
  WORKSPACE_TEMPORARILY_UNAVAILABLE: "unavailable",
  DEADLINE_EXCEEDED: "timeout",
};

const KIND_OF_STATUS: Readonly<Record<number, ErrorKind>> = {
  401: "auth",
  403: "permission",
  404: "not-found",
  405: "not-available",
  408: "timeout",
  409: "conflict",
  413: "too-large",
  429: "throttled",
  499: "cancelled",
  501: "not-available",
  502: "unavailable",
  503: "unavailable",
  504: "timeout",
};

/** The kind of a platform error: by its code first (services disagree about statuses), by its status second. */
export function kindOf(status: number, code: string | undefined): ErrorKind {
  if (code !== undefined) {
    if (Object.hasOwn(KIND_OF_CODE, code)) return KIND_OF_CODE[code] ?? "internal";
    if (code.endsWith("_DOES_NOT_EXIST")) return "not-found";
    if (code.endsWith("_ALREADY_EXISTS") || code.endsWith("_NOT_EMPTY")) return "conflict";
  }
  return KIND_OF_STATUS[status] ?? (status >= 500 ? "internal" : "invalid");
}
