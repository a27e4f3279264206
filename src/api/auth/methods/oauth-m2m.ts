import { base64, bearer, type Method, scopesOf } from "../method.ts";
import { readToken } from "../token-answer.ts";
import { askJson } from "../token-call.ts";

const SERVICE = "the workspace's token endpoint";

/** A Databricks service principal with an OAuth secret. */
export const oauthM2m: Method = {
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
        return { headers: { ...bearer(value), ...headers }, expiresAt };
      },
    };
  },
};
