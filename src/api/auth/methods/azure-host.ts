import { recordOf } from "../../../records.ts";
import type { SignIn } from "../method.ts";
import { findProgram } from "../program.ts";
import { askJson, loginError } from "../token-call.ts";
import type { FetchedToken } from "../token-response.ts";
import { azureCloud } from "./azure.ts";
import { cliToken } from "./azure-cli.ts";
import { secretToken } from "./azure-client-secret.ts";
import { managedIdentityToken, usesManagedIdentity } from "./azure-msi.ts";

const RESOURCE_ID =
  /^\/subscriptions\/[\w-]{1,64}\/resourceGroups\/[\w().-]{1,90}\/providers\/Microsoft\.Databricks\/workspaces\/[\w-]{1,64}$/i;

/**
 * The host of the workspace that `azure_workspace_resource_id` names.
 * `GET https://management.azure.com/subscriptions/…/providers/Microsoft.Databricks/workspaces/…`
 * @throws {Error} if the ID is invalid or no Azure login is configured
 * @throws {ApiError} as `askJson`
 */
export async function hostOfResource(signIn: SignIn, signal: AbortSignal): Promise<string> {
  const id = signIn.settings.get("azure_workspace_resource_id") ?? "";
  if (!RESOURCE_ID.test(id)) {
    throw new Error(
      "DATABRICKS_AZURE_RESOURCE_ID (azure_workspace_resource_id) is not the ID of a Databricks workspace.",
    );
  }
  const { arm } = azureCloud(signIn.settings, "");
  const { value } = await armToken(signIn, arm, signal);
  const service = "Azure's resource manager";
  const url = `${arm}${id.slice(1)}?api-version=2018-04-01`;
  const request = { service, url, headers: { authorization: `Bearer ${value}` }, secrets: [value] };
  const { properties } = await askJson(signIn.call, request, signal);
  const { workspaceUrl } = recordOf(properties);
  if (typeof workspaceUrl === "string") return workspaceUrl;
  throw loginError("Azure's resource manager did not return the workspace's address. Set DATABRICKS_HOST.");
}

async function armToken(signIn: SignIn, resource: string, signal: AbortSignal): Promise<FetchedToken> {
  const { settings, machine } = signIn;
  const tenant = settings.get("azure_tenant_id");
  if (usesManagedIdentity(signIn)) return managedIdentityToken(signIn, resource, signal);
  if (settings.get("azure_client_secret") !== undefined && tenant !== undefined) {
    return secretToken(signIn, tenant, resource, signal);
  }
  const az = findProgram("az", machine);
  if (az) return cliToken(az, signIn, { resource, tenant }, signal);
  throw new Error(
    "To find a workspace by its Azure resource ID alone, set ARM_CLIENT_ID, ARM_CLIENT_SECRET and ARM_TENANT_ID, or use a managed identity or the Azure CLI. Or set DATABRICKS_HOST.",
  );
}
