import type { Credentials } from "./credentials.ts";
import { ApiError } from "./errors.ts";
import { failure, interrupted, type Layer, type Outgoing } from "./send.ts";

/** Adds the credential's headers. A refused token is refreshed once, and the request sent once more. */
export function authorize(credentials: Credentials): Layer {
  return (next) => async (request) => {
    const used = await headersFor(credentials, request);
    try {
      return await next(withHeaders(request, used));
    } catch (error) {
      if (!isAuth(error)) throw error;
      if (credentials.refresh === undefined) throw explained(error, credentials);
    }
    const fresh = await renew(credentials, request, used);
    try {
      if (request.usage) request.usage.retries++;
      return await next(withHeaders(request, fresh));
    } catch (error) {
      throw isAuth(error) ? explained(error, credentials) : error;
    }
  };
}

const isAuth = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.kind === "auth" && error.outcome !== "unknown" && error.status !== undefined;

const withHeaders = (request: Outgoing, headers: Record<string, string>): Outgoing => ({
  ...request,
  headers: { ...request.headers, ...headers },
});

/** A new token, unless another call got one while ours was on its way. */
async function renew(credentials: Credentials, request: Outgoing, used: Record<string, string>) {
  const current = await headersFor(credentials, request);
  if (JSON.stringify(current) !== JSON.stringify(used)) return current;
  await guarded(credentials, request, () => credentials.refresh?.(request.signal));
  return headersFor(credentials, request);
}

const headersFor = (credentials: Credentials, request: Outgoing) =>
  guarded(credentials, request, () => credentials.headers(request.signal));

async function guarded<T>(credentials: Credentials, request: Outgoing, get: () => T | Promise<T>): Promise<T> {
  try {
    return await get();
  } catch (error) {
    if (error instanceof ApiError) throw error;
    if (request.signal.aborted) throw interrupted(request, "not-executed");
    throw failure(request, {
      kind: "auth",
      outcome: "not-executed",
      message: `No token could be had from ${credentials.source}.`,
      next: `Check the login configured as ${credentials.source}.`,
    });
  }
}

const explained = (error: ApiError, { source, refresh }: Credentials) =>
  error.with({
    next: refresh
      ? `The workspace refused the login of ${source} even with a new token: check that it belongs to this workspace.`
      : `The workspace refused the token of ${source}: it may be expired, revoked or of another workspace. Create a new one.`,
  });
