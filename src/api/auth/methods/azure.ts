import { bearer, type SignIn } from "../method.ts";
import type { Settings } from "../settings.ts";
import type { Token } from "../token-answer.ts";
import { loginError, type TokenCall } from "../token-call.ts";
import type { Grant } from "../token-source.ts";

/** The Databricks application, the same in every Azure cloud. */
export const DATABRICKS = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d";

/** Databricks refuses an Entra token in its last 30 seconds. */
export const EARLY_MS = 40_000;

export interface AzureCloud {
  readonly authority: string;
  readonly arm: string;
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

/** By `azure_environment` in the spellings of terraform and the SDKs, else by the host's name. Throws for an unknown one. */
export function azureCloud(settings: Settings, host: string): AzureCloud {
  const said = settings
    .get("azure_environment")
    ?.toUpperCase()
    .replace(/^AZURE|CLOUD$/g, "");
  const guessed = Object.entries(BY_SUFFIX).find(([suffix]) => host.endsWith(suffix))?.[1] ?? "PUBLIC";
  const cloud = CLOUDS[said || guessed];
  if (!cloud) throw new Error(`ARM_ENVIRONMENT (azure_environment) takes one of: ${Object.keys(CLOUDS).join(", ")}.`);
  return cloud;
}

/** A token for one resource: Databricks itself, the management of Azure, its resources. */
export type ResourceToken = (resource: string, signal: AbortSignal) => Promise<Token>;

/**
 * The headers of an Entra identity. The management token lets one in who is only known to Azure; `required: false`
 * goes without when it cannot be had, as for people.
 */
export async function azureGrant(
  { settings, host }: Pick<SignIn, "settings" | "host">,
  token: ResourceToken,
  signal: AbortSignal,
  { management = true, required = true } = {},
): Promise<Grant> {
  const resourceId = settings.get("azure_workspace_resource_id");
  const second = async () => {
    if (!management) return undefined;
    try {
      return await token(azureCloud(settings, host).management, signal);
    } catch (error) {
      if (required || signal.aborted) throw error;
      return undefined;
    }
  };
  const [first, other] = await Promise.all([token(DATABRICKS, signal), second()]);
  return {
    headers: {
      ...bearer(first.value),
      ...(other && { "x-databricks-azure-sp-management-token": other.value }),
      ...(resourceId !== undefined && { "x-databricks-azure-workspace-resource-id": resourceId }),
    },
    expiresAt: Math.min(first.expiresAt, other?.expiresAt ?? Number.POSITIVE_INFINITY),
  };
}

/** The tenant that `azure_tenant_id` names, else the one the workspace's own login page leads to. */
export async function tenantOf({ settings, call, host }: SignIn, signal: AbortSignal): Promise<string> {
  const said = settings.get("azure_tenant_id");
  return said ?? tenantAt(call, host, signal);
}

async function tenantAt(call: TokenCall, host: string, signal: AbortSignal): Promise<string> {
  const { headers } = await call({ service: "the workspace's Entra login page", url: `${host}/aad/auth` }, signal);
  const location = headers.get("location") ?? "";
  const tenant = URL.canParse(location) ? new URL(location).pathname.split("/")[1] : undefined;
  if (tenant && /^[\w.-]{1,100}$/.test(tenant)) return tenant;
  throw loginError("The workspace does not tell its Entra tenant: set ARM_TENANT_ID (azure_tenant_id).");
}
