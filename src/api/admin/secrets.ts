import * as z from "zod";
import { oneLine } from "../../text.ts";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { nothing } from "../http/fields.ts";
import { int64 } from "../http/json.ts";

// `GET /api/2.0/secrets/get` is left out on purpose: no function here reads a secret's value. Every request lists its
// fields by name, because passing an object on as a whole could carry a value to the wrong place.

/** Permissions on a scope; each includes the ones before it. */
export const ACL_PERMISSIONS = ["READ", "WRITE", "MANAGE"] as const;
/** A permission in `ACL_PERMISSIONS`. */
export type AclPermission = (typeof ACL_PERMISSIONS)[number];

const scopeInfo = z.looseObject({ name: z.string(), backend_type: z.string().nullish() });
/** A secret scope. */
export type SecretScope = z.output<typeof scopeInfo>;

const secret = z.looseObject({ key: z.string(), last_updated_timestamp: int64.nullish() });
/** Key of a secret and the time of its last change in epoch milliseconds, never its value. */
export type SecretMetadata = z.output<typeof secret>;

const acl = z.looseObject({ principal: z.string(), permission: z.string() });
/** The permission of one principal on a scope. */
export type SecretAcl = z.output<typeof acl>;

/** All secret scopes. `GET /api/2.0/secrets/scopes/list` */
export async function listScopes(client: Client): Promise<readonly SecretScope[]> {
  const response = z.looseObject({ scopes: z.array(scopeInfo).nullish() });
  return (await client.get("secrets.listScopes", "/api/2.0/secrets/scopes/list", response)).scopes ?? [];
}

/**
 * Creates a scope. Only the caller can manage it, unless `initial_manage_principal` is given.
 * `POST /api/2.0/secrets/scopes/create`
 *
 * @throws {ApiError} `conflict` if it exists already
 */
export const createScope = (
  client: Client,
  { scope, initial_manage_principal }: { scope: string; initial_manage_principal?: "users" | undefined },
) => {
  const body = { scope, initial_manage_principal };
  return client
    .post("secrets.createScope", "/api/2.0/secrets/scopes/create", nothing, { body })
    .catch((error: unknown) => {
      if (!(error instanceof ApiError) || error.kind !== "conflict") throw error;
      throw error.with({ next: "Use the scope that exists, or choose another name." });
    });
};

/** Deletes a scope with all its secrets and ACLs. `POST /api/2.0/secrets/scopes/delete` @throws {ApiError} `not-found` */
export const deleteScope = (client: Client, { scope }: { scope: string }) =>
  withNextStep(
    scope,
    client.post("secrets.deleteScope", "/api/2.0/secrets/scopes/delete", nothing, { body: { scope } }),
  );

/** The keys in a scope. `GET /api/2.0/secrets/list` @throws {ApiError} `not-found` */
export async function listSecrets(client: Client, { scope }: { scope: string }): Promise<readonly SecretMetadata[]> {
  const response = z.looseObject({ secrets: z.array(secret).nullish() });
  return (
    (
      await withNextStep(
        scope,
        client.get("secrets.listSecrets", "/api/2.0/secrets/list", response, { query: { scope } }),
      )
    ).secrets ?? []
  );
}

/** Writes a value of at most 128 KB, replacing an existing one. `POST /api/2.0/secrets/put` @throws {ApiError} `not-found` */
export const putSecret = (
  client: Client,
  { scope, key, string_value }: { scope: string; key: string; string_value: string },
) => {
  const body = { scope, key, string_value };
  return withNextStep(
    scope,
    client.post("secrets.putSecret", "/api/2.0/secrets/put", nothing, { body, replay: "safe" }),
  );
};

/** Deletes a secret. `POST /api/2.0/secrets/delete` @throws {ApiError} `not-found` */
export const deleteSecret = (client: Client, { scope, key }: { scope: string; key: string }) =>
  withNextStep(
    scope,
    client.post("secrets.deleteSecret", "/api/2.0/secrets/delete", nothing, { body: { scope, key } }),
  );

/**
 * The permissions on a scope. `GET /api/2.0/secrets/acls/list`
 *
 * @throws {ApiError} `permission` without MANAGE on the scope
 */
export async function listAcls(client: Client, { scope }: { scope: string }): Promise<readonly SecretAcl[]> {
  // Older workspaces call the array `acls`.
  const response = z.looseObject({ items: z.array(acl).nullish(), acls: z.array(acl).nullish() });
  const query = { scope };
  const { items, acls } = await withNextStep(
    scope,
    client.get("secrets.listAcls", "/api/2.0/secrets/acls/list", response, { query }),
  );
  return items ?? acls ?? [];
}

/** The permission of one principal on a scope. `GET /api/2.0/secrets/acls/get` @throws {ApiError} `not-found` */
export const getAcl = (
  client: Client,
  { scope, principal }: { scope: string; principal: string },
): Promise<SecretAcl> =>
  withNextStep(scope, client.get("secrets.getAcl", "/api/2.0/secrets/acls/get", acl, { query: { scope, principal } }));

/** Sets a principal's permission on a scope, replacing its current one. `POST /api/2.0/secrets/acls/put` */
export const putAcl = (
  client: Client,
  { scope, principal, permission }: { scope: string; principal: string; permission: AclPermission },
) => {
  const body = { scope, principal, permission };
  return withNextStep(
    scope,
    client.post("secrets.putAcl", "/api/2.0/secrets/acls/put", nothing, { body, replay: "safe" }),
  );
};

/** Revokes a principal's permission on a scope. `POST /api/2.0/secrets/acls/delete` @throws {ApiError} `not-found` */
export const deleteAcl = (client: Client, { scope, principal }: { scope: string; principal: string }) =>
  withNextStep(
    scope,
    client.post("secrets.deleteAcl", "/api/2.0/secrets/acls/delete", nothing, { body: { scope, principal } }),
  );

/** Adds a next step to the errors of requests about a scope. */
const withNextStep = <T>(name: string, response: Promise<T>): Promise<T> =>
  response.catch((error: unknown) => {
    if (!(error instanceof ApiError)) throw error;
    if (error.errorCode === "BAD_REQUEST") {
      throw error.with({
        next: "If the scope is backed by Azure Key Vault, change it in Azure; it is read-only here.",
      });
    }
    if (error.kind !== "not-found") throw error;
    throw error.with({
      next: `Check the scope with list_secret_scopes, and its keys and principals with list_secrets and list_secret_acls of ${oneLine(name)}.`,
    });
  });
