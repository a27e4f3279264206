import type { ErrorBody } from "./error-body.ts";
import type { ErrorKind } from "./errors.ts";
import { workspaceRule } from "./retry-policy.ts";

/** Error codes of the platform that say more than the status does. */
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

function kindOfCode(code: string): ErrorKind | undefined {
  if (Object.hasOwn(KIND_OF_CODE, code)) return KIND_OF_CODE[code];
  if (code.endsWith("_DOES_NOT_EXIST")) return "not-found";
  return code.endsWith("_ALREADY_EXISTS") || code.endsWith("_NOT_EMPTY") ? "conflict" : undefined;
}

/** An expired or unknown token arrives as 400, 401 or 403; only the text distinguishes it from a missing permission. */
const TOKEN_REFUSED = [
  "invalid access token",
  "token is expiring within",
  "token is expired",
  "expired jwt",
  "jwt expired",
  "token has expired",
  "invalid token",
  // A token of Microsoft Entra ID for another audience than Azure Databricks.
  "incorrectclaimexception",
  "expected aud claim",
];

/** The workspace does not accept connections from this network: an IP access list, or private link only. */
const NETWORK_REFUSED = /blocked by databricks ip acl|unauthorized network access/;
/** Over the limit of `workspace/export`, which the platform reports as BAD_REQUEST. */
const OVER_LIMIT = /exceeded max size|exceeds? the (maximum|size) limit/;

const NOT_FOUND_AS_400 = /\/(clusters\/get|jobs\/get|jobs\/runs\/get)$/;
/** Messages that mean "not found" for every operation on the object. */
const NO_SUCH = /^cluster \S+ does not exist|^\S+ is not a valid endpoint id/;

/**
 * The kind of an error response: by its error code, because services disagree about statuses, otherwise by its status
 * (`WORKSPACE_RULES`); corrected where services are known to report another error than the one that occurred.
 * `path`: the request's path, without its query.
 */
export function kindOfResponse(status: number, { code, message }: ErrorBody, path: string): ErrorKind {
  const said = message.toLowerCase();
  if ([400, 401, 403].includes(status) && TOKEN_REFUSED.some((text) => said.includes(text))) return "auth";
  if (status === 403 && NETWORK_REFUSED.test(said)) return "transport";
  if (status === 400 && OVER_LIMIT.test(said)) return "too-large";
  if (
    code === "INVALID_PARAMETER_VALUE" &&
    (NO_SUCH.test(said) || (NOT_FOUND_AS_400.test(path) && /does not exist|doesn't exist/.test(said)))
  ) {
    return "not-found";
  }
  if (code === undefined && status >= 400 && /\bcontext\b.*does not exist|^contextnotfound/.test(said))
    return "not-found";
  return (code === undefined ? undefined : kindOfCode(code)) ?? workspaceRule(status).kind;
}
