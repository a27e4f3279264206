import { ApiError, CHECK_FIRST, type ErrorKind } from "../api/http/errors.ts";
import { fence, strip } from "./output/fence.ts";

/** An expected failure a tool reports in its own words: one cause, one next step. */
export class ToolError extends Error {
  override readonly name = "ToolError";
  readonly next: string | undefined;
  /** Workspace-authored text that explains the failure (a traceback, a SQL message); it is fenced. */
  readonly quoted: string | undefined;
  constructor(cause: string, options: { next?: string; quoted?: string } = {}) {
    super(cause);
    this.next = options.next;
    this.quoted = options.quoted;
  }
}

/** A failure as the model reads it: a fixed cause, a next step, and the platform's own words fenced. */
export interface Explained {
  readonly kind: ErrorKind | "refused" | "internal";
  readonly text: string;
}

const CAUSE: Readonly<Record<ErrorKind, string>> = {
  "not-found": "The workspace does not have this object.",
  permission: "The identity of this server lacks a permission for this.",
  auth: "The workspace did not accept the credential.",
  conflict: "The object's present state is in the way.",
  throttled: "The workspace is limiting requests.",
  busy: "Too many calls are waiting already; nothing was sent.",
  invalid: "The workspace rejected the request as invalid.",
  unavailable: "The workspace is temporarily unavailable.",
  internal: "The workspace failed internally.",
  timeout: "The workspace did not answer in time.",
  cancelled: "The call was cancelled.",
  transport: "The workspace could not be reached.",
  "bad-response": "The answer of the workspace could not be understood.",
  "not-available": "This workspace does not offer this operation.",
  "too-large": "The answer or the object is larger than allowed.",
  "link-refused": "A download link was refused for safety.",
  "link-expired": "A download link has expired.",
};

const NEXT: Readonly<Record<ErrorKind, string>> = {
  "not-found": "Find the right id or path with the list or search tool of the same kind.",
  permission: "Ask an owner or admin for the permission named below, or use another object.",
  auth: "The operator must renew the token or profile this server runs with.",
  conflict: "Read the object's current state, then decide.",
  throttled: "Wait, then call again.",
  busy: "Wait for the running calls to end, then call again.",
  invalid: "Correct the argument named below.",
  unavailable: "Call again in a minute.",
  internal: "Call again once; if it repeats, give the request id to Databricks support.",
  timeout: "Call again with a smaller request, or start the work and poll it.",
  cancelled: "Call again if it is still wanted.",
  transport: "Check DATABRICKS_HOST, the network and the proxy.",
  "bad-response": "Check that DATABRICKS_HOST is a workspace URL.",
  "not-available": "Use another way; the feature may be off or missing in this cloud.",
  "too-large": "Narrow the request: a smaller page, a range, another format.",
  "link-refused": "The operator can allow the storage host with --storage-hosts.",
  "link-expired": "Ask for the result again.",
};

/** Of a conflict that is no clash with another object but a matter of state. */
const OF_STATE = "Read its state: wait for it or start it, then call again.";

function nextFor({ kind, errorCode }: ApiError, finders?: string): string {
  if (kind === "not-found" && finders) return `Find the right id or name with ${finders}.`;
  return kind === "conflict" && errorCode?.startsWith("INVALID_STATE") ? OF_STATE : NEXT[kind];
}

/** Cause and next step of any failure; `finders` look up what was not found. Never the text of an exception we do not know. */
export function explain(error: unknown, finders?: string): Explained {
  if (error instanceof ToolError) {
    return { kind: "refused", text: [sentence(error.message, error.next), ...quote(error.quoted)].join("\n") };
  }
  if (error instanceof ApiError) return explainApi(error, finders);
  if (error instanceof Error && error.name === "AbortError") return { kind: "cancelled", text: CAUSE.cancelled };
  return {
    kind: "internal",
    text: "The server failed on this call. The operator finds the reason in its log; other calls still work.",
  };
}

function explainApi(error: ApiError, finders?: string): Explained {
  const wait =
    error.retryAfterMs === undefined
      ? ""
      : ` It asks to wait ${Math.ceil(error.retryAfterMs / 1000)} s (retry_after_ms ${error.retryAfterMs}).`;
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
