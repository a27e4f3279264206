import type { LoginMethod } from "../method.ts";
import { azureCloud, azureGrant, EARLY_EXPIRY_MS, tenantOf } from "./azure.ts";
import { entraToken } from "./azure-entra.ts";
import { githubIdToken } from "./github-id-token.ts";

/** A GitHub Actions job that signs in as an application of Entra ID with a federated credential. */
export const githubOidcAzure: LoginMethod = {
  name: "github-oidc-azure",
  attributes: ["host", "azure_client_id", "actions_id_token_request_url", "actions_id_token_request_token"],
  also: ["azure_tenant_id", "azure_workspace_resource_id", "azure_environment"],
  needs: "a GitHub Actions job with `id-token: write`",
  cloud: "AZURE",
  configure(signIn) {
    azureCloud(signIn.settings, signIn.host);
    // An application with a secret signs in with that, also within a job.
    if (signIn.settings.get("azure_client_secret") !== undefined) return { skip: "ARM_CLIENT_SECRET is set" };
    return {
      earlyMs: EARLY_EXPIRY_MS,
      async fetch(signal) {
        const tenant = await tenantOf(signIn, signal);
        const proof = {
          client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
          client_assertion: await githubIdToken(signIn, "api://AzureADTokenExchange", signal),
        };
        const token = (resource: string, end: AbortSignal) => entraToken(signIn, { tenant, resource, proof }, end);
        return azureGrant(signIn, token, signal, { management: false });
      },
    };
  },
};
