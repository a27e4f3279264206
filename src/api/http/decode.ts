import { setImmediate as nextTurn } from "node:timers/promises";
import { isRequestId } from "../../text.ts";
import { type ErrorBody, isErrorBody, parseErrorBody } from "./error-body.ts";
import { kindOfResponse } from "./error-kind.ts";
import { ApiError, type ErrorFacts, type ErrorKind } from "./errors.ts";
import { retryAfter, retryDelay } from "./retry-after.ts";
import {
  applyRule,
  outcomeOfErrorResponse,
  outcomeWhenResponseLost,
  type RetryRule,
  replayAfterResponse,
  UNUSABLE_RESPONSE_RULES,
  workspaceRule,
} from "./retry-policy.ts";
import { type BufferedResponse, interruptedError, type OutgoingRequest, requestError, type Send } from "./send.ts";
import { createPace } from "./slices/pace.ts";
import { decodeUtf8, parseJsonInSlices } from "./slices/parse.ts";

/**
 * Parses the body of a 2xx response as JSON, regardless of its content type; an empty body is `{}`.
 * @throws {ApiError} `bad-response` for invalid UTF-8, invalid JSON or more than 64 levels; `auth` for a web page; by
 *   its code for an error under a status of success
 */
export function decodeJson(send: Send<BufferedResponse>): Send<unknown> {
  return async (request) => {
    const response = await send(request);
    const value = await parseResponse(request, response);
    if (!isErrorBody(value, request.fields)) return value;
    const { status, headers, body } = response;
    throw requestError(
      request,
      errorFacts(request, parseErrorBody(new TextDecoder().decode(body), status), { status, headers }),
    );
  };
}

/**
 * Passes 2xx responses on. Every other response becomes an `ApiError` with the platform's error code and message, and
 * with kind, outcome and replay from `retry-policy.ts`. `wall`: milliseconds since 1970, for a `Retry-After` date.
 */
export function rejectErrorResponses(send: Send<BufferedResponse>, wall: () => number): Send<BufferedResponse> {
  return async (request) => {
    const reply = await send(request);
    if (reply.status >= 200 && reply.status < 300) return reply;
    if (reply.status >= 300 && reply.status < 400) throw requestError(request, redirectFacts(request, reply));
    const error = parseErrorBody(new TextDecoder().decode(reply.body), reply.status);
    throw requestError(request, errorFacts(request, error, reply, wall()));
  };
}

async function parseResponse(request: OutgoingRequest, { status, body }: BufferedResponse): Promise<unknown> {
  if (body.byteLength === 0) return {};
  const unusableResponse = (rule: RetryRule, message: string) =>
    requestError(request, { ...applyRule(rule, request), status, message });
  const pace = createPace(async () => {
    await nextTurn();
    // The caller no longer waits, so the rest of a large response is not parsed.
    if (request.signal.aborted) throw interruptedError(request, outcomeWhenResponseLost(request));
  });
  const text = await decodeUtf8(body, pace).catch((error: unknown) => {
    if (error instanceof ApiError) throw error;
    throw unusableResponse(UNUSABLE_RESPONSE_RULES.invalidUtf8, "The workspace's response is not valid UTF-8.");
  });
  try {
    return await parseJsonInSlices(text, pace);
  } catch (error) {
    if (error instanceof ApiError) throw error;
    if (/^\s*$/.test(text.slice(0, 1024)) && text.trim() === "") return {};
    if (text.trimStart().startsWith("<")) throw requestError(request, webPageFacts(request, status));
    if (error instanceof RangeError) {
      throw unusableResponse(
        UNUSABLE_RESPONSE_RULES.nestedTooDeep,
        "The workspace's response is JSON nested too deep.",
      );
    }
    throw unusableResponse(UNUSABLE_RESPONSE_RULES.invalidJson, "The workspace's response is not valid JSON.");
  }
}

const webPageFacts = (request: OutgoingRequest, status: number): ErrorFacts => ({
  ...applyRule(UNUSABLE_RESPONSE_RULES.webPage, request),
  status,
  message: "The response is a web page, not JSON: the host is not a workspace, or it did not accept the login.",
  next: "Check that DATABRICKS_HOST is the workspace's address and that the token belongs to it.",
});

function redirectFacts(request: OutgoingRequest, { status, headers }: BufferedResponse): ErrorFacts {
  const target = headers.get("location") ?? "";
  if (target.includes("private-link-validation-error")) {
    return {
      ...applyRule(UNUSABLE_RESPONSE_RULES.privateLink, request),
      status: 403,
      errorCode: "PRIVATE_LINK_VALIDATION_ERROR",
      message: "The workspace accepts connections over private link only, and this network is not allowed.",
      next: "Connect from the workspace's private network.",
    };
  }
  const rule = LOGIN_PAGE.test(target) ? UNUSABLE_RESPONSE_RULES.loginPage : workspaceRule(status);
  return {
    ...webPageFacts(request, status),
    ...applyRule(rule, request),
    message: "The workspace redirected the request: the host or the login is not accepted.",
  };
}

/** Path of a redirect to a login, of the workspace or of its identity provider. */
const LOGIN_PAGE = /^(?:https:\/\/[^/]+)?\/(?:login|oidc|oauth2?|saml|sso)\b/i;

function errorFacts(
  request: OutgoingRequest,
  error: ErrorBody,
  { status, headers }: Pick<BufferedResponse, "status" | "headers">,
  wall = 0,
): ErrorFacts {
  const kind = kindOfResponse(status, error, request.path);
  return {
    kind,
    outcome: outcomeOfErrorResponse({ status, kind, message: error.message }, request),
    replay: replayAfterResponse(status, error.message),
    status,
    errorCode: error.code,
    requestId: error.requestId ?? [headers.get("x-request-id") ?? ""].find(isRequestId),
    retryAfterMs: retryAfter(headers.get("retry-after"), wall) ?? retryDelay(error.details),
    details: error.details,
    message: kind === "not-available" ? `Not available on this workspace: ${error.message}` : error.message,
    next: NEXT_STEP[kind],
  };
}

const NEXT_STEP: Partial<Record<ErrorKind, string>> = {
  "not-available": "Use another way; an administrator may be able to enable it.",
  permission: "Ask the owner or an administrator for the missing privilege.",
  transport:
    "The workspace does not accept connections from this network: connect from an allowed one, or ask an administrator to allow it.",
};
