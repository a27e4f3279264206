import * as z from "zod";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { nothing, text } from "../http/fields.ts";
import { id64 } from "../http/json.ts";
import { path } from "../http/path.ts";

const credential = z.looseObject({
  credential_id: id64,
  git_provider: text,
  git_username: text,
  git_email: text,
  name: text,
  is_default_for_provider: z.boolean().nullish(),
});
/** A stored Git credential. The platform never returns its token. */
export type GitCredential = z.output<typeof credential>;

/** The fields of a credential that can be set. `personal_access_token` is never returned. */
export interface GitCredentialFields {
  readonly git_provider: string;
  readonly git_username?: string | undefined;
  readonly git_email?: string | undefined;
  readonly is_default_for_provider?: boolean | undefined;
  readonly personal_access_token?: string | undefined;
}

/** The caller's own credentials. `GET /api/2.0/git-credentials` */
export async function listGitCredentials(client: Client): Promise<readonly GitCredential[]> {
  const page = z.looseObject({ credentials: z.array(credential).nullish() });
  return (await client.get("gitCredentials.list", "/api/2.0/git-credentials", page)).credentials ?? [];
}

/**
 * One credential of the caller. `GET /api/2.0/git-credentials/{credential_id}`
 * @throws {ApiError} `not-found`
 */
export const getGitCredential = (client: Client, { credential_id }: { credential_id: string }) =>
  withFinder(client.get("gitCredentials.get", path`/api/2.0/git-credentials/${credential_id}`, credential));

/**
 * Stores a credential and returns it. `POST /api/2.0/git-credentials`
 * @throws {ApiError} `conflict` or `LIMIT_EXCEEDED` if the provider has one already: many workspaces allow one for each
 */
export const createGitCredential = (client: Client, body: GitCredentialFields): Promise<GitCredential> =>
  client.post("gitCredentials.create", "/api/2.0/git-credentials", credential, { body }).catch((error: unknown) => {
    if (!(error instanceof ApiError) || !/ALREADY_EXISTS|LIMIT_EXCEEDED/.test(error.errorCode ?? "")) throw error;
    throw error.with({ next: "This provider already has a credential. Change it with update_git_credential." });
  });

/**
 * Changes the given fields; the platform requires `git_provider`. `PATCH /api/2.0/git-credentials/{credential_id}`
 * @throws {ApiError} `not-found`
 */
export const updateGitCredential = (
  client: Client,
  { credential_id, ...body }: GitCredentialFields & { credential_id: string },
) =>
  withFinder(client.patch("gitCredentials.update", path`/api/2.0/git-credentials/${credential_id}`, nothing, { body }));

/**
 * Deletes a credential. `DELETE /api/2.0/git-credentials/{credential_id}`
 * @throws {ApiError} `not-found`
 */
export const deleteGitCredential = (client: Client, { credential_id }: { credential_id: string }) =>
  withFinder(client.delete("gitCredentials.delete", path`/api/2.0/git-credentials/${credential_id}`, nothing));

/** Names the tool that lists ids when a credential does not exist. */
const withFinder = <T>(result: Promise<T>): Promise<T> =>
  result.catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.kind !== "not-found") throw error;
    throw error.with({ next: "Find the credential's id with list_git_credentials." });
  });
