import * as z from "zod";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { nothing, text } from "../http/fields.ts";
import { id64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";
import type { PatchOperation } from "./scim-patch.ts";

// SCIM writes camelCase; here it becomes the snake_case of the rest of the platform.

const ME = "/api/2.0/preview/scim/v2/Me";
const PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const SCHEMA = {
  Users: "urn:ietf:params:scim:schemas:core:2.0:User",
  Groups: "urn:ietf:params:scim:schemas:core:2.0:Group",
  ServicePrincipals: "urn:ietf:params:scim:schemas:core:2.0:ServicePrincipal",
};

/** What kind of principal, as in the paths. */
export type Kind = keyof typeof SCHEMA;

/** What a listing says of each: groups with their members are costly to expand. */
const SUMMARY: Readonly<Record<Kind, string>> = {
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

/** The reference has one service a kind. */
const operation = <V extends "list" | "get" | "create" | "patch" | "delete">(kind: Kind, verb: V) =>
  `${SERVICES[kind]}.${verb}` as const;

/** Who the credential belongs to. `GET /api/2.0/preview/scim/v2/Me` */
export const getCurrentUser = (client: Client): Promise<Principal> => client.get("currentUser.me", ME, principal);

/** `/Users/<name>` of the caller, or `/` where the workspace does not tell who calls. */
export const homeFolder = async (client: Client): Promise<string> => {
  try {
    const { userName } = await client.get("currentUser.me", ME, z.looseObject({ userName: z.string() }));
    return `/Users/${userName}`;
  } catch (error) {
    if (error instanceof ApiError && ["not-found", "not-available", "permission"].includes(error.kind)) return "/";
    throw error;
  }
};

/** One page; its token is the place of the first one in the whole listing. `GET …/Users?startIndex=&count=` */
export async function listPrincipals(
  client: Client,
  kind: Kind,
  { filter, count, page_token }: { filter?: string | undefined; count: number; page_token?: string | undefined },
): Promise<Page<Principal>> {
  const startIndex = page_token === undefined ? 1 : Number(page_token);
  const answer = z.looseObject({ totalResults: z.number().nullish(), Resources: z.array(principal).nullish() });
  const { totalResults, Resources } = await client.get(
    operation(kind, "list"),
    path`/api/2.0/preview/scim/v2/${kind}`,
    answer,
    {
      query: { attributes: SUMMARY[kind], count, filter, startIndex },
    },
  );
  const items = Resources ?? [];
  const after = startIndex + items.length;
  // The platform may give fewer than asked for; only the total tells, or an empty page.
  return { items, ...(items.length > 0 && after <= (totalResults ?? 0) && { next: String(after) }) };
}

/** In full. `GET …/Users/{id}` */
export const getPrincipal = (client: Client, kind: Kind, { id }: { id: string }): Promise<Principal> =>
  located(kind, client.get(operation(kind, "get"), path`/api/2.0/preview/scim/v2/${kind}/${id}`, principal));

export interface NewPrincipal {
  readonly user_name?: string | undefined;
  readonly application_id?: string | undefined;
  readonly display_name?: string | undefined;
  readonly members?: readonly string[] | undefined;
  readonly entitlements?: readonly string[] | undefined;
}

/** `POST …/Users` */
export const createPrincipal = (client: Client, kind: Kind, fields: NewPrincipal): Promise<Principal> => {
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
      throw error.with({ next: `It exists already: find it with ${LISTED_BY[kind]} and change that one.` });
    });
};

/** All operations or none. `PATCH …/Users/{id}` */
export const patchPrincipal = (client: Client, kind: Kind, id: string, Operations: readonly PatchOperation[]) => {
  const body = { schemas: [PATCH], Operations };
  return located(
    kind,
    client.patch(operation(kind, "patch"), path`/api/2.0/preview/scim/v2/${kind}/${id}`, nothing, { body }),
  );
};

/** `DELETE …/Users/{id}` */
export const deletePrincipal = (client: Client, kind: Kind, { id }: { id: string }) =>
  located(kind, client.delete(operation(kind, "delete"), path`/api/2.0/preview/scim/v2/${kind}/${id}`, nothing));

/** The name of a group's member, whichever kind it is of; nothing for an id that nobody has. */
export async function nameOf(client: Client, id: string): Promise<string | undefined> {
  for (const kind of ["Users", "ServicePrincipals", "Groups"] as const) {
    const found = await getPrincipal(client, kind, { id }).catch((error: unknown) => {
      if (error instanceof ApiError && error.kind === "not-found") return undefined;
      throw error;
    });
    if (found) return found.user_name ?? found.display_name ?? found.application_id ?? undefined;
  }
  return undefined;
}

const LISTED_BY: Readonly<Record<Kind, string>> = {
  Users: "list_users",
  Groups: "list_groups",
  ServicePrincipals: "list_service_principals",
};

const located = <T>(kind: Kind, answer: Promise<T>): Promise<T> =>
  answer.catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.kind !== "not-found") throw error;
    throw error.with({ next: `Find the id with ${LISTED_BY[kind]}.` });
  });
