import { isRecord } from "../../records.ts";
import { oneLine } from "../../text.ts";
import type { Clock } from "../http/clock.ts";
import { parseErrorBody } from "../http/error-body.ts";
import { ApiError } from "../http/errors.ts";
import { isLoopback } from "../http/host.ts";
import { parseJson } from "../http/json.ts";
import { retryAfter } from "../http/retry-after.ts";
import { signInRule } from "../http/retry-policy.ts";
import type { BufferedResponse, OutgoingRequest, Send } from "../http/send.ts";

/** A request to a token service. */
export interface TokenRequest {
  /** Name of the service in messages: `Entra ID`. */
  readonly service: string;
  readonly url: string;
  /** Default: POST with a body, otherwise GET. */
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  /** URL-encoded body. */
  readonly form?: Readonly<Record<string, string>>;
  /** JSON body. */
  readonly json?: object;
  /** Allows plain http to this machine: to a service on it, or to the cloud's metadata address. */
  readonly local?: true;
  /** Does not repeat the request, because its result is optional. */
  readonly once?: true;
  /** Values in the request that messages must not repeat. */
  readonly secrets?: readonly string[];
}

/**
 * Sends a request to a token service, and repeats it as `createTokenCall` describes. Returns any response that the
 * retry policy does not repeat, error responses included. Rejects with the signal's reason when it aborts.
 * @throws {ApiError} `transport`, `timeout`, `unavailable` or `throttled`; `auth` for a URL that is not https
 */
export type TokenCall = (request: TokenRequest, signal: AbortSignal) => Promise<BufferedResponse>;

/** Hosts at which clouds give tokens to their own machines. */
const INSTANCE_METADATA = new Set(["169.254.169.254", "metadata.google.internal"]);

/** Total time for the attempts of one request, as in the official SDKs. */
const BUDGET_MS = 60_000;
const MAX_WAIT_MS = 60_000;

/** Dependencies of `createTokenCall`. */
export interface TokenCallOptions {
  readonly clock: Clock;
  readonly send: Send<BufferedResponse>;
  /** For services on this machine: bypasses proxies and uses a shorter timeout. */
  readonly sendLocal: Send<BufferedResponse>;
  readonly userAgent: string;
  /** Allows `http://` on loopback. */
  readonly insecureLoopback: boolean;
}

/**
 * Requests to token services: https only, without redirects, and not counted against the workspace's rate limit.
 * `SIGN_IN_RULES` and `CONNECTION_RULES` decide what is repeated: for at most a minute, at most once a second, and not
 * before the time that `Retry-After` names.
 */
export function createTokenCall({ clock, userAgent, insecureLoopback, ...network }: TokenCallOptions): TokenCall {
  return async (request, signal) => {
    const outgoing = prepareTokenRequest(request, userAgent, signal, insecureLoopback);
    const send = request.local ? network.sendLocal : network.send;
    const until = clock.now() + BUDGET_MS;
    for (let attempt = 1; ; attempt++) {
      const response = await trySend(send, outgoing, request);
      const failed = response instanceof ApiError;
      if (!failed && signInRule(response.status).replay === "never") return response;
      const asked = failed ? undefined : retryAfter(response.headers.get("retry-after"), clock.wall());
      const backoff = 1000 + clock.random() * Math.min(2 ** attempt * 1000, MAX_WAIT_MS);
      const wait = Math.max(backoff, asked ?? 0);
      const isLast = request.once || (failed && response.replay === "never") || clock.now() + wait >= until;
      if (isLast) throw failed ? response.with({ replay: "never" }) : responseError(request, response);
      await clock.sleep(wait, signal);
    }
  };
}

/**
 * Sends a request to a token service and returns the JSON object of its 2xx response.
 * @throws {ApiError} as `TokenCall`; `auth`, with the service's reason, if it refuses; `auth` for anything but an
 *   object
 */
export async function askJson(call: TokenCall, request: TokenRequest, signal: AbortSignal) {
  const response = await call(request, signal);
  if (response.status < 200 || response.status >= 300) throw responseError(request, response);
  try {
    const value = parseJson(new TextDecoder().decode(response.body));
    if (isRecord(value)) return value;
  } catch {
    // Reported below, without the text: it may contain a part of a token.
  }
  throw loginError(`${request.service} returned something that is not a token.`);
}

/** The error for a login that fails. It is not repeated; nothing has reached the workspace. `next`: the next step. */
export const loginError = (message: string, next?: string): ApiError =>
  new ApiError({
    kind: "auth",
    outcome: "not-executed",
    message,
    next: next ?? "Check the configuration of this login. `mcp-server-databricks doctor` shows which method is used.",
  });

function prepareTokenRequest(
  request: TokenRequest,
  userAgent: string,
  signal: AbortSignal,
  insecureLoopback: boolean,
): OutgoingRequest {
  const { service, url, form, json, headers = {} } = request;
  const target = URL.canParse(url) ? new URL(url) : undefined;
  const host = target?.hostname ?? "";
  const onThisMachine = request.local && (isLoopback(host) || host === "localhost" || INSTANCE_METADATA.has(host));
  const plainHttp = onThisMachine || (insecureLoopback && isLoopback(host));
  if (target?.username !== "" || !(target.protocol === "https:" || (target.protocol === "http:" && plainHttp))) {
    throw loginError(`The URL of ${service} is refused, because it is not https.`);
  }
  return {
    method: request.method ?? (form || json ? "POST" : "GET"),
    url,
    path: service,
    headers: {
      accept: "application/json",
      "user-agent": userAgent,
      ...(form && { "content-type": "application/x-www-form-urlencoded" }),
      ...(json && { "content-type": "application/json" }),
      ...headers,
    },
    ...(form && { body: new URLSearchParams(form).toString() }),
    ...(json && { body: JSON.stringify(json) }),
    replaySafe: true,
    changes: false,
    lane: "quick",
    signal,
    deadlineAt: Number.POSITIVE_INFINITY,
  };
}

/** One attempt. A failed connection is returned, so that the caller can decide about a repetition. */
async function trySend(
  send: Send<BufferedResponse>,
  outgoing: OutgoingRequest,
  { service }: TokenRequest,
): Promise<BufferedResponse | ApiError> {
  try {
    return await send(outgoing);
  } catch (error) {
    outgoing.signal.throwIfAborted();
    if (!(error instanceof ApiError)) throw error;
    const next = `Signing in requires ${service}. Check the network and the proxy.`;
    return error.with({ outcome: "not-executed", method: undefined, path: undefined, next });
  }
}

/** The error for a response that is not 2xx, with the service's reason, in which `secrets` are masked. */
function responseError({ service, secrets = [] }: TokenRequest, { status, body }: BufferedResponse): ApiError {
  const text = new TextDecoder().decode(body.subarray(0, 8192));
  const { code, message: reason } = parseErrorBody(text, status);
  const said = [code, reason].filter((part) => part !== undefined && part !== "").join(": ");
  const masked = secrets
    .filter((secret) => secret !== "")
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
    .reduce((masking, secret) => masking.replaceAll(secret, "[redacted]"), said);
  const message = `${service} refused to sign in (HTTP ${status}): ${oneLine(masked, 300)}`;
  const { kind } = signInRule(status);
  return kind === "auth" ? loginError(message) : new ApiError({ kind, outcome: "not-executed", message });
}
