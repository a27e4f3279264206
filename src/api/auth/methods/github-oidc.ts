import type { LoginMethod } from "../method.ts";
import { tokenExchange } from "./federation.ts";
import { githubIdToken } from "./github-id-token.ts";

/** A GitHub Actions job that signs in as a service principal with a federation policy. */
export const githubOidc: LoginMethod = {
  name: "github-oidc",
  attributes: ["host", "client_id", "actions_id_token_request_url", "actions_id_token_request_token"],
  also: ["audience"],
  needs: "a GitHub Actions job with `id-token: write`",
  configure: (signIn) => ({
    fetch: tokenExchange(signIn, (audience, signal) => githubIdToken(signIn, audience, signal)),
  }),
};
