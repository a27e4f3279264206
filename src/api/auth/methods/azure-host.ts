import type { SignIn } from "../method.ts";
import { findProgram } from "../program.ts";
import type { Token } from "../token-answer.ts";
import { askJson, loginError } from "../token-call.ts";
import { azureCloud } from "./azure.ts";
import { cliToken } from "./azure-cli.ts";
import { secretToken } from "./azure-client-secret.ts";
import { identityToken, wantsIdentity } from "./azure-msi.ts";

const RESOURCE_ID =
  /^\/subscriptions\/[\w-]{1,64}\/resourceGroups\/[\w().-]{1,90}\/providers\/Microsoft\.Databricks\/workspaces\/[\w-]{1,64}$/i;

/** The host of the workspace that an Azure resource id names, from Azure's resource manager. */
export async function hostOfResource(signIn: SignIn, signal: AbortSignal): Promise<string> {
  const id = signIn.settings.get("azure_workspace_resource_id") ?? "";
  if (!RESOURCE_ID.test(id)) {
    throw new Error("DATABRICKS_AZURE_RESOURCE_ID (azure_workspace_resource_id) is no id of a Databricks workspace.");
  }
  const { arm } = azureCloud(signIn.settings, "");
  const { value } = await armToken(signIn, arm, signal);
  const service = "Azure's resource manager";
  const url = `${arm}${id.slice(1)}?api-version=2018-04-01`;
  const request = { service, url, headers: { authorization: `Bearer ${value}` }, secrets: [value] };
  const { properties } = await askJson(signIn.call, request, signal);
  const { workspaceUrl } = (properties ?? {}) as Record<string, unknown>;
  if (typeof workspaceUrl === "string") return workspaceUrl;
  throw loginError("Azure's resource manager does not tell the workspace's address: set DATABRICKS_HOST.");
}

async function armToken(signIn: SignIn, resource: string, signal: AbortSignal): Promise<Token> {
  const { settings, machine } = signIn;
  const tenant = settings.get("azure_tenant_id");
  if (wantsIdentity(signIn)) return identityToken(signIn, resource, signal);
  if (settings.get("azure_client_secret") !== undefined && tenant !== undefined) {
    return secretToken(signIn, tenant, resource, signal);
  }
  const az = findProgram("az", machine);
  if (az) return cliToken(az, signIn, { resource, tenant }, signal);
  throw new Error(
    "A workspace named by its Azure resource id alone needs ARM_CLIENT_ID, ARM_CLIENT_SECRET and ARM_TENANT_ID, a managed identity, or the Azure CLI; or set DATABRICKS_HOST.",
  );
}
