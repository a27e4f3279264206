import type { Method } from "../method.ts";
import { exchange } from "./federation.ts";
import { githubIdToken } from "./github-id-token.ts";

/** A GitHub Actions job as a service principal with a federation policy. */
export const githubOidc: Method = {
  name: "github-oidc",
  attributes: ["host", "client_id", "actions_id_token_request_url", "actions_id_token_request_token"],
  also: ["audience"],
  needs: "a GitHub Actions job with `id-token: write`",
  configure: (signIn) => ({
    fetch: exchange(signIn, (audience, signal) => githubIdToken(signIn, audience, signal)),
  }),
};
