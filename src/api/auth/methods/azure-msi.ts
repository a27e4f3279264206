import type { Method, SignIn } from "../method.ts";
import { readToken, type Token } from "../token-answer.ts";
import { askJson } from "../token-call.ts";
import { azureCloud, azureGrant, EARLY_MS } from "./azure.ts";

const SERVICE = "this machine's managed identity";
const ENDPOINT = "http://169.254.169.254/metadata/identity/oauth2/token";

/** The managed identity of the Azure machine this runs on. */
export const azureMsi: Method = {
  name: "azure-msi",
  attributes: ["host", "azure_use_msi"],
  also: ["azure_client_id", "azure_workspace_resource_id", "azure_environment"],
  needs: "an Azure machine with a managed identity",
  cloud: "AZURE",
  configure(signIn) {
    azureCloud(signIn.settings, signIn.host);
    if (!wantsIdentity(signIn)) return { skip: "azure_use_msi is not true" };
    return {
      earlyMs: EARLY_MS,
      fetch: (signal) => azureGrant(signIn, (resource, end) => identityToken(signIn, resource, end), signal),
    };
  },
};

export const wantsIdentity = ({ settings }: Pick<SignIn, "settings">): boolean =>
  /^(true|1|yes|on)$/i.test(settings.get("azure_use_msi") ?? "");

export async function identityToken(
  { settings, call, clock }: Pick<SignIn, "settings" | "call" | "clock">,
  resource: string,
  signal: AbortSignal,
): Promise<Token> {
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
