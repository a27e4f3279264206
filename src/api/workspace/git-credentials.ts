import * as z from "zod";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { nothing, text } from "../http/fields.ts";
import { id64 } from "../http/json.ts";
import { path } from "../http/path.ts";

/** A stored login at a Git provider. The platform never returns its token. */
const credential = z.looseObject({
  credential_id: id64,
  git_provider: text,
  git_username: text,
  git_email: text,
  name: text,
  is_default_for_provider: z.boolean().nullish(),
});
export type GitCredential = z.output<typeof credential>;

/** What of a credential is set; `personal_access_token` goes in and never comes back. */
export interface GitCredentialFields {
  readonly git_provider: string;
  readonly git_username?: string | undefined;
  readonly git_email?: string | undefined;
  readonly is_default_for_provider?: boolean | undefined;
  readonly personal_access_token?: string | undefined;
}

/** The caller's own. `GET /api/2.0/git-credentials` */
export async function listGitCredentials(client: Client): Promise<readonly GitCredential[]> {
  const answer = z.looseObject({ credentials: z.array(credential).nullish() });
  return (await client.get("gitCredentials.list", "/api/2.0/git-credentials", answer)).credentials ?? [];
}

/** `GET /api/2.0/git-credentials/{credential_id}` */
export const getGitCredential = (client: Client, { credential_id }: { credential_id: string }) =>
  located(client.get("gitCredentials.get", path`/api/2.0/git-credentials/${credential_id}`, credential));

/** Many workspaces allow one a provider. `POST /api/2.0/git-credentials` */
export const createGitCredential = (client: Client, body: GitCredentialFields): Promise<GitCredential> =>
  client.post("gitCredentials.create", "/api/2.0/git-credentials", credential, { body }).catch((error: unknown) => {
    if (!(error instanceof ApiError) || !/ALREADY_EXISTS|LIMIT_EXCEEDED/.test(error.errorCode ?? "")) throw error;
    throw error.with({ next: "The provider has a credential already: change it with update_git_credential." });
  });

/** `PATCH /api/2.0/git-credentials/{credential_id}` */
export const updateGitCredential = (
  client: Client,
  { credential_id, ...body }: GitCredentialFields & { credential_id: string },
) => located(client.patch("gitCredentials.update", path`/api/2.0/git-credentials/${credential_id}`, nothing, { body }));

/** `DELETE /api/2.0/git-credentials/{credential_id}` */
export const deleteGitCredential = (client: Client, { credential_id }: { credential_id: string }) =>
  located(client.delete("gitCredentials.delete", path`/api/2.0/git-credentials/${credential_id}`, nothing));

const located = <T>(answer: Promise<T>): Promise<T> =>
  answer.catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.kind !== "not-found") throw error;
    throw error.with({ next: "Find the credential's id with list_git_credentials." });
  });
