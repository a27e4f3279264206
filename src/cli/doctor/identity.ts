import { countAccountWorkspaces } from "../../api/admin/account.ts";
import { getCurrentUser } from "../../api/admin/scim.ts";
import type { Login } from "../../api/auth/login.ts";
import type { Client } from "../../api/http/client.ts";
import { ApiError } from "../../api/http/errors.ts";
import { createRequestSignal } from "../../api/http/request-signal.ts";
import { type Check, failed, passed } from "./check.ts";

/** Programs that provide tokens have half a minute, and there may be two. */
const WAIT_MS = 70_000;

/** The login method in use, and why earlier ones are skipped. Requests a token. */
export async function checkSignIn({ credentials, signIn }: Login): Promise<Check> {
  const { signal, end } = createRequestSignal(undefined, WAIT_MS);
  const skipped = () => signIn.skipped.map(({ method, reason }) => `${method}: ${reason}`);
  try {
    await credentials.headers(signal);
    const { source } = credentials;
    const { method = source } = signIn;
    return passed("sign-in", source.startsWith(method) ? source : `${method} (${source})`, skipped());
  } catch (error) {
    const { message, next } = reasonOf(error);
    return failed("sign-in", message, next ?? `Check the login configured as ${credentials.source}.`, skipped());
  } finally {
    end();
  }
}

/** The identity that the workspace recognizes. */
export async function checkIdentity(client: Client): Promise<Check> {
  try {
    const { user_name, application_id, display_name, groups } = await getCurrentUser(client);
    const name = user_name ?? application_id ?? display_name ?? "(unknown user)";
    return passed("identity", `${name}, member of ${groups.length} ${groups.length === 1 ? "group" : "groups"}`);
  } catch (error) {
    const { message, next } = reasonOf(error);
    return failed("identity", message, next ?? "Check that this login is for this workspace.");
  }
}

/** Whether the login can list the workspaces of its account. `GET /api/2.0/accounts/{account_id}/workspaces` */
export async function checkAccount(client: Client, account: string): Promise<Check> {
  try {
    const count = await countAccountWorkspaces(client, account);
    return passed("account", `${count} ${count === 1 ? "workspace" : "workspaces"} in the account`);
  } catch (error) {
    const { message, next } = reasonOf(error);
    return failed("account", message, next ?? "Check that this login is for this account.");
  }
}

/** Message and next step of an expected failure. Other errors are rethrown. */
export function reasonOf(error: unknown): Pick<ApiError, "message" | "next"> {
  if (error instanceof ApiError) return error;
  throw error;
}
