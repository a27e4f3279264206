import * as z from "zod";
import * as api from "../../api/admin/scim.ts";
import {
  changeAccess,
  changeQuestion,
  deleted,
  deletedOutput,
  groupNames,
  id,
  identity,
  listArguments,
  listed,
  memberList,
  memberNames,
  members,
  named,
  principalChanges,
  principalView,
  rights,
  updated,
  updatedOutput,
} from "./identity-toolset.ts";

const groupId = id("list_groups");

export const listGroups = identity.tool({
  name: "list_groups",
  title: "List groups",
  description: "Lists groups.",
  access: "read",
  untrusted: true,
  input: listArguments('e.g. displayName sw "eng"'),
  output: z.object({ groups: z.array(z.object(groupNames)), next_page_token: z.string().optional() }),
  async run(ctx, args) {
    const { found: groups, ...more } = await listed(ctx, "Groups", args);
    return { groups, ...more };
  },
});

export const getGroup = identity.tool({
  name: "get_group",
  title: "Get a group",
  description: "Returns a group with its members and entitlements.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ id: groupId }),
  output: z.object({ ...groupNames, ...rights, ...memberList }),
  run: async (ctx, args) => principalView(await api.getPrincipal(ctx.client, "Groups", args)),
});

export const createGroup = identity.tool({
  name: "create_group",
  title: "Create a group",
  description: "Creates a group of the workspace.",
  // Members could gain what was granted to a name that is used again.
  access: changeAccess,
  untrusted: true,
  input: z.strictObject({
    display_name: z.string().min(1).max(500).describe("Unique"),
    members: members("Their ids"),
  }),
  output: z.object(groupNames),
  async confirm({ display_name, members = [] }, ctx) {
    const who = members.length > 0 ? `, of ${await memberNames(ctx, members)}` : "";
    return `Create the group "${display_name}"${who}?`;
  },
  run: async (ctx, args) => principalView(await api.createPrincipal(ctx.client, "Groups", args)),
});

export const updateGroup = identity.tool({
  name: "update_group",
  title: "Update a group",
  description: "Changes a group's name, members or entitlements.",
  access: changeAccess,
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    id: groupId,
    ...principalChanges,
    add_members: members("Ids"),
    remove_members: members("Ids"),
  }),
  output: updatedOutput,
  confirm: async (args, ctx) =>
    `${await changeQuestion(ctx, "Groups", args)} Its members may do what the group may do.`,
  run: (ctx, args) => updated(ctx, "Groups", args),
});

export const deleteGroup = identity.tool({
  name: "delete_group",
  title: "Delete a group",
  description: "Deletes a group, not its members.",
  access: "destructive",
  idempotent: true,
  input: z.strictObject({ id: groupId }),
  output: deletedOutput,
  confirm: async ({ id }, ctx) =>
    `Delete ${await named(ctx, "Groups", id)}? Its members lose what they may do through it.`,
  run: (ctx, args) => deleted(ctx, "Groups", args),
});
