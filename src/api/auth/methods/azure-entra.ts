import type { SignIn } from "../method.ts";
import { askJson } from "../token-call.ts";
import { type FetchedToken, readToken } from "../token-response.ts";
import { azureCloud } from "./azure.ts";

const SERVICE = "Entra ID";

/**
 * A token of Entra ID for one resource, by client credentials (RFC 6749, 4.4). `proof`: form fields with a secret or an
 * assertion.
 * @throws {ApiError} as `askJson`
 */
export async function entraToken(
  { settings, host, call, clock }: SignIn,
  { tenant, resource, proof }: { tenant: string; resource: string; proof: Readonly<Record<string, string>> },
  signal: AbortSignal,
): Promise<FetchedToken> {
  const form = {
    grant_type: "client_credentials",
    client_id: settings.get("azure_client_id") ?? "",
    resource,
    ...proof,
  };
  const url = `${azureCloud(settings, host).authority}${encodeURIComponent(tenant)}/oauth2/token`;
  const response = await askJson(call, { service: SERVICE, url, form, secrets: Object.values(proof) }, signal);
  return readToken(response, { service: SERVICE, clock });
}
