import { isToken, kindOfAnswer, parseErrorBody, replayOfAnswer } from "./error-body.ts";
import { CHECK_FIRST, type ErrorFacts, type ErrorKind, type Outcome } from "./errors.ts";
import { parseJson } from "./json.ts";
import { retryAfter, retryDelay } from "./retry-after.ts";
import { failure, lost, type Outgoing, type Reply, type Send } from "./send.ts";

/** Answers become JSON values. */
export function decode(send: Send<Reply>): Send<unknown> {
  return async (request) => success(request, await send(request));
}

/** Lets 2xx answers through; all others become `ApiError`s that the retry layer above can judge. */
export function accept(send: Send<Reply>, wall: () => number): Send<Reply> {
  return async (request) => {
    const reply = await send(request);
    if (reply.status >= 200 && reply.status < 300) return reply;
    if (reply.status >= 300 && reply.status < 400) throw failure(request, redirect(reply));
    throw failure(request, refusal(request, reply, wall()));
  };
}

function success(request: Outgoing, { status, body }: Reply): unknown {
  if (body.byteLength === 0) return {};
  const bad = (message: string, replay: ErrorFacts["replay"] = "never") =>
    failure(request, { kind: "bad-response", outcome: lost(request), replay, status, message });
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    throw bad("The answer is not valid UTF-8.");
  }
  try {
    return parseJson(text);
  } catch (error) {
    if (/^\s*$/.test(text.slice(0, 1024)) && text.trim() === "") return {};
    if (text.trimStart().startsWith("<")) throw failure(request, loginPage(status));
    if (error instanceof RangeError) throw bad("The answer is JSON nested too deep.");
    throw bad("The answer is not valid JSON.", "once-if-safe");
  }
}

const loginPage = (status: number): ErrorFacts => ({
  kind: "auth",
  outcome: "failed",
  status,
  message: "The answer is a web page, not the API: the host is not a workspace, or the login was not accepted.",
  next: "Check that DATABRICKS_HOST is the workspace's address and the token belongs to it.",
});

function redirect({ status, headers }: Reply): ErrorFacts {
  const target = headers.get("location") ?? "";
  if (target.includes("private-link-validation-error")) {
    return {
      kind: "permission",
      outcome: "not-executed",
      status: 403,
      errorCode: "PRIVATE_LINK_VALIDATION_ERROR",
      message: "The workspace is reached over private link only, and this network is not allowed to.",
      next: "Connect from the workspace's private network.",
    };
  }
  return {
    ...loginPage(status),
    message: "The workspace redirected the request: the host or the login is not accepted.",
  };
}

function refusal(request: Outgoing, { status, headers, body }: Reply, wall: number): ErrorFacts {
  const error = parseErrorBody(new TextDecoder().decode(body), status);
  const kind = kindOfAnswer(status, error, request.path);
  const outcome = outcomeOf(status, request);
  return {
    kind,
    outcome,
    replay: replayOfAnswer(status, error),
    status,
    errorCode: error.code,
    requestId: error.requestId ?? [headers.get("x-request-id") ?? ""].find(isToken),
    retryAfterMs: retryAfter(headers.get("retry-after"), wall) ?? retryDelay(error.details),
    details: error.details,
    message: kind === "not-available" ? `Not available on this workspace: ${error.message}` : error.message,
    next: outcome === "unknown" ? CHECK_FIRST : NEXT[kind],
  };
}

function outcomeOf(status: number, request: Outgoing): Outcome {
  if (status === 429 || status === 501) return "not-executed";
  return status >= 500 || status === 408 ? lost(request) : "failed";
}

const NEXT: Partial<Record<ErrorKind, string>> = {
  "not-available": "Use another way; an administrator may be able to enable it.",
  throttled: "Wait, then try again.",
  permission: "Ask the owner or an administrator for the missing privilege.",
};
