import type { LoginMethod, SignIn } from "../method.ts";
import { askJson } from "../token-call.ts";
import { type FetchedToken, readToken } from "../token-response.ts";
import { azureCloud, azureGrant, EARLY_EXPIRY_MS } from "./azure.ts";

const SERVICE = "this machine's managed identity";
const ENDPOINT = "http://169.254.169.254/metadata/identity/oauth2/token";

/** The managed identity of the Azure machine on which this server runs. */
export const azureMsi: LoginMethod = {
  name: "azure-msi",
  attributes: ["host", "azure_use_msi"],
  also: ["azure_client_id", "azure_workspace_resource_id", "azure_environment"],
  needs: "an Azure machine with a managed identity",
  cloud: "AZURE",
  configure(signIn) {
    azureCloud(signIn.settings, signIn.host);
    if (!usesManagedIdentity(signIn)) return { skip: "azure_use_msi is not true" };
    return {
      earlyMs: EARLY_EXPIRY_MS,
      fetch: (signal) => azureGrant(signIn, (resource, end) => managedIdentityToken(signIn, resource, end), signal),
    };
  },
};

/** Whether the settings ask for the managed identity. */
export const usesManagedIdentity = ({ settings }: Pick<SignIn, "settings">): boolean =>
  /^(true|1|yes|on)$/i.test(settings.get("azure_use_msi") ?? "");

/**
 * A token of the managed identity for one resource, from the Azure Instance Metadata Service.
 * @throws {ApiError} as `askJson`
 */
export async function managedIdentityToken(
  { settings, call, clock }: Pick<SignIn, "settings" | "call" | "clock">,
  resource: string,
  signal: AbortSignal,
): Promise<FetchedToken> {
  const id = settings.get("azure_client_id");
  const query = new URLSearchParams({ "api-version": "2018-02-01", resource, ...(id && { client_id: id }) });
  const request = {
    service: SERVICE,
    url: `${ENDPOINT}?${query}`,
    headers: { metadata: "true" },
    local: true,
  } as const;
  return readToken(await askJson(call, request, signal), { service: SERVICE, clock });
}
