import * as z from "zod";
import { oneLine } from "../../text.ts";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { nothing } from "../http/fields.ts";
import { int64 } from "../http/json.ts";

// `GET /api/2.0/secrets/get` is left out on purpose: nothing here reads a secret's value. Every request is made of named
// fields: an object passed on whole could carry a value to where it does not belong.

export const ACL_PERMISSIONS = ["READ", "WRITE", "MANAGE"] as const;
export type AclPermission = (typeof ACL_PERMISSIONS)[number];

const scopeInfo = z.looseObject({ name: z.string(), backend_type: z.string().nullish() });
export type SecretScope = z.output<typeof scopeInfo>;

/** Name and time of the last change, in epoch milliseconds. */
const secret = z.looseObject({ key: z.string(), last_updated_timestamp: int64.nullish() });
export type SecretMetadata = z.output<typeof secret>;

const acl = z.looseObject({ principal: z.string(), permission: z.string() });
export type SecretAcl = z.output<typeof acl>;

/** `GET /api/2.0/secrets/scopes/list` */
export async function listScopes(client: Client): Promise<readonly SecretScope[]> {
  const answer = z.looseObject({ scopes: z.array(scopeInfo).nullish() });
  return (await client.get("secrets.listScopes", "/api/2.0/secrets/scopes/list", answer)).scopes ?? [];
}

/** Without `initial_manage_principal` the caller alone manages it. `POST /api/2.0/secrets/scopes/create` */
export const createScope = (
  client: Client,
  { scope, initial_manage_principal }: { scope: string; initial_manage_principal?: "users" | undefined },
) => {
  const body = { scope, initial_manage_principal };
  return client
    .post("secrets.createScope", "/api/2.0/secrets/scopes/create", nothing, { body })
    .catch((error: unknown) => {
      if (!(error instanceof ApiError) || error.kind !== "conflict") throw error;
      throw error.with({ next: "The scope exists already: use it, or choose another name." });
    });
};

/** With all its secrets and ACLs. `POST /api/2.0/secrets/scopes/delete` */
export const deleteScope = (client: Client, { scope }: { scope: string }) =>
  inScope(scope, client.post("secrets.deleteScope", "/api/2.0/secrets/scopes/delete", nothing, { body: { scope } }));

/** Names only. `GET /api/2.0/secrets/list` */
export async function listSecrets(client: Client, { scope }: { scope: string }): Promise<readonly SecretMetadata[]> {
  const answer = z.looseObject({ secrets: z.array(secret).nullish() });
  return (
    (await inScope(scope, client.get("secrets.listSecrets", "/api/2.0/secrets/list", answer, { query: { scope } })))
      .secrets ?? []
  );
}

/** Writes a value of at most 128 KB, over what is there. `POST /api/2.0/secrets/put` */
export const putSecret = (
  client: Client,
  { scope, key, string_value }: { scope: string; key: string; string_value: string },
) => {
  const body = { scope, key, string_value };
  return inScope(scope, client.post("secrets.putSecret", "/api/2.0/secrets/put", nothing, { body, replay: "safe" }));
};

/** `POST /api/2.0/secrets/delete` */
export const deleteSecret = (client: Client, { scope, key }: { scope: string; key: string }) =>
  inScope(scope, client.post("secrets.deleteSecret", "/api/2.0/secrets/delete", nothing, { body: { scope, key } }));

/** Who may do what in a scope; needs MANAGE. `GET /api/2.0/secrets/acls/list` */
export async function listAcls(client: Client, { scope }: { scope: string }): Promise<readonly SecretAcl[]> {
  // Older workspaces call the array `acls`.
  const answer = z.looseObject({ items: z.array(acl).nullish(), acls: z.array(acl).nullish() });
  const query = { scope };
  const { items, acls } = await inScope(
    scope,
    client.get("secrets.listAcls", "/api/2.0/secrets/acls/list", answer, { query }),
  );
  return items ?? acls ?? [];
}

/** `GET /api/2.0/secrets/acls/get` */
export const getAcl = (
  client: Client,
  { scope, principal }: { scope: string; principal: string },
): Promise<SecretAcl> =>
  inScope(scope, client.get("secrets.getAcl", "/api/2.0/secrets/acls/get", acl, { query: { scope, principal } }));

/** Replaces the principal's permission. `POST /api/2.0/secrets/acls/put` */
export const putAcl = (
  client: Client,
  { scope, principal, permission }: { scope: string; principal: string; permission: AclPermission },
) => {
  const body = { scope, principal, permission };
  return inScope(scope, client.post("secrets.putAcl", "/api/2.0/secrets/acls/put", nothing, { body, replay: "safe" }));
};

/** `POST /api/2.0/secrets/acls/delete` */
export const deleteAcl = (client: Client, { scope, principal }: { scope: string; principal: string }) =>
  inScope(
    scope,
    client.post("secrets.deleteAcl", "/api/2.0/secrets/acls/delete", nothing, { body: { scope, principal } }),
  );

const inScope = <T>(name: string, answer: Promise<T>): Promise<T> =>
  answer.catch((error: unknown) => {
    if (!(error instanceof ApiError)) throw error;
    if (error.errorCode === "BAD_REQUEST") {
      throw error.with({ next: "A scope backed by Azure Key Vault is read-only here: change it in Azure." });
    }
    if (error.kind !== "not-found") throw error;
    throw error.with({
      next: `list_secret_scopes shows the scopes, list_secrets and list_secret_acls what is in ${oneLine(name)}.`,
    });
  });
