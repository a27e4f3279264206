import type { LoginMethod, SignIn } from "../method.ts";
import { azureCloud, azureGrant, EARLY_EXPIRY_MS, tenantOf } from "./azure.ts";
import { entraToken } from "./azure-entra.ts";

/** A service principal of Entra ID with a client secret. */
export const azureClientSecret: LoginMethod = {
  name: "azure-client-secret",
  attributes: ["host", "azure_client_id", "azure_client_secret"],
  also: ["azure_tenant_id", "azure_workspace_resource_id", "azure_environment"],
  cloud: "AZURE",
  configure(signIn) {
    azureCloud(signIn.settings, signIn.host);
    return {
      earlyMs: EARLY_EXPIRY_MS,
      async fetch(signal) {
        const tenant = await tenantOf(signIn, signal);
        return azureGrant(signIn, (resource, end) => secretToken(signIn, tenant, resource, end), signal);
      },
    };
  },
};

/** A token for one resource, in exchange for the client secret. Throws as `entraToken`. */
export const secretToken = (signIn: SignIn, tenant: string, resource: string, signal: AbortSignal) =>
  entraToken(
    signIn,
    { tenant, resource, proof: { client_secret: signIn.settings.get("azure_client_secret") ?? "" } },
    signal,
  );
