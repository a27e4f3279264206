import * as z from "zod";
import * as api from "../../api/admin/permissions.ts";
import { text } from "../../core/fields.ts";
import { defineToolset } from "../../core/tool.ts";
import { view } from "../../core/view.ts";
import { oneLine } from "../../text.ts";

const permissions = defineToolset({
  id: "permissions",
  title: "Permissions",
  summary:
    "Permissions of users, groups and service principals on clusters, jobs, notebooks, warehouses and other objects.",
  default: false,
});

const isObjectType = (value: string): value is api.ObjectType => api.OBJECT_TYPES.some((known) => known === value);

const object = {
  // The error lists the types: in four schemas the list would cost more context than the tools themselves.
  object_type: z
    .string()
    .refine(isObjectType, `must be one of ${api.OBJECT_TYPES.join(", ")}`)
    .describe("Type of object in plural, e.g. jobs, notebooks, clusters"),
  object_id: z
    .string()
    .min(1)
    .max(500)
    .refine((id) => !id.startsWith("/"), "is a path; get_workspace_object returns the object_id of the object there")
    .describe("ID of the object"),
};

const isLevel = (level: string): boolean => /^[A-Z][A-Z_]{1,63}$/.test(level);
const principalName = z.string().min(1).max(500).optional();
const accessControlList = z
  .array(
    z
      .strictObject({
        user_name: principalName,
        group_name: principalName,
        service_principal_name: principalName,
        permission_level: z.string().refine(isLevel, "must be like CAN_MANAGE"),
      })
      .refine((entry) => principalsOf(entry).length === 1, "must name one user, group or service principal"),
  )
  .max(50);

const principalsOf = ({ user_name, group_name, service_principal_name }: Omit<api.AccessControl, "permission_level">) =>
  [user_name, group_name, service_principal_name].filter((name) => name !== undefined);

/** The permission of one principal. Without `inherited_from`, it is granted on the object itself. */
const permissionView = view(
  {
    user_name: text,
    group_name: text,
    service_principal_name: text,
    permission_level: z.string(),
    inherited_from: text,
  },
  ({ user_name, group_name, service_principal_name, permission_level, inherited_from }: api.PrincipalPermission) => ({
    user_name,
    group_name,
    service_principal_name,
    permission_level,
    inherited_from,
  }),
);

const output = z.object({ permissions: z.array(permissionView.schema) });

const permissionsOf = (found: api.ObjectPermissions) => ({
  permissions: api.flattenPermissions(found).map((permission) => permissionView(permission)),
});

export const getPermissions = permissions.tool({
  name: "get_permissions",
  title: "Get permissions",
  description:
    "Returns the permissions of users, groups and service principals on a workspace object. For Unity Catalog objects use get_grants.",
  access: "read",
  untrusted: true,
  input: z.strictObject(object),
  output,
  run: async (ctx, args) => permissionsOf(await api.getPermissions(ctx.client, args)),
});

const levelView = view(
  { permission_level: z.string(), description: text },
  ({ permission_level, description }: api.PermissionLevel) => ({ permission_level, description }),
);

export const listPermissionLevels = permissions.tool({
  name: "list_permission_levels",
  title: "List permission levels",
  description: "Lists the permission levels that can be granted on an object.",
  access: "read",
  input: z.strictObject(object),
  output: z.object({ permission_levels: z.array(levelView.schema) }),
  async run(ctx, args) {
    const levels = await api.listPermissionLevels(ctx.client, args);
    return { permission_levels: levels.map((level) => levelView(level)) };
  },
});

export const setPermissions = permissions.tool({
  name: "set_permissions",
  title: "Replace permissions",
  description:
    "Replaces all direct permissions on an object; inherited ones are kept. To change only some, use update_permissions.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    ...object,
    access_control_list: accessControlList.describe("All new direct permissions; service principals by application ID"),
  }),
  output,
  async confirm({ access_control_list, ...object }, ctx) {
    const current = api.flattenPermissions(await api.getPermissions(ctx.client, object));
    const given = access_control_list.flatMap(principalsOf);
    const losing = current.filter(
      (row) => row.inherited_from === undefined && !given.includes(principalsOf(row)[0] ?? ""),
    );
    const lost =
      losing.length === 0
        ? ""
        : ` It revokes the permissions of ${[...new Set(losing.flatMap(principalsOf))].map((name) => oneLine(name, 200)).join(", ")}.`;
    return `Replace the permissions of ${objectInWords(object)} with: ${entriesInWords(access_control_list)}?${lost}`;
  },
  async run(ctx, { access_control_list, ...object }) {
    return permissionsOf(await api.setPermissions(ctx.client, object, access_control_list));
  },
});

export const updatePermissions = permissions.tool({
  name: "update_permissions",
  title: "Add or change permissions",
  description: "Grants principals a permission level on an object and keeps the permissions of all others.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    ...object,
    access_control_list: accessControlList.min(1).describe("Permissions to add or change, as in set_permissions"),
  }),
  output,
  confirm: ({ access_control_list, ...object }) =>
    `On ${objectInWords(object)}, grant ${entriesInWords(access_control_list)}?`,
  async run(ctx, { access_control_list, ...object }) {
    return permissionsOf(await api.updatePermissions(ctx.client, object, access_control_list));
  },
});

const objectInWords = ({ object_type, object_id }: api.PermissionsObject): string =>
  `${object_type} ${oneLine(object_id)}`;

const entriesInWords = (list: readonly api.AccessControl[]): string =>
  list.length === 0
    ? "none"
    : list
        .map((entry) => {
          const kind =
            entry.group_name !== undefined ? "group " : entry.user_name !== undefined ? "" : "service principal ";
          return `${kind}${oneLine(principalsOf(entry)[0] ?? "")} ${entry.permission_level}`;
        })
        .join(", ");
