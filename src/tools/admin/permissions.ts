import * as z from "zod";
import * as api from "../../api/admin/permissions.ts";
import { text } from "../../core/fields.ts";
import { defineToolset } from "../../core/tool.ts";
import { compact } from "../../records.ts";
import { oneLine } from "../../text.ts";

const permissions = defineToolset({
  id: "permissions",
  title: "Permissions",
  summary: "Who may use, run, change or manage clusters, jobs, notebooks, warehouses and every other object.",
  default: false,
});

const isObjectType = (value: string): value is api.ObjectType => api.OBJECT_TYPES.some((known) => known === value);

const object = {
  // The list is spelt out in the error: in four schemas it would cost more than the tools.
  object_type: z
    .string()
    .refine(isObjectType, `must be one of ${api.OBJECT_TYPES.join(", ")}`)
    .describe("e.g. jobs, notebooks"),
  object_id: z
    .string()
    .min(1)
    .max(500)
    .refine((id) => !id.startsWith("/"), "is a path: get_workspace_object tells the object_id of what is there")
    .describe("Its id"),
};

const isLevel = (level: string): boolean => /^[A-Z][A-Z_]{1,63}$/.test(level);
const who = z.string().min(1).max(500).optional();
const accessControlList = z
  .array(
    z
      .strictObject({
        user_name: who,
        group_name: who,
        service_principal_name: who,
        permission_level: z.string().refine(isLevel, "must be like CAN_MANAGE"),
      })
      .refine((entry) => names(entry).length === 1, "must name one user, group or service principal"),
  )
  .max(50);

const names = ({ user_name, group_name, service_principal_name }: Omit<api.AccessControl, "permission_level">) =>
  [user_name, group_name, service_principal_name].filter((name) => name !== undefined);

const output = z.object({
  permissions: z.array(
    z.object({
      user_name: text,
      group_name: text,
      service_principal_name: text,
      permission_level: z.string(),
      inherited_from: text,
    }),
  ),
});

export const getPermissions = permissions.tool({
  name: "get_permissions",
  title: "Get permissions",
  description: "Returns who may do what with an object; get_grants does for Unity Catalog.",
  access: "read",
  untrusted: true,
  input: z.strictObject(object),
  output,
  run: async (ctx, args) => ({ permissions: api.permissionRows(await api.getPermissions(ctx.client, args)) }),
});

export const listPermissionLevels = permissions.tool({
  name: "list_permission_levels",
  title: "List permission levels",
  description: "Lists the levels an object has.",
  access: "read",
  input: z.strictObject(object),
  output: z.object({ permission_levels: z.array(z.object({ permission_level: z.string(), description: text })) }),
  run: async (ctx, args) => ({
    permission_levels: (await api.listPermissionLevels(ctx.client, args)).map(({ permission_level, description }) => ({
      permission_level,
      ...compact({ description }),
    })),
  }),
});

export const setPermissions = permissions.tool({
  name: "set_permissions",
  title: "Replace permissions",
  description: "Replaces all direct permissions of an object.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    ...object,
    access_control_list: accessControlList.describe("The new ones; service principals by application id"),
  }),
  output,
  async confirm({ access_control_list, ...object }, ctx) {
    const current = api.permissionRows(await api.getPermissions(ctx.client, object));
    const given = access_control_list.flatMap(names);
    const losing = current.filter((row) => row.inherited_from === undefined && !given.includes(names(row)[0] ?? ""));
    const lost =
      losing.length === 0
        ? ""
        : ` It takes away what was given to ${[...new Set(losing.flatMap(names))].map((name) => oneLine(name, 200)).join(", ")}.`;
    return `Replace the permissions of ${inWords(object)} with: ${entries(access_control_list)}?${lost}`;
  },
  async run(ctx, { access_control_list, ...object }) {
    return { permissions: api.permissionRows(await api.setPermissions(ctx.client, object, access_control_list)) };
  },
});

export const updatePermissions = permissions.tool({
  name: "update_permissions",
  title: "Add or change permissions",
  description: "Gives principals a level on an object and leaves the rest.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ ...object, access_control_list: accessControlList.min(1).describe("As in set_permissions") }),
  output,
  confirm: ({ access_control_list, ...object }) => `On ${inWords(object)}, give ${entries(access_control_list)}?`,
  async run(ctx, { access_control_list, ...object }) {
    return { permissions: api.permissionRows(await api.updatePermissions(ctx.client, object, access_control_list)) };
  },
});

const inWords = ({ object_type, object_id }: api.PermissionsObject): string => `${object_type} ${oneLine(object_id)}`;

const entries = (list: readonly api.AccessControl[]): string =>
  list.length === 0
    ? "none"
    : list
        .map((entry) => {
          const kind =
            entry.group_name !== undefined ? "group " : entry.user_name !== undefined ? "" : "service principal ";
          return `${kind}${oneLine(names(entry)[0] ?? "")} ${entry.permission_level}`;
        })
        .join(", ");
