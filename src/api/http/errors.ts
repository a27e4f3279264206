import { oneLine } from "../../text.ts";

/**
 * Why a call to the platform failed, as far as callers treat failures differently.
 *
 * From the workspace: `not-found`, `permission`, `auth` (the login), `conflict` (another object or the object's state),
 * `throttled` (its rate limit), `invalid` (the request), `unavailable` (temporarily), `internal` (its own error),
 * `not-available` (a feature this workspace does not have), `too-large`, `bad-response` (cannot be parsed).
 * From cloud storage: `link-refused` (by our own checks), `link-expired`.
 * From this process: `busy` (its queue), `timeout`, `cancelled`, `transport` (network, proxy, TLS).
 */
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
 * The effect of the request, as far as it is known. `not-executed`: it had none. `failed`: the platform rejected it, or
 * it only reads. `unknown`: it changes something and may or may not have taken effect.
 */
export type RequestOutcome = "not-executed" | "failed" | "unknown";

/**
 * Which requests may be sent again after this error: every request, those that are safe to replay, those but only once,
 * or none. `retry-policy.ts` decides.
 */
export type Replay = "always" | "if-safe" | "once-if-safe" | "never";

/** The fields of an `ApiError`, which documents them. `replay` defaults to `never`. */
export interface ErrorFacts {
  readonly kind: ErrorKind;
  readonly message: string;
  readonly outcome: RequestOutcome;
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
 * The only error that `src/api` throws for a failed call. `message` is one line of at most 500 characters without
 * credentials; parts of it can be text of the platform, which users of the workspace may have written.
 */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly kind: ErrorKind;
  readonly outcome: RequestOutcome;
  readonly replay: Replay;
  readonly method: string | undefined;
  /** Path without query. */
  readonly path: string | undefined;
  /** HTTP status, if a response arrived. */
  readonly status: number | undefined;
  /** The platform's error code (`RESOURCE_DOES_NOT_EXIST`) or the network's (`ECONNREFUSED`). */
  readonly errorCode: string | undefined;
  /** The platform's ID of the failed request, for Databricks support. */
  readonly requestId: string | undefined;
  /** Milliseconds that the platform asks to wait before the next attempt. */
  readonly retryAfterMs: number | undefined;
  /** The platform's `details[]`, as sent. */
  readonly details: readonly unknown[];
  /**
   * The next step, if this layer knows it: one or two sentences. If the outcome is unknown, the caller must check it
   * before that.
   */
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

  /** A copy of this error with some fields replaced. */
  with(facts: Partial<ErrorFacts>): ApiError {
    return new ApiError({ ...this, message: this.message, ...facts });
  }
}

/** The result of a request; `undefined` if its object does not exist. */
export const absentAsUndefined = <T>(request: Promise<T>): Promise<T | undefined> =>
  request.catch((error: unknown) => {
    if (error instanceof ApiError && error.kind === "not-found") return undefined;
    throw error;
  });
