import type { SignIn } from "../method.ts";
import { readToken, type Token } from "../token-answer.ts";
import { askJson } from "../token-call.ts";
import { azureCloud } from "./azure.ts";

const SERVICE = "Entra ID";

/** A token of Entra ID for one resource by client credentials: `proof` is a secret or an assertion. */
export async function entraToken(
  { settings, host, call, clock }: SignIn,
  { tenant, resource, proof }: { tenant: string; resource: string; proof: Readonly<Record<string, string>> },
  signal: AbortSignal,
): Promise<Token> {
  const form = {
    grant_type: "client_credentials",
    client_id: settings.get("azure_client_id") ?? "",
    resource,
    ...proof,
  };
  const url = `${azureCloud(settings, host).authority}${encodeURIComponent(tenant)}/oauth2/token`;
  const answer = await askJson(call, { service: SERVICE, url, form, secrets: Object.values(proof) }, signal);
  return readToken(answer, { service: SERVICE, clock });
}
