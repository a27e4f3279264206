import * as z from "zod";
import * as api from "../../api/admin/scim.ts";
import { text } from "../../core/fields.ts";
import {
  changeAccess,
  changeQuestion,
  deletedOutput,
  deletePrincipal,
  identity,
  listArguments,
  memberIds,
  membersInWords,
  principalChanges,
  principalId,
  principalInWords,
  readPrincipals,
  updatedOutput,
  updatePrincipal,
} from "./identity-toolset.ts";
import { groupDetails, groupSummary } from "./principal-view.ts";

const groupId = principalId("list_groups");

export const listGroups = identity.tool({
  name: "list_groups",
  title: "List groups",
  description: "Lists the groups of the workspace. get_group shows a group's members and entitlements.",
  access: "read",
  untrusted: true,
  input: listArguments('displayName sw "eng"'),
  output: z.object({ groups: z.array(groupSummary.schema), next_page_token: text }),
  async run(ctx, args) {
    const { items, next } = await readPrincipals(ctx, "Groups", args);
    return { groups: items.map((group) => groupSummary(group)), next_page_token: next };
  },
});

export const getGroup = identity.tool({
  name: "get_group",
  title: "Get a group",
  description: "Returns one group with its members, entitlements and parent groups.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ id: groupId }),
  output: groupDetails.schema,
  run: async (ctx, args) => groupDetails(await api.getPrincipal(ctx.client, "Groups", args)),
});

export const createGroup = identity.tool({
  name: "create_group",
  title: "Create a group",
  description: "Creates a group in the workspace, optionally with members. Grant it entitlements with update_group.",
  // Members may gain access that was granted to an earlier group of the same name.
  access: changeAccess,
  untrusted: true,
  input: z.strictObject({
    display_name: z.string().min(1).max(500).describe("Name of the group; must be unique"),
    members: memberIds("IDs of users, groups and service principals"),
  }),
  output: groupDetails.schema,
  async confirm({ display_name, members = [] }, ctx) {
    const withMembers = members.length > 0 ? ` with the members ${await membersInWords(ctx, members)}` : "";
    return `Create the group "${display_name}"${withMembers}?`;
  },
  run: async (ctx, args) => groupDetails(await api.createPrincipal(ctx.client, "Groups", args)),
});

export const updateGroup = identity.tool({
  name: "update_group",
  title: "Update a group",
  description: "Changes a group's name, members or entitlements in one request.",
  access: changeAccess,
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    id: groupId,
    ...principalChanges,
    add_members: memberIds("IDs of members to add"),
    remove_members: memberIds("IDs of members to remove"),
  }),
  output: updatedOutput,
  confirm: async (args, ctx) =>
    `${await changeQuestion(ctx, "Groups", args)} Members have all permissions of the group.`,
  run: (ctx, args) => updatePrincipal(ctx, "Groups", args),
});

export const deleteGroup = identity.tool({
  name: "delete_group",
  title: "Delete a group",
  description: "Permanently deletes a group. Its members are kept but lose the permissions granted to the group.",
  access: "destructive",
  idempotent: true,
  input: z.strictObject({ id: groupId }),
  output: deletedOutput,
  confirm: async ({ id }, ctx) =>
    `Permanently delete ${await principalInWords(ctx, "Groups", id)}? Its members lose the permissions granted to it.`,
  run: (ctx, args) => deletePrincipal(ctx, "Groups", args),
});
