import * as z from "zod";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { text } from "../http/fields.ts";
import { path } from "../http/path.ts";

/** Types of objects with an access control list, as in the paths. */
export const OBJECT_TYPES = [
  "alerts",
  "alertsv2",
  "apps",
  "authorization",
  "cluster-policies",
  "clusters",
  "dashboards",
  "database-projects",
  "dbsql-dashboards",
  "directories",
  "experiments",
  "files",
  "genie",
  "instance-pools",
  "jobs",
  "knowledge-assistants",
  "notebooks",
  "pipelines",
  "queries",
  "registered-models",
  "repos",
  "serving-endpoints",
  "supervisor-agents",
  "vector-search-endpoints",
  "warehouses",
] as const;
/** A type of object with an access control list. */
export type ObjectType = (typeof OBJECT_TYPES)[number];

/** An object with an access control list. */
export interface PermissionsObject {
  readonly object_type: ObjectType;
  readonly object_id: string;
}

/** A permission of one principal, named by exactly one of the three names; service principals by application ID. */
export interface AccessControl {
  readonly user_name?: string | undefined;
  readonly group_name?: string | undefined;
  readonly service_principal_name?: string | undefined;
  readonly permission_level: string;
}

const permissions = z.looseObject({
  object_id: text,
  object_type: text,
  access_control_list: z
    .array(
      z.looseObject({
        user_name: text,
        group_name: text,
        service_principal_name: text,
        all_permissions: z
          .array(
            z.looseObject({
              permission_level: z.string(),
              inherited: z.boolean().nullish(),
              inherited_from_object: z.array(z.string()).nullish(),
            }),
          )
          .nullish(),
      }),
    )
    .nullish(),
});
/** The permissions on an object, direct and inherited. */
export type ObjectPermissions = z.output<typeof permissions>;

/** The permissions on an object. `GET /api/2.0/permissions/{object_type}/{object_id}` @throws {ApiError} `not-found` */
export const getPermissions = (client: Client, { object_type, object_id }: PermissionsObject) =>
  withListTools(client.get("permissions.get", path`/api/2.0/permissions/${object_type}/${object_id}`, permissions));

const level = z.looseObject({ permission_level: z.string(), description: text });
/** A permission level that can be granted on an object. */
export type PermissionLevel = z.output<typeof level>;

/**
 * The levels that can be granted on an object. `GET /api/2.0/permissions/{object_type}/{object_id}/permissionLevels`
 *
 * @throws {ApiError} `not-found`
 */
export const listPermissionLevels = async (
  client: Client,
  { object_type, object_id }: PermissionsObject,
): Promise<readonly PermissionLevel[]> => {
  const response = z.looseObject({ permission_levels: z.array(level).nullish() });
  const url = path`/api/2.0/permissions/${object_type}/${object_id}/permissionLevels`;
  return (await withListTools(client.get("permissions.getPermissionLevels", url, response))).permission_levels ?? [];
};

/**
 * Replaces all direct permissions on an object and returns the new ones.
 * `PUT /api/2.0/permissions/{object_type}/{object_id}`
 *
 * @throws {ApiError} `not-found` for an unknown object or principal
 */
export const setPermissions = (
  client: Client,
  { object_type, object_id }: PermissionsObject,
  access_control_list: readonly AccessControl[],
) =>
  withListTools(
    client.put("permissions.set", path`/api/2.0/permissions/${object_type}/${object_id}`, permissions, {
      body: { access_control_list },
      replay: "safe",
    }),
  );

/**
 * Adds direct permissions, or changes those of the same principals, and returns all permissions.
 * `PATCH /api/2.0/permissions/{object_type}/{object_id}`
 *
 * @throws {ApiError} `not-found` for an unknown object or principal
 */
export const updatePermissions = (
  client: Client,
  { object_type, object_id }: PermissionsObject,
  access_control_list: readonly AccessControl[],
) =>
  withListTools(
    client.patch("permissions.update", path`/api/2.0/permissions/${object_type}/${object_id}`, permissions, {
      body: { access_control_list },
      replay: "safe",
    }),
  );

/** One permission of one principal. Without `inherited_from`, it is granted on the object itself. */
export interface PrincipalPermission extends AccessControl {
  readonly inherited_from?: string | undefined;
}

/** Permissions as a flat list, with one item for each principal and level. */
export const flattenPermissions = ({ access_control_list }: ObjectPermissions): PrincipalPermission[] =>
  (access_control_list ?? []).flatMap(({ user_name, group_name, service_principal_name, all_permissions }) =>
    (all_permissions ?? []).map(({ permission_level, inherited, inherited_from_object }) => ({
      ...(user_name && { user_name }),
      ...(group_name && { group_name }),
      ...(service_principal_name && { service_principal_name }),
      permission_level,
      ...(inherited === true && { inherited_from: inherited_from_object?.join(", ") || "a parent" }),
    })),
  );

/** Adds to a `not-found` error where the IDs and names come from. */
const withListTools = <T>(response: Promise<T>): Promise<T> =>
  response.catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.kind !== "not-found") throw error;
    throw error.with({
      next: "Take the object's ID from its list tool (the object_id of notebooks, directories and files, the id of serving endpoints), and each principal from list_users, list_groups or list_service_principals.",
    });
  });
