import { isAccountHost } from "../cloud.ts";
import { bearerHeader, type SignIn, scopesOf } from "../method.ts";
import { askJson } from "../token-call.ts";
import { checkedToken, readToken } from "../token-response.ts";
import type { FetchGrant } from "../token-source.ts";

const SERVICE = "the workspace's token exchange";

/**
 * Exchanges the ID token of an identity provider for a token of Databricks (RFC 8693;
 * https://docs.databricks.com/aws/en/dev-tools/auth/oauth-federation). `idToken` fetches one for an audience.
 */
export function tokenExchange(
  { host, settings, call, clock, oauth }: SignIn,
  idToken: (audience: string, signal: AbortSignal) => Promise<string>,
): FetchGrant {
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
    const response = await askJson(call, { service: SERVICE, url: tokenEndpoint, form, secrets: [subject] }, signal);
    const { value, expiresAt } = readToken(response, { service: SERVICE, clock });
    return { headers: { ...bearerHeader(value), ...headers }, expiresAt };
  };
}
