import type { Method, SignIn } from "../method.ts";
import { readToken } from "../token-answer.ts";
import { askJson } from "../token-call.ts";
import { exchange } from "./federation.ts";

const SERVICE = "Azure DevOps' ID token service";

/** An Azure DevOps job as a service principal with a federation policy. */
export const azureDevopsOidc: Method = {
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
  configure: (signIn) => ({ fetch: exchange(signIn, (_, signal) => idToken(signIn, signal)) }),
};

/** Its audience is fixed. */
async function idToken({ settings, call, clock }: SignIn, signal: AbortSignal): Promise<string> {
  const part = (key: Parameters<typeof settings.get>[0]) => encodeURIComponent(settings.get(key) ?? "");
  const collection = (settings.get("system_teamfoundationcollectionuri") ?? "").replace(/\/+$/, "");
  const token = settings.get("system_accesstoken") ?? "";
  const job = `hubs/${part("system_hosttype")}/plans/${part("system_planid")}/jobs/${part("system_jobid")}`;
  const request = {
    service: SERVICE,
    method: "POST" as const,
    url: `${collection}/${part("system_teamprojectid")}/_apis/distributedtask/${job}/oidctoken?api-version=7.2-preview.1`,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    secrets: [token],
  };
  return readToken(await askJson(call, request, signal), { service: SERVICE, clock, field: "oidcToken" }).value;
}
