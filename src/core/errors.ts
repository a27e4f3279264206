import { ApiError, CHECK_FIRST, type ErrorKind } from "../api/http/errors.ts";
import { fence, strip } from "./output/fence.ts";

/** An expected failure that a tool reports in its own words: one cause, one next step. */
export class ToolError extends Error {
  override readonly name = "ToolError";
  readonly next: string | undefined;
  /** Text from the workspace that explains the failure (a traceback, a SQL message). It is fenced. */
  readonly quoted: string | undefined;
  constructor(cause: string, options: { next?: string; quoted?: string } = {}) {
    super(cause);
    this.next = options.next;
    this.quoted = options.quoted;
  }
}

/** A failure as a model reads it: a fixed cause, a next step, and the platform's own message, fenced. */
export interface Explained {
  readonly kind: ErrorKind | "refused" | "internal";
  readonly text: string;
}

const CAUSE: Readonly<Record<ErrorKind, string>> = {
  "not-found": "The workspace does not have this object.",
  permission: "This server's identity lacks the required permission.",
  auth: "The workspace rejected the credential.",
  conflict: "The object's current state does not allow this.",
  throttled: "The workspace is rate-limiting requests.",
  busy: "Too many calls are already waiting; nothing was sent.",
  invalid: "The workspace rejected the request as invalid.",
  unavailable: "The workspace is temporarily unavailable.",
  internal: "The workspace reported an internal error.",
  timeout: "The workspace did not respond in time.",
  cancelled: "The call was cancelled.",
  transport: "The workspace could not be reached.",
  "bad-response": "The workspace returned a response that this server cannot parse.",
  "not-available": "This workspace does not offer this operation.",
  "too-large": "The response or object is larger than allowed.",
  "link-refused": "A download link was refused for safety.",
  "link-expired": "A download link has expired.",
};

const NEXT: Readonly<Record<ErrorKind, string>> = {
  "not-found": "Find the right id or path with the matching list or search tool.",
  permission: "Ask an owner or admin for the permission named below, or use another object.",
  auth: "The operator must renew the token or profile that this server uses.",
  conflict: "Read the object's current state before you try again.",
  throttled: "Wait, then call again.",
  busy: "Wait for the running calls to finish, then call again.",
  invalid: "Correct the argument named below.",
  unavailable: "Call again in a minute.",
  internal: "Call again once. If it fails again, give the request id to Databricks support.",
  timeout: "Call again with a smaller request, or start the work and poll it.",
  cancelled: "Retry if you still need it.",
  transport: "Check DATABRICKS_HOST, the network and the proxy.",
  "bad-response": "Check that DATABRICKS_HOST is a workspace URL.",
  "not-available": "The feature may be disabled, or not offered in this cloud: use another tool.",
  "too-large": "Request less: a smaller page, a range or another format.",
  "link-refused": "The operator can allow the storage host with --storage-hosts.",
  "link-expired": "Request the result again.",
};

/** For a conflict caused by the object's own state, not by another object. */
const WRONG_STATE = "Check its state: wait for it or start it, then call again.";

function nextFor({ kind, errorCode }: ApiError, finders?: string): string {
  if (kind === "not-found" && finders) return `Find the right id or name with ${finders}.`;
  return kind === "conflict" && errorCode?.startsWith("INVALID_STATE") ? WRONG_STATE : NEXT[kind];
}

/**
 * Cause and next step of any failure. `finders` names the tools that look up an object that was not found. The text of an
 * unexpected exception is never included.
 */
export function explain(error: unknown, finders?: string): Explained {
  if (error instanceof ToolError) {
    return { kind: "refused", text: [sentence(error.message, error.next), ...quote(error.quoted)].join("\n") };
  }
  if (error instanceof ApiError) return explainApi(error, finders);
  if (error instanceof Error && error.name === "AbortError") return { kind: "cancelled", text: CAUSE.cancelled };
  return {
    kind: "internal",
    text: "The server failed on this call. The operator can find the reason in its log. Other calls still work.",
  };
}

function explainApi(error: ApiError, finders?: string): Explained {
  const wait =
    error.retryAfterMs === undefined
      ? ""
      : ` Wait ${Math.ceil(error.retryAfterMs / 1000)} s before the next call (retry_after_ms ${error.retryAfterMs}).`;
  const executed = error.outcome === "not-executed" ? " Nothing was executed." : "";
  const next = error.next ?? (error.outcome === "unknown" ? CHECK_FIRST : nextFor(error, finders));
  const code = [error.errorCode, error.status && `HTTP ${error.status}`].filter(Boolean).join(", ");
  const facts = [code, error.requestId && `request id ${error.requestId}`].filter(Boolean).join("; ");
  return {
    kind: error.kind,
    text: [
      `${sentence(CAUSE[error.kind], undefined)}${executed}${wait} ${next}`,
      facts && `(${facts})`,
      ...quote(error.message),
    ]
      .filter(Boolean)
      .join("\n"),
  };
}

const sentence = (cause: string, next: string | undefined): string => (next ? `${cause} ${next}` : cause);

const quote = (text: string | undefined): string[] => (text ? [fence(strip(text).text)] : []);
