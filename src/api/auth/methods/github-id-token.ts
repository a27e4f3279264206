import type { SignIn } from "../method.ts";
import { askJson } from "../token-call.ts";
import { readToken } from "../token-response.ts";

const SERVICE = "GitHub's ID token service";

/**
 * An ID token of the running GitHub Actions job, for an audience.
 * @throws {ApiError} as `askJson`
 */
export async function githubIdToken({ settings, call, clock }: SignIn, audience: string, signal: AbortSignal) {
  const url = settings.get("actions_id_token_request_url") ?? "";
  const token = settings.get("actions_id_token_request_token") ?? "";
  const request = {
    service: SERVICE,
    url: `${url}${url.includes("?") ? "&" : "?"}audience=${encodeURIComponent(audience)}`,
    headers: { authorization: `Bearer ${token}` },
    secrets: [token],
  };
  return readToken(await askJson(call, request, signal), { service: SERVICE, clock, field: "value" }).value;
}
