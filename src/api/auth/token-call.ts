import { oneLine } from "../../text.ts";
import type { Clock } from "../http/clock.ts";
import { parseErrorBody } from "../http/error-body.ts";
import { ApiError } from "../http/errors.ts";
import { isLoopback } from "../http/host.ts";
import { parseJson } from "../http/json.ts";
import { retryAfter } from "../http/retry-after.ts";
import type { BufferedResponse, OutgoingRequest, Send } from "../http/send.ts";

export interface TokenRequest {
  /** Whom we ask, for messages: `Entra ID`. */
  readonly service: string;
  readonly url: string;
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
  readonly json?: object;
  /** Plain http is right here: the cloud's own address inside a machine, or a service on it. */
  readonly local?: true;
  /** Give up at the first failure: what is asked for is not needed. */
  readonly once?: true;
  /** Values sent, which no message may repeat. */
  readonly secrets?: readonly string[];
}

/** Asks for what a login needs. Resolves with any answer that is not worth asking again for. */
export type TokenCall = (request: TokenRequest, signal: AbortSignal) => Promise<BufferedResponse>;

/** Where clouds serve identities to their own machines. */
const INSTANCE_METADATA = new Set(["169.254.169.254", "metadata.google.internal"]);

const BUDGET_MS = 60_000;
const MAX_WAIT_MS = 60_000;
const AGAIN = new Set([429, 502, 503, 504]);

export interface TokenCallOptions {
  readonly clock: Clock;
  readonly send: Send<BufferedResponse>;
  /** For services of this machine: past every proxy, and given up sooner. */
  readonly sendLocal: Send<BufferedResponse>;
  readonly userAgent: string;
  /** Allows `http://` on loopback. */
  readonly insecureLoopback: boolean;
}

/**
 * Calls of identity providers: https only, no redirects, small answers, outside the workspace's rate. Repeated for a
 * minute while the service is away or throttles, as it asks but at most once a second. Rejects with `ApiError`.
 */
export function createTokenCall({ clock, userAgent, insecureLoopback, ...network }: TokenCallOptions): TokenCall {
  return async (request, signal) => {
    const outgoing = prepare(request, userAgent, signal, insecureLoopback);
    const send = request.local ? network.sendLocal : network.send;
    const until = clock.now() + BUDGET_MS;
    for (let attempt = 1; ; attempt++) {
      const reply = await reach(send, outgoing, request);
      const failed = reply instanceof ApiError;
      if (!failed && !AGAIN.has(reply.status)) return reply;
      const error = failed ? reply : refusal(request, reply);
      const asked = failed ? undefined : retryAfter(reply.headers.get("retry-after"), clock.wall());
      const backoff = 1000 + clock.random() * Math.min(2 ** attempt * 1000, MAX_WAIT_MS);
      const wait = Math.max(backoff, asked ?? 0);
      const hopeless = request.once || (failed && reply.replay === "never") || clock.now() + wait >= until;
      if (hopeless) throw failed ? reply.with({ replay: "never" }) : error;
      await clock.sleep(wait, signal);
    }
  };
}

/** The JSON object of a 2xx answer; everything else is an `ApiError` that says what the service said. */
export async function askJson(call: TokenCall, request: TokenRequest, signal: AbortSignal) {
  const reply = await call(request, signal);
  if (reply.status < 200 || reply.status >= 300) throw refusal(request, reply);
  try {
    const value = parseJson(new TextDecoder().decode(reply.body));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Told below, without the text: it may hold half a token.
  }
  throw loginError(`${request.service} answered with something that is no token.`);
}

/** A failure to sign in. It is told to whoever calls and not repeated: nothing reached the workspace. */
export const loginError = (message: string, next?: string): ApiError =>
  new ApiError({
    kind: "auth",
    outcome: "not-executed",
    message,
    next: next ?? "Check this login's configuration; `mcp-server-databricks doctor` shows which method is used.",
  });

function prepare(
  request: TokenRequest,
  userAgent: string,
  signal: AbortSignal,
  insecureLoopback: boolean,
): OutgoingRequest {
  const { service, url, form, json, headers = {} } = request;
  const target = URL.canParse(url) ? new URL(url) : undefined;
  const host = target?.hostname ?? "";
  const nearby = request.local && (isLoopback(host) || host === "localhost" || INSTANCE_METADATA.has(host));
  const plain = nearby || (insecureLoopback && isLoopback(host));
  if (target?.username !== "" || !(target.protocol === "https:" || (target.protocol === "http:" && plain))) {
    throw loginError(`The address of ${service} is refused: it is not https.`);
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
    lane: "quick",
    signal,
    deadlineAt: Number.POSITIVE_INFINITY,
  };
}

async function reach(
  send: Send<BufferedResponse>,
  outgoing: OutgoingRequest,
  { service }: TokenRequest,
): Promise<BufferedResponse | ApiError> {
  try {
    return await send(outgoing);
  } catch (error) {
    outgoing.signal.throwIfAborted();
    if (!(error instanceof ApiError)) throw error;
    const next = `Signing in needs ${service}: check network and proxy.`;
    return error.with({ outcome: "not-executed", method: undefined, path: undefined, next });
  }
}

function refusal({ service, secrets = [] }: TokenRequest, { status, body }: BufferedResponse): ApiError {
  const text = new TextDecoder().decode(body.subarray(0, 8192));
  const { code, message } = parseErrorBody(text, status);
  const said = [code, message].filter((part) => part !== undefined && part !== "").join(": ");
  const masked = secrets
    .filter((secret) => secret !== "")
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
    .reduce((masking, secret) => masking.replaceAll(secret, "[redacted]"), said);
  const told = `${service} refused to sign in (HTTP ${status}): ${oneLine(masked, 300)}`;
  if (status !== 429 && status < 500) return loginError(told);
  return new ApiError({ kind: status === 429 ? "throttled" : "unavailable", outcome: "not-executed", message: told });
}
