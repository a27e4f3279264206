import { bearerHeader, type LoginMethod, type SignIn } from "../method.ts";
import { askJson } from "../token-call.ts";
import { expiryOfJwt, type FetchedToken, readToken } from "../token-response.ts";
import { GOOGLE_SCOPES, googleGrant } from "./google.ts";
import { defaultAccessToken } from "./google-default.ts";

const SERVICE = "Google's IAM credentials service";

/** A Google service account that this machine's own Google identity may impersonate. */
export const googleId: LoginMethod = {
  name: "google-id",
  attributes: ["host", "google_service_account"],
  needs: "Google's Application Default Credentials",
  cloud: "GCP",
  configure(signIn) {
    const account = signIn.settings.get("google_service_account") ?? "";
    if (!/^[\w.+-]+@[\w.-]+$/.test(account)) {
      throw new Error("DATABRICKS_GOOGLE_SERVICE_ACCOUNT must be the e-mail address of the account.");
    }
    return {
      async fetch(signal) {
        const own = await defaultAccessToken(signIn, signal);
        const impersonate = impersonation(signIn, account, own, signal);
        return googleGrant(
          async () => {
            const body = { audience: signIn.host, includeEmail: true };
            const { value } = await impersonate("generateIdToken", body, "token");
            return { value, expiresAt: expiryOfJwt(value, signIn.clock) };
          },
          () => impersonate("generateAccessToken", { scope: GOOGLE_SCOPES.split(" ") }, "accessToken"),
          signal,
        );
      },
    };
  },
};

/** Calls `action` of the IAM credentials API for the account and reads the token in `field` of the response. */
const impersonation =
  ({ call, clock }: SignIn, account: string, own: string, signal: AbortSignal) =>
  async (action: string, json: object, field: string): Promise<FetchedToken> => {
    const url = `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${account}:${action}`;
    const request = { service: SERVICE, url, json, headers: bearerHeader(own), secrets: [own] };
    const response = await askJson(call, request, signal);
    return readToken({ ...response, expiry: response.expireTime }, { service: SERVICE, clock, field });
  };
