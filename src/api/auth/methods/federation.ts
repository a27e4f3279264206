import { isAccountHost } from "../cloud.ts";
import { bearer, type SignIn, scopesOf } from "../method.ts";
import { checkedToken, readToken } from "../token-answer.ts";
import { askJson } from "../token-call.ts";
import type { Fetch } from "../token-source.ts";

const SERVICE = "the workspace's token exchange";

/** Exchanges an ID token of somebody Databricks trusts for one of Databricks. */
export function exchange(
  { host, settings, call, clock, oauth }: SignIn,
  idToken: (audience: string, signal: AbortSignal) => Promise<string>,
): Fetch {
  return async (signal) => {
    const { tokenEndpoint, audience, headers } = await oauth(signal);
    const account = isAccountHost(host) ? settings.get("account_id") : undefined;
    const subject = checkedToken(await idToken(audience ?? account ?? tokenEndpoint, signal), "The ID token's issuer");
    const clientId = settings.get("client_id");
    const form = {
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
      subject_token: subject,
      scope: scopesOf(settings),
      ...(clientId !== undefined && { client_id: clientId }),
    };
    const answer = await askJson(call, { service: SERVICE, url: tokenEndpoint, form, secrets: [subject] }, signal);
    const { value, expiresAt } = readToken(answer, { service: SERVICE, clock });
    return { headers: { ...bearer(value), ...headers }, expiresAt };
  };
}
