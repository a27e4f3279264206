import { recordOf } from "../../../records.ts";
import type { LoginMethod, SignIn } from "../method.ts";
import { findProgram, type Program, runForJson } from "../program.ts";
import { type FetchedToken, readToken } from "../token-response.ts";
import { azureCloud, azureGrant, EARLY_EXPIRY_MS, tenantOf } from "./azure.ts";

const TITLE = "The Azure CLI";

/** The identity that `az login` signed in on this machine. */
export const azureCli: LoginMethod = {
  name: "azure-cli",
  attributes: ["host"],
  also: ["azure_tenant_id", "azure_workspace_resource_id", "azure_environment"],
  needs: "the Azure CLI, signed in with `az login`",
  cloud: "AZURE",
  tentative: true,
  configure(signIn) {
    azureCloud(signIn.settings, signIn.host);
    const program = findProgram("az", signIn.machine);
    if (!program) return { skip: "az is not on PATH" };
    return {
      earlyMs: EARLY_EXPIRY_MS,
      async fetch(signal) {
        const account = await accountKind(program, signIn, signal);
        const tenant =
          account === "managed identity" ? undefined : await tenantOf(signIn, signal).catch(() => undefined);
        signal.throwIfAborted();
        const token = (resource: string, end: AbortSignal) => cliToken(program, signIn, { resource, tenant }, end);
        return azureGrant(signIn, token, signal, { management: account !== "user", required: false });
      },
    };
  },
};

type AccountKind = "user" | "service principal" | "managed identity";

async function accountKind(program: Program, { machine }: SignIn, signal: AbortSignal): Promise<AccountKind> {
  const { user } = await runForJson(program, ["account", "show", "--output", "json"], {
    machine,
    signal,
    title: TITLE,
  });
  const { type, name } = recordOf(user);
  if (type !== "servicePrincipal") return "user";
  return name === "systemAssignedIdentity" || name === "userAssignedIdentity"
    ? "managed identity"
    : "service principal";
}

/**
 * A token of the Azure CLI (`az account get-access-token`), with the workspace's subscription first and then without
 * it, because an identity may use a workspace without access to its subscription.
 * @throws {ApiError} `auth` if the CLI fails
 */
export async function cliToken(
  program: Program,
  { machine, settings, clock }: Pick<SignIn, "machine" | "settings" | "clock">,
  { resource, tenant }: { resource: string; tenant?: string | undefined },
  signal: AbortSignal,
): Promise<FetchedToken> {
  const subscription = /^\/subscriptions\/([^/]+)/i.exec(settings.get("azure_workspace_resource_id") ?? "")?.[1];
  const requestToken = async (more: readonly string[]) => {
    const args = ["account", "get-access-token", "--resource", resource, "--output", "json", ...more];
    const { accessToken, expires_on, expiresOn } = await runForJson(
      program,
      tenant === undefined ? args : [...args, "--tenant", tenant],
      { machine, signal, title: TITLE },
    );
    return readToken({ access_token: accessToken, expires_on, expiresOn }, { service: TITLE, clock });
  };
  if (subscription === undefined) return requestToken([]);
  try {
    return await requestToken(["--subscription", subscription]);
  } catch {
    signal.throwIfAborted();
    return requestToken([]);
  }
}
