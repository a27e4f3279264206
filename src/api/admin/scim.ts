import * as z from "zod";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { nothing, text } from "../http/fields.ts";
import { id64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";
import type { PatchOperation } from "./scim-patch.ts";

// SCIM uses camelCase. These functions use snake_case, like the rest of the platform.

const ME = "/api/2.0/preview/scim/v2/Me";
const PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const SCHEMA = {
  Users: "urn:ietf:params:scim:schemas:core:2.0:User",
  Groups: "urn:ietf:params:scim:schemas:core:2.0:Group",
  ServicePrincipals: "urn:ietf:params:scim:schemas:core:2.0:ServicePrincipal",
};

/** PrincipalKind of principal, as in the paths. */
export type PrincipalKind = keyof typeof SCHEMA;

/** Attributes that a list returns. Groups and members are left out because the platform expands them slowly. */
const SUMMARY: Readonly<Record<PrincipalKind, string>> = {
  Users: "id,userName,displayName,active",
  Groups: "id,displayName",
  ServicePrincipals: "id,applicationId,displayName,active",
};

const complex = z
  .array(z.looseObject({ value: text, display: text, $ref: text }))
  .nullish()
  .transform((values) => values ?? []);

const principal = z
  .looseObject({
    id: id64,
    userName: text,
    applicationId: text,
    displayName: text,
    active: z.boolean().nullish(),
    groups: complex,
    members: complex,
    entitlements: complex,
    roles: complex,
  })
  .transform(({ id, userName, applicationId, displayName, active, groups, members, entitlements, roles }) => ({
    id,
    user_name: userName,
    application_id: applicationId,
    display_name: displayName,
    active,
    groups,
    members,
    entitlements,
    roles,
  }));
/** A user, group or service principal. `roles` are instance profiles. */
export type Principal = z.output<typeof principal>;

const SERVICES = { Users: "usersV2", Groups: "groupsV2", ServicePrincipals: "servicePrincipalsV2" } as const;

/** The operation on this kind of principal: the reference has a service for each kind. */
const operation = <V extends "list" | "get" | "create" | "patch" | "delete">(kind: PrincipalKind, verb: V) =>
  `${SERVICES[kind]}.${verb}` as const;

/** The user or service principal that the credential belongs to. `GET /api/2.0/preview/scim/v2/Me` */
export const getCurrentUser = (client: Client): Promise<Principal> => client.get("currentUser.me", ME, principal);

/** The caller's home folder, `/Users/<name>`, or `/` if the workspace does not identify the caller. */
export const homeFolder = async (client: Client): Promise<string> => {
  try {
    const { userName } = await client.get("currentUser.me", ME, z.looseObject({ userName: z.string() }));
    return `/Users/${userName}`;
  } catch (error) {
    if (error instanceof ApiError && ["not-found", "not-available", "permission"].includes(error.kind)) return "/";
    throw error;
  }
};

/**
 * One page of principals with the attributes in `SUMMARY`. A page token is the one-based index of the page's first item.
 * `GET /api/2.0/preview/scim/v2/{Users|Groups|ServicePrincipals}`
 */
export async function listPrincipals(
  client: Client,
  kind: PrincipalKind,
  { filter, count, page_token }: { filter?: string | undefined; count: number; page_token?: string | undefined },
): Promise<Page<Principal>> {
  const startIndex = page_token === undefined ? 1 : Number(page_token);
  const response = z.looseObject({ totalResults: z.number().nullish(), Resources: z.array(principal).nullish() });
  const { totalResults, Resources } = await client.get(
    operation(kind, "list"),
    path`/api/2.0/preview/scim/v2/${kind}`,
    response,
    {
      query: { attributes: SUMMARY[kind], count, filter, startIndex },
    },
  );
  const items = Resources ?? [];
  const after = startIndex + items.length;
  // A page may have fewer items than requested. Only the total, or an empty page, marks the end.
  return { items, ...(items.length > 0 && after <= (totalResults ?? 0) && { next: String(after) }) };
}

/**
 * One principal with all attributes. `GET …/Users/{id}`
 *
 * @throws {ApiError} `not-found`
 */
export const getPrincipal = (client: Client, kind: PrincipalKind, { id }: { id: string }): Promise<Principal> =>
  withListTool(kind, client.get(operation(kind, "get"), path`/api/2.0/preview/scim/v2/${kind}/${id}`, principal));

/** Fields of a principal to create. `members` are IDs. */
export interface NewPrincipal {
  readonly user_name?: string | undefined;
  readonly application_id?: string | undefined;
  readonly display_name?: string | undefined;
  readonly members?: readonly string[] | undefined;
  readonly entitlements?: readonly string[] | undefined;
}

/**
 * Creates a principal and returns it with all attributes. `POST …/Users`
 *
 * @throws {ApiError} `conflict` if it exists already
 */
export const createPrincipal = (client: Client, kind: PrincipalKind, fields: NewPrincipal): Promise<Principal> => {
  const valued = (values: readonly string[] | undefined) => values?.map((value) => ({ value }));
  const body = {
    schemas: [SCHEMA[kind]],
    userName: fields.user_name,
    applicationId: fields.application_id,
    displayName: fields.display_name,
    members: valued(fields.members),
    entitlements: valued(fields.entitlements),
  };
  return client
    .post(operation(kind, "create"), path`/api/2.0/preview/scim/v2/${kind}`, principal, { body })
    .catch((error: unknown) => {
      if (!(error instanceof ApiError) || error.kind !== "conflict") throw error;
      throw error.with({ next: `It exists already. Find it with ${LISTED_BY[kind]} and update it.` });
    });
};

/** Applies all operations or none. `PATCH …/Users/{id}` @throws {ApiError} `not-found` */
export const patchPrincipal = (
  client: Client,
  kind: PrincipalKind,
  id: string,
  Operations: readonly PatchOperation[],
) => {
  const body = { schemas: [PATCH], Operations };
  return withListTool(
    kind,
    client.patch(operation(kind, "patch"), path`/api/2.0/preview/scim/v2/${kind}/${id}`, nothing, { body }),
  );
};

/** Removes a principal from the workspace. `DELETE …/Users/{id}` @throws {ApiError} `not-found` */
export const deletePrincipal = (client: Client, kind: PrincipalKind, { id }: { id: string }) =>
  withListTool(kind, client.delete(operation(kind, "delete"), path`/api/2.0/preview/scim/v2/${kind}/${id}`, nothing));

/** The user, service principal or group with this ID; `undefined` if there is none. At most three requests. */
export async function findPrincipal(client: Client, id: string): Promise<Principal | undefined> {
  for (const kind of ["Users", "ServicePrincipals", "Groups"] as const) {
    const found = await getPrincipal(client, kind, { id }).catch((error: unknown) => {
      if (error instanceof ApiError && error.kind === "not-found") return undefined;
      throw error;
    });
    if (found) return found;
  }
  return undefined;
}

const LISTED_BY: Readonly<Record<PrincipalKind, string>> = {
  Users: "list_users",
  Groups: "list_groups",
  ServicePrincipals: "list_service_principals",
};

/** Adds the list tool of this kind to a `not-found` error. */
const withListTool = <T>(kind: PrincipalKind, response: Promise<T>): Promise<T> =>
  response.catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.kind !== "not-found") throw error;
    throw error.with({ next: `Find the ID with ${LISTED_BY[kind]}.` });
  });
