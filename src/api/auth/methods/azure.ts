import { bearerHeader, type SignIn } from "../method.ts";
import type { LoginSettings } from "../settings.ts";
import { loginError, type TokenCall } from "../token-call.ts";
import type { FetchedToken } from "../token-response.ts";
import type { LoginGrant } from "../token-source.ts";

/** Application ID of Databricks, the same in every Azure cloud. */
const DATABRICKS_APPLICATION = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d";

/** Databricks refuses an Entra token in its last 30 seconds; this leaves 10 for the request. In milliseconds. */
export const EARLY_EXPIRY_MS = 40_000;

/** Hosts of one Azure cloud, as URLs. */
export interface AzureCloud {
  /** Entra ID. */
  readonly authority: string;
  /** Azure Resource Manager. */
  readonly arm: string;
  /** Resource of the management token. */
  readonly management: string;
}

const CLOUDS: Readonly<Record<string, AzureCloud>> = {
  PUBLIC: {
    authority: "https://login.microsoftonline.com/",
    arm: "https://management.azure.com/",
    management: "https://management.core.windows.net/",
  },
  USGOVERNMENT: {
    authority: "https://login.microsoftonline.us/",
    arm: "https://management.usgovcloudapi.net/",
    management: "https://management.core.usgovcloudapi.net/",
  },
  CHINA: {
    authority: "https://login.chinacloudapi.cn/",
    arm: "https://management.chinacloudapi.cn/",
    management: "https://management.core.chinacloudapi.cn/",
  },
};

const BY_SUFFIX = { ".databricks.azure.us": "USGOVERNMENT", ".databricks.azure.cn": "CHINA" };

/**
 * The Azure cloud that `azure_environment` names, in the spellings of Terraform and the SDKs, otherwise by the host's
 * domain.
 * @throws {Error} for an unknown name
 */
export function azureCloud(settings: LoginSettings, host: string): AzureCloud {
  const said = settings
    .get("azure_environment")
    ?.toUpperCase()
    .replace(/^AZURE|CLOUD$/g, "");
  const guessed = Object.entries(BY_SUFFIX).find(([suffix]) => host.endsWith(suffix))?.[1] ?? "PUBLIC";
  const cloud = CLOUDS[said || guessed];
  if (!cloud) throw new Error(`ARM_ENVIRONMENT (azure_environment) takes one of: ${Object.keys(CLOUDS).join(", ")}.`);
  return cloud;
}

/** Fetches a token for one resource: Databricks, Azure's management, or Azure Resource Manager. */
export type ResourceToken = (resource: string, signal: AbortSignal) => Promise<FetchedToken>;

/**
 * The headers of an Entra identity (https://learn.microsoft.com/azure/databricks/dev-tools/service-prin-aad-token).
 * With the management token, an identity can sign in that has a role on the Azure resource but is not a user of the
 * workspace. `required: false`: continues without that token if it cannot be fetched.
 */
export async function azureGrant(
  { settings, host }: Pick<SignIn, "settings" | "host">,
  token: ResourceToken,
  signal: AbortSignal,
  { management = true, required = true } = {},
): Promise<LoginGrant> {
  const resourceId = settings.get("azure_workspace_resource_id");
  const managementToken = async () => {
    if (!management) return undefined;
    try {
      return await token(azureCloud(settings, host).management, signal);
    } catch (error) {
      if (required || signal.aborted) throw error;
      return undefined;
    }
  };
  const [main, extra] = await Promise.all([token(DATABRICKS_APPLICATION, signal), managementToken()]);
  return {
    headers: {
      ...bearerHeader(main.value),
      ...(extra && { "x-databricks-azure-sp-management-token": extra.value }),
      ...(resourceId !== undefined && { "x-databricks-azure-workspace-resource-id": resourceId }),
    },
    expiresAt: Math.min(main.expiresAt, extra?.expiresAt ?? Number.POSITIVE_INFINITY),
  };
}

/**
 * The tenant that `azure_tenant_id` names, otherwise the one to which the workspace's login page redirects.
 * @throws {ApiError} `auth` if the workspace does not redirect to a tenant; otherwise as `TokenCall`
 */
export async function tenantOf({ settings, call, host }: SignIn, signal: AbortSignal): Promise<string> {
  const said = settings.get("azure_tenant_id");
  return said ?? tenantAt(call, host, signal);
}

async function tenantAt(call: TokenCall, host: string, signal: AbortSignal): Promise<string> {
  const { headers } = await call({ service: "the workspace's Entra login page", url: `${host}/aad/auth` }, signal);
  const location = headers.get("location") ?? "";
  const tenant = URL.canParse(location) ? new URL(location).pathname.split("/")[1] : undefined;
  if (tenant && /^[\w.-]{1,100}$/.test(tenant)) return tenant;
  throw loginError("The workspace does not name its Entra tenant. Set ARM_TENANT_ID (azure_tenant_id).");
}
