import type { AcceptedWrite } from "../api/http/client.ts";
import { ApiError, type ErrorKind } from "../api/http/errors.ts";
import { isPlainId } from "../text.ts";
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

/** Something that a call has created or started in the workspace, declared by the tool (`Context.accepted`). */
export interface Accepted {
  /** A sentence without its full stop: `The cluster was created`. */
  readonly what: string;
  /** Its ids, by argument name. */
  readonly ids: Readonly<Record<string, string>>;
  /** The tool that follows it up. */
  readonly followUp: string;
}

/** The call that failed, as far as it had come. */
export interface FailedCall {
  readonly tool?: string;
  /** The tools that look up an object that was not found. */
  readonly finders?: string | undefined;
  /** How to see whether a write took effect. Default: with `finders`. */
  readonly checks?: string | undefined;
  /** Changes that the tool has declared. */
  readonly accepted?: readonly Accepted[];
  /** The requests that changed something and succeeded, declared or not. */
  readonly writes?: readonly AcceptedWrite[];
}

/** A failure as a model reads it: a fixed cause, a next step, and the platform's own message, fenced. */
export interface Explained {
  /** `bug`: an exception of this server; `internal` is the platform's own error. */
  readonly kind: ErrorKind | "refused" | "bug";
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
const WRONG_STATE = "Check its state: wait for it, start it or change it, then call again.";

/** For a conflict with another object. */
const ALREADY_EXISTS = {
  cause: "An object with this name, or in its place, already exists.",
  next: "Change the object that exists, or use another name.",
};

const isTaken = ({ kind, errorCode = "" }: ApiError): boolean =>
  kind === "conflict" && /(?:^|_)ALREADY_EXISTS$/.test(errorCode);
const causeOf = (error: ApiError): string => (isTaken(error) ? ALREADY_EXISTS.cause : CAUSE[error.kind]);

/** Where to find the object that the error code names, which is not always the one that the tool is about. */
const FOUND_WITH: Readonly<Record<string, string>> = {
  PRINCIPAL_DOES_NOT_EXIST:
    "Give the e-mail address of a user, the name of a group or the application ID of a service principal.",
  METASTORE_DOES_NOT_EXIST: "Find its ID with get_metastore.",
  CATALOG_DOES_NOT_EXIST: "Find it with list_catalogs.",
  SCHEMA_DOES_NOT_EXIST: "Find it with list_schemas.",
  TABLE_DOES_NOT_EXIST: "Find it with search_tables or list_tables.",
  FUNCTION_DOES_NOT_EXIST: "Find it with list_functions.",
  VOLUME_DOES_NOT_EXIST: "Find it with list_volumes.",
  EXTERNAL_LOCATION_DOES_NOT_EXIST: "Find it with list_external_locations.",
  STORAGE_CREDENTIAL_DOES_NOT_EXIST: "Find it with list_storage_credentials.",
  CONNECTION_DOES_NOT_EXIST: "Find it with list_foreign_connections.",
  SHARE_DOES_NOT_EXIST: "Find it with list_shares.",
  RECIPIENT_DOES_NOT_EXIST: "Find it with list_recipients.",
};

function nextFor(error: ApiError, finders?: string): string {
  const { kind, errorCode } = error;
  const known = FOUND_WITH[errorCode ?? ""];
  if (known !== undefined) return known;
  if (kind === "not-found" && finders) return `Find the right id or name with ${finders}.`;
  if (isTaken(error)) return ALREADY_EXISTS.next;
  return kind === "conflict" && errorCode?.startsWith("INVALID_STATE") ? WRONG_STATE : NEXT[kind];
}

/**
 * Cause and next step of any failure. Changes already made by the call come first, then an unknown outcome. The text
 * of an unexpected exception is never included.
 */
export function explain(error: unknown, call: FailedCall = {}): Explained {
  if (error instanceof ToolError) {
    return { kind: "refused", text: [sentence(error.message, error.next), ...quote(error.quoted)].join("\n") };
  }
  if (error instanceof ApiError) return explainApi(error, call);
  const done = doneSoFar(call);
  if (error instanceof Error && error.name === "AbortError") {
    return { kind: "cancelled", text: sentence(...done, CAUSE.cancelled) };
  }
  return {
    kind: "bug",
    text: sentence(
      ...done,
      "The server failed on this call. The operator can find the reason in its log. Other calls still work.",
    ),
  };
}

function explainApi(error: ApiError, call: FailedCall): Explained {
  const done = doneSoFar(call);
  const code = [error.errorCode, error.status && `HTTP ${error.status}`].filter(Boolean).join(", ");
  const facts = [code, error.requestId && `request id ${error.requestId}`].filter(Boolean).join("; ");
  const steps = [
    ...done,
    error.outcome === "unknown" ? unknownOutcome(call, done.length > 0) : undefined,
    done.length > 0 ? `A later step failed: ${causeOf(error)}` : causeOf(error),
    error.outcome === "not-executed" && done.length === 0 ? "Nothing was executed." : undefined,
    !error.retryAfterMs
      ? undefined
      : `Wait ${Math.ceil(error.retryAfterMs / 1000)} s before the next call (retry_after_ms ${error.retryAfterMs}).`,
    nextStep(error, call, done.length > 0),
  ];
  return {
    kind: error.kind,
    text: [sentence(...steps), facts && `(${facts})`, ...quote(error.message)].filter(Boolean).join("\n"),
  };
}

/** Kinds whose own next step is to send the call again, which is wrong once a part of it was carried out. */
const AGAIN: ReadonlySet<ErrorKind> = new Set(["busy", "throttled"]);

function nextStep(error: ApiError, { finders }: FailedCall, isPartlyDone: boolean): string | undefined {
  if (isPartlyDone) return AGAIN.has(error.kind) ? undefined : error.next;
  return error.next ?? (error.outcome === "unknown" ? undefined : nextFor(error, finders));
}

/** Changes made before the call failed: in the tool's words, otherwise as operations of the REST API. */
function doneSoFar({ tool, finders, accepted = [], writes = [] }: FailedCall): string[] {
  const again = tool === undefined ? "do not repeat the call" : `do not call ${tool} again`;
  if (accepted.length > 0) {
    return accepted.map((each) => `${withIds(each)}: continue with ${each.followUp}, and ${again} unchanged.`);
  }
  if (writes.length === 0) return [];
  const operations = [...new Set(writes.map(({ operation }) => operation))];
  const shown = operations.length > MAX_SHOWN ? [...operations.slice(0, MAX_SHOWN), "others"] : operations;
  const ids = Object.assign({}, ...writes.map((write) => write.ids));
  return [
    `This call was carried out in part: ${shown.join(", ")}${listed(ids)} succeeded. Read the current state${finders ? ` with ${finders}` : ""} first, and ${again} unchanged.`,
  ];
}

const MAX_SHOWN = 3;

/** A change that a call has made, with its ids, as part of a sentence. */
export const withIds = ({ what, ids }: Accepted): string => `${what}${listed(ids)}`;

/** Ids of another shape than the platform's are left out. A `name` is the call's own argument. */
const listed = (ids: Readonly<Record<string, string>>): string => {
  const shown = Object.entries(ids).filter(
    ([key, id]) => isPlainId(id) || (key === "name" && /^[\w.-]{1,63}$/.test(id)),
  );
  return shown.length === 0 ? "" : ` (${shown.map(([name, id]) => `${name} ${id}`).join(", ")})`;
};

const unknownOutcome = ({ tool, finders, checks = finders }: FailedCall, isPartlyDone: boolean): string =>
  `It is unknown whether ${isPartlyDone ? "the next step" : "this call"} took effect: ${
    checks ? `check with ${checks}` : "read the current state"
  } before you ${tool === undefined ? "repeat it" : `call ${tool} again`}.`;

const sentence = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== "").join(" ");

const quote = (text: string | undefined): string[] => (text ? [fence(strip(text).text)] : []);
