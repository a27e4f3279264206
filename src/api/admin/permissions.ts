import * as z from "zod";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { text } from "../http/fields.ts";
import { path } from "../http/path.ts";

/** What has an access control list, as the paths name it. */
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
export type ObjectType = (typeof OBJECT_TYPES)[number];

export interface PermissionsObject {
  readonly object_type: ObjectType;
  readonly object_id: string;
}

/** One of the three names says whose it is; a service principal's is its application id. */
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
export type ObjectPermissions = z.output<typeof permissions>;

/** `GET /api/2.0/permissions/{object_type}/{object_id}` */
export const getPermissions = (client: Client, { object_type, object_id }: PermissionsObject) =>
  located(client.get("permissions.get", path`/api/2.0/permissions/${object_type}/${object_id}`, permissions));

/** `GET /api/2.0/permissions/{object_type}/{object_id}/permissionLevels` */
export const listPermissionLevels = async (client: Client, { object_type, object_id }: PermissionsObject) => {
  const level = z.looseObject({ permission_level: z.string(), description: text });
  const answer = z.looseObject({ permission_levels: z.array(level).nullish() });
  const url = path`/api/2.0/permissions/${object_type}/${object_id}/permissionLevels`;
  return (await located(client.get("permissions.getPermissionLevels", url, answer))).permission_levels ?? [];
};

/** Puts this in place of all direct permissions. `PUT /api/2.0/permissions/{object_type}/{object_id}` */
export const setPermissions = (
  client: Client,
  { object_type, object_id }: PermissionsObject,
  access_control_list: readonly AccessControl[],
) =>
  located(
    client.put("permissions.set", path`/api/2.0/permissions/${object_type}/${object_id}`, permissions, {
      body: { access_control_list },
      replay: "safe",
    }),
  );

/** Adds these to the direct permissions. `PATCH /api/2.0/permissions/{object_type}/{object_id}` */
export const updatePermissions = (
  client: Client,
  { object_type, object_id }: PermissionsObject,
  access_control_list: readonly AccessControl[],
) =>
  located(
    client.patch("permissions.update", path`/api/2.0/permissions/${object_type}/${object_id}`, permissions, {
      body: { access_control_list },
      replay: "safe",
    }),
  );

/** One row a principal and level; without `inherited`, it was given on the object itself. */
export const permissionRows = ({ access_control_list }: ObjectPermissions) =>
  (access_control_list ?? []).flatMap(({ user_name, group_name, service_principal_name, all_permissions }) =>
    (all_permissions ?? []).map(({ permission_level, inherited, inherited_from_object }) => ({
      ...(user_name && { user_name }),
      ...(group_name && { group_name }),
      ...(service_principal_name && { service_principal_name }),
      permission_level,
      ...(inherited === true && { inherited_from: inherited_from_object?.join(", ") || "a parent" }),
    })),
  );

const located = <T>(answer: Promise<T>): Promise<T> =>
  answer.catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.kind !== "not-found") throw error;
    throw error.with({
      next: "Take the object's id (of notebooks, directories and files the object_id, of serving endpoints the id) from its list tool, and each principal from list_users, list_groups or list_service_principals.",
    });
  });
