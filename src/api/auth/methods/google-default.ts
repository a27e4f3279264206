import { parsedJson, recordOf } from "../../../records.ts";
import { expandHome } from "../machine.ts";
import type { SignIn } from "../method.ts";
import { askJson, loginError } from "../token-call.ts";
import { readToken } from "../token-response.ts";
import { assertedToken, GOOGLE_SCOPES, readServiceAccount } from "./google.ts";

const INSTANCE = "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token";

/**
 * An access token of Google's Application Default Credentials
 * (https://cloud.google.com/docs/authentication/application-default-credentials): from the file that
 * `GOOGLE_APPLICATION_CREDENTIALS` names, otherwise from gcloud's file, otherwise of the machine's own service account.
 * @throws {ApiError} `auth` if a file cannot be read; otherwise as `askJson`
 */
export async function defaultAccessToken(signIn: SignIn, signal: AbortSignal): Promise<string> {
  const { machine, call, clock } = signIn;
  const named = machine.env.GOOGLE_APPLICATION_CREDENTIALS;
  const text = machine.read(named === undefined ? gcloudFile(signIn) : expandHome(named, machine));
  if (text === undefined && named !== undefined) {
    throw loginError("The file that GOOGLE_APPLICATION_CREDENTIALS names cannot be read.");
  }
  if (text === undefined) {
    const service = "this machine's Google service account";
    const request = {
      service,
      url: INSTANCE,
      headers: { "metadata-flavor": "Google" },
      local: true,
      once: true,
    } as const;
    return readToken(await askJson(call, request, signal), { service, clock }).value;
  }
  const user = authorizedUser(text);
  if (!user) {
    const account = readServiceAccount(text, "The file of Google's default credentials");
    return (await assertedToken(signIn, account, { scope: GOOGLE_SCOPES }, signal)).value;
  }
  const service = "Google's token service";
  const form = { grant_type: "refresh_token", ...user };
  const secrets = [user.client_secret, user.refresh_token];
  const request = { service, url: "https://oauth2.googleapis.com/token", form, secrets };
  return readToken(await askJson(call, request, signal), { service, clock }).value;
}

function gcloudFile({ machine }: SignIn): string {
  const folder =
    machine.env.CLOUDSDK_CONFIG ??
    (machine.platform === "win32"
      ? `${machine.env.APPDATA ?? machine.home}\\gcloud`
      : `${machine.home}/.config/gcloud`);
  return `${folder}${machine.platform === "win32" ? "\\" : "/"}application_default_credentials.json`;
}

/** The login of a user in the file, in contrast to the key of a service account. */
function authorizedUser(text: string) {
  const { type, client_id, client_secret, refresh_token } = recordOf(parsedJson(text));
  if (type !== "authorized_user") return undefined;
  return {
    client_id: String(client_id),
    client_secret: String(client_secret),
    refresh_token: String(refresh_token),
  };
}
