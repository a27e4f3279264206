import type { Credentials } from "./credentials.ts";
import { ApiError } from "./errors.ts";
import { interruptedError, type Layer, type OutgoingRequest, requestError } from "./send.ts";

/**
 * Adds the login's headers. If the workspace refuses them (kind `auth`) and the login can be refreshed, gets one new
 * token and sends the request once more; calls in flight at the same time share that token.
 * @throws {ApiError} `auth` if the login is refused again or there is no token; `next` names the login's source
 */
export function authorize(credentials: Credentials): Layer {
  return (next) => async (request) => {
    const used = await headersFor(credentials, request);
    try {
      return await next(withHeaders(request, used));
    } catch (error) {
      if (!isLoginRefused(error)) throw error;
      if (credentials.refresh === undefined) throw withAdvice(error, credentials);
    }
    const fresh = await renewedHeaders(credentials, request, used);
    try {
      if (request.usage) request.usage.retries++;
      return await next(withHeaders(request, fresh));
    } catch (error) {
      throw isLoginRefused(error) ? withAdvice(error, credentials) : error;
    }
  };
}

const isLoginRefused = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.kind === "auth" && error.outcome !== "unknown" && error.status !== undefined;

const withHeaders = (request: OutgoingRequest, headers: Record<string, string>): OutgoingRequest => ({
  ...request,
  headers: { ...request.headers, ...headers },
});

/** Headers with a new token. If another call has got one in the meantime, that one is used. */
async function renewedHeaders(credentials: Credentials, request: OutgoingRequest, used: Record<string, string>) {
  const current = await headersFor(credentials, request);
  if (JSON.stringify(current) !== JSON.stringify(used)) return current;
  await asLoginError(credentials, request, () => credentials.refresh?.(request.signal));
  return headersFor(credentials, request);
}

const headersFor = (credentials: Credentials, request: OutgoingRequest) =>
  asLoginError(credentials, request, () => credentials.headers(request.signal));

/** Failures of a login method as errors of the request: the reason may hold a secret, so it is not repeated. */
async function asLoginError<T>(
  credentials: Credentials,
  request: OutgoingRequest,
  get: () => T | Promise<T>,
): Promise<T> {
  try {
    return await get();
  } catch (error) {
    if (error instanceof ApiError) throw error;
    if (request.signal.aborted) throw interruptedError(request, "not-executed");
    throw requestError(request, {
      kind: "auth",
      outcome: "not-executed",
      message: `Could not get a token from ${credentials.source}.`,
      next: `Check the login configured as ${credentials.source}.`,
    });
  }
}

/** Names the login, unless the response shows that the host itself may be wrong. */
const withAdvice = (error: ApiError, { source, refresh }: Credentials) =>
  error.with({
    next: error.next
      ? `${error.next} The login comes from ${source}.`
      : refresh
        ? `The workspace refused the login from ${source}, even with a new token. Check that it belongs to this workspace.`
        : `The workspace refused the token from ${source}. It may be expired, revoked or for another workspace: create a new one.`,
  });
