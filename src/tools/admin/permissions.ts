import * as z from "zod";
import * as api from "../../api/admin/permissions.ts";
import type { Context } from "../../core/calls/context.ts";
import type { CallFacts } from "../../core/consent/facts.ts";
import { text } from "../../core/fields.ts";
import { view } from "../../core/view.ts";
import { mustBeGrantable } from "./grantable-levels.ts";
import { permissionChanges } from "./permission-facts.ts";
import { resolveObject, withId } from "./permission-objects.ts";
import { objectType, permissions } from "./permissions-toolset.ts";

const object = {
  object_type: objectType("Type of object, e.g. job, notebook, cluster"),
  object_id: z.string().min(1).max(4096).describe("ID, path or name"),
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
      .refine(namesOne, "must name one user, group or service principal"),
  )
  .max(50);

function namesOne({ user_name, group_name, service_principal_name }: Omit<api.AccessControl, "permission_level">) {
  return [user_name, group_name, service_principal_name].filter((name) => name !== undefined).length === 1;
}

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
  servedIn: ["admin"],
  description:
    "Returns the permissions of users, groups and service principals on a workspace object. For Unity Catalog objects use get_grants.",
  access: "read",
  untrusted: true,
  input: z.strictObject(object),
  output,
  run: async (ctx, args) => permissionsOf(await api.getPermissions(ctx.client, await withId(ctx, args))),
});

const levelView = view(
  { permission_level: z.string(), description: text },
  ({ permission_level, description }: api.PermissionLevel) => ({ permission_level, description }),
);

export const listPermissionLevels = permissions.tool({
  name: "list_permission_levels",
  title: "List permission levels",
  servedIn: [],
  description: "Lists the permission levels that can be granted on an object.",
  access: "read",
  untrusted: true,
  input: z.strictObject(object),
  output: z.object({ permission_levels: z.array(levelView.schema) }),
  async run(ctx, args) {
    const levels = await api.listPermissionLevels(ctx.client, await withId(ctx, args));
    return { permission_levels: levels.map((level) => levelView(level)) };
  },
});

export const setPermissions = permissions.tool({
  name: "set_permissions",
  title: "Replace permissions",
  servedIn: [],
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
  covers: "permissions.set",
  affects: ({ access_control_list, ...object }, ctx) =>
    factsOf(ctx, object, access_control_list, { effect: "Replace the permissions on", replacing: true }),
  async run(ctx, { access_control_list, ...object }) {
    return permissionsOf(await api.setPermissions(ctx.client, await withId(ctx, object), access_control_list));
  },
});

export const updatePermissions = permissions.tool({
  name: "update_permissions",
  title: "Add or change permissions",
  servedIn: ["admin"],
  description: "Grants principals a permission level on an object and keeps the permissions of all others.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    ...object,
    access_control_list: accessControlList
      .min(1)
      .describe("Permissions to add or change; service principals by application ID"),
  }),
  output,
  covers: "permissions.update",
  affects: ({ access_control_list, ...object }, ctx) =>
    factsOf(ctx, object, access_control_list, { effect: "Change the permissions on", replacing: false }),
  async run(ctx, { access_control_list, ...object }) {
    return permissionsOf(await api.updatePermissions(ctx.client, await withId(ctx, object), access_control_list));
  },
});

/** The object with its name, and everything that changes for principals. An unchanged list changes nothing. */
async function factsOf(
  ctx: Context,
  object: api.PermissionsObject,
  given: readonly api.AccessControl[],
  { effect, replacing }: { readonly effect: string; readonly replacing: boolean },
): Promise<CallFacts> {
  const resolved = await resolveObject(ctx, object);
  const { affected, unresolved } = resolved;
  await mustBeGrantable(ctx, resolved, given);
  const consequences = await permissionChanges(ctx, resolved, given, replacing);
  return { effect, objects: [affected], consequences, ...(unresolved !== undefined && { unresolved }) };
}
