import type { LoginMethod, SignIn } from "../method.ts";
import { askJson } from "../token-call.ts";
import { readToken } from "../token-response.ts";
import { tokenExchange } from "./federation.ts";

const SERVICE = "Azure DevOps' ID token service";

/** An Azure DevOps job that signs in as a service principal with a federation policy. */
export const azureDevopsOidc: LoginMethod = {
  name: "azure-devops-oidc",
  attributes: [
    "host",
    "client_id",
    "system_accesstoken",
    "system_teamfoundationcollectionuri",
    "system_planid",
    "system_jobid",
    "system_teamprojectid",
    "system_hosttype",
  ],
  needs: "an Azure DevOps job that maps its access token",
  configure: (signIn) => ({ fetch: tokenExchange(signIn, (_, signal) => idToken(signIn, signal)) }),
};

/** An ID token of the running job. Azure DevOps fixes its audience. */
async function idToken({ settings, call, clock }: SignIn, signal: AbortSignal): Promise<string> {
  const encoded = (key: Parameters<typeof settings.get>[0]) => encodeURIComponent(settings.get(key) ?? "");
  const collection = (settings.get("system_teamfoundationcollectionuri") ?? "").replace(/\/+$/, "");
  const token = settings.get("system_accesstoken") ?? "";
  const job = `hubs/${encoded("system_hosttype")}/plans/${encoded("system_planid")}/jobs/${encoded("system_jobid")}`;
  const request = {
    service: SERVICE,
    method: "POST" as const,
    url: `${collection}/${encoded("system_teamprojectid")}/_apis/distributedtask/${job}/oidctoken?api-version=7.2-preview.1`,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    secrets: [token],
  };
  return readToken(await askJson(call, request, signal), { service: SERVICE, clock, field: "oidcToken" }).value;
}
