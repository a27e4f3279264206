import { base64, bearerHeader, type LoginMethod, scopesOf } from "../method.ts";
import { askJson } from "../token-call.ts";
import { readToken } from "../token-response.ts";

const SERVICE = "the workspace's token endpoint";

/**
 * A service principal of Databricks with an OAuth secret (https://docs.databricks.com/aws/en/dev-tools/auth/oauth-m2m).
 */
export const oauthM2m: LoginMethod = {
  name: "oauth-m2m",
  attributes: ["host", "client_id", "client_secret"],
  also: ["account_id", "discovery_url"],
  configure({ settings, call, clock, oauth }) {
    const id = settings.get("client_id") ?? "";
    const secret = settings.get("client_secret") ?? "";
    const login = base64(`${id}:${secret}`);
    return {
      async fetch(signal) {
        const { tokenEndpoint, headers } = await oauth(signal);
        const request = {
          service: SERVICE,
          url: tokenEndpoint,
          headers: { authorization: `Basic ${login}` },
          form: { grant_type: "client_credentials", scope: scopesOf(settings) },
          secrets: [secret, login],
        };
        const { value, expiresAt } = readToken(await askJson(call, request, signal), { service: SERVICE, clock });
        return { headers: { ...bearerHeader(value), ...headers }, expiresAt };
      },
    };
  },
};
